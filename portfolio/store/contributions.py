"""The epics' contributions to key results."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, insert, select

from portfolio.domain.backlog import Category
from portfolio.domain.contributions import AttachedCount, AttachedEpic, Contribution
from portfolio.store import rows
from portfolio.store.tables.backlog import items
from portfolio.store.tables.okrs import contributions, key_results, objectives

_OPEN = (Category.TODO.value, Category.DOING.value)
_CONTRIBUTION: tuple[Any, ...] = (
    contributions.c.id,
    contributions.c.item_id,
    contributions.c.key_result_id,
    contributions.c.amount,
    contributions.c.confidence,
    contributions.c.version,
)


def of_key_results(
    tx: Connection, key_result_ids: Collection[int]
) -> dict[int, list[AttachedEpic]]:
    """Return the epics behind each of the key results, in the order of their rank."""
    stories = items.alias("stories")
    counts = (
        select(
            stories.c.parent_id,
            func.sum(case((stories.c.category != Category.DROPPED.value, 1), else_=0)).label(
                "stories"
            ),
            func.sum(case((stories.c.category == Category.DONE.value, 1), else_=0)).label("done"),
        )
        .where(
            stories.c.parent_id.in_(
                select(contributions.c.item_id).where(
                    contributions.c.key_result_id.in_(key_result_ids)
                )
            )
        )
        .group_by(stories.c.parent_id)
        .subquery()
    )
    query: Select[Any] = (
        select(
            *_CONTRIBUTION,
            items.c.key,
            items.c.title,
            items.c.category,
            items.c.is_delivered,
            items.c.area_id,
            items.c.team_id,
            counts.c.stories,
            counts.c.done,
        )
        .join(items, items.c.id == contributions.c.item_id)
        .outerjoin(counts, counts.c.parent_id == items.c.id)
        .where(contributions.c.key_result_id.in_(key_result_ids))
        .order_by(items.c.rank, items.c.id)
    )
    found: dict[int, list[AttachedEpic]] = {one: [] for one in key_result_ids}
    for row in tx.execute(query):
        found[row.key_result_id].append(_attached(row))
    return found


def counts(tx: Connection, cycle_id: int) -> dict[int, AttachedCount]:
    """Return how many epics stand behind each key result of a cycle that has any."""
    is_open = items.c.category.in_(_OPEN)
    query = (
        select(
            contributions.c.key_result_id,
            func.count().label("epics"),
            func.sum(case((is_open, 1), else_=0)).label("open"),
            func.sum(
                case((is_open, contributions.c.amount * contributions.c.confidence), else_=0.0)
            ).label("amount"),
        )
        .join(items, items.c.id == contributions.c.item_id)
        .join(key_results, key_results.c.id == contributions.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(objectives.c.cycle_id == cycle_id)
        .group_by(contributions.c.key_result_id)
    )
    return {
        row.key_result_id: AttachedCount(row.epics, int(row.open), float(row.amount))
        for row in tx.execute(query)
    }


def between(tx: Connection, item_id: int, key_result_id: int) -> Contribution | None:
    """Return what an item is expected to move of a key result; None where nothing is said."""
    query = select(*_CONTRIBUTION).where(
        contributions.c.item_id == item_id, contributions.c.key_result_id == key_result_id
    )
    row = tx.execute(query).one_or_none()
    return _contribution(row) if row else None


def add_contribution(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add a contribution's row and return its id."""
    return rows.add(tx, contributions, values)


def add_contributions(tx: Connection, made: Sequence[Mapping[str, Any]]) -> None:
    """Add several contributions at once."""
    if made:
        tx.execute(insert(contributions), list(made))


def save_contribution(
    tx: Connection, contribution_id: int, *, version: int, values: Mapping[str, Any]
) -> int:
    """Save a contribution that still has this version; raise Stale."""
    return rows.save(tx, contributions, contribution_id, version=version, values=values)


def remove_contribution(tx: Connection, contribution_id: int, *, version: int) -> None:
    """Delete a contribution that still has this version; raise Stale."""
    rows.remove(tx, contributions, contribution_id, version=version)


def _contribution(row: Row[Any]) -> Contribution:
    return Contribution(
        row.id, row.item_id, row.key_result_id, row.amount, row.confidence, row.version
    )


def _attached(row: Row[Any]) -> AttachedEpic:
    return AttachedEpic(
        contribution=_contribution(row),
        key=row.key,
        title=row.title,
        category=Category(row.category),
        is_delivered=row.is_delivered,
        area_id=row.area_id,
        team_id=row.team_id,
        done=int(row.done or 0),
        stories=int(row.stories or 0),
    )
