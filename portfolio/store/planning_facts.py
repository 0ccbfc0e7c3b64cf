"""What only the planner reads of the backlog: its ties, and what key results claim."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select

from portfolio.domain.backlog import DEPENDENCY_TYPES, Category, Level
from portfolio.domain.plan_facts import Claim, Tie
from portfolio.domain.plans import Taken
from portfolio.store.tables.backlog import item_links, items
from portfolio.store.tables.okrs import contributions, key_results, objectives
from portfolio.store.tables.plans import taken_items

MOST_KEYS = 5000  # in one IN: engines limit the parameters of a statement
_OPEN = (Category.TODO.value, Category.DOING.value)


def ties(tx: Connection) -> tuple[Tie, ...]:
    """Return every dependency, oldest first, in one query."""
    before, after = items.alias("before"), items.alias("after")
    query: Any = (
        select(
            item_links.c.from_key,
            item_links.c.to_key,
            item_links.c.lag,
            before.c.id.label("before_id"),
            before.c.level.label("before_level"),
            before.c.category.label("before_category"),
            before.c.parent_id.label("before_parent"),
            after.c.id.label("after_id"),
            after.c.level.label("after_level"),
            after.c.category.label("after_category"),
            after.c.parent_id.label("after_parent"),
        )
        .select_from(item_links)
        .outerjoin(before, before.c.key == item_links.c.from_key)
        .outerjoin(after, after.c.key == item_links.c.to_key)
        .where(item_links.c.type.in_(DEPENDENCY_TYPES))
        .order_by(item_links.c.id)
    )
    return tuple(
        Tie(row.from_key, row.to_key, _end(row, "before"), _end(row, "after"), row.lag)
        for row in tx.execute(query)
    )


def _end(row: Row[Any], name: str) -> int | None:
    """Return the item that is planned for this end: an open sub-task's is its parent."""
    values = row._mapping
    own: int | None = values[f"{name}_id"]
    parent: int | None = values[f"{name}_parent"]
    is_part = values[f"{name}_level"] == Level.SUBTASK.value and parent is not None
    return parent if is_part and values[f"{name}_category"] in _OPEN else own


def claims(tx: Connection, cycle_id: int) -> tuple[Claim, ...]:
    """Return what items are expected to move of the cycle's key results."""
    query = (
        select(
            contributions.c.item_id,
            contributions.c.key_result_id,
            contributions.c.amount,
            contributions.c.confidence,
        )
        .join(key_results, key_results.c.id == contributions.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(objectives.c.cycle_id == cycle_id)
        .order_by(contributions.c.id)
    )
    return tuple(Claim(*row) for row in tx.execute(query))


def taken(tx: Connection, sprint_ids: list[int]) -> tuple[Taken, ...]:
    """Return what teams took into these sprints."""
    query = (
        select(
            taken_items.c.item_id,
            taken_items.c.team_id,
            taken_items.c.sprint_id,
            taken_items.c.points,
            taken_items.c.is_shared,
            taken_items.c.points_left,
        )
        .where(taken_items.c.sprint_id.in_(sprint_ids))
        .order_by(taken_items.c.id)
    )
    return tuple(Taken(*row) for row in tx.execute(query))


def ids_of_keys(tx: Connection, keys: Collection[str]) -> dict[str, int]:
    """Return the ids of the items with these keys, in one query however many there are."""
    query = select(items.c.key, items.c.id)
    if len(keys) <= MOST_KEYS:
        query = query.where(items.c.key.in_(keys))
    return {row.key: row.id for row in tx.execute(query) if row.key in keys}
