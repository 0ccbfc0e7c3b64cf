"""What a plan says of the rows of a list: in or out, where, why, and where the cut line lies."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from portfolio.domain.errors import NotFound
from portfolio.store.tables.backlog import items
from portfolio.store.tables.cycles import sprints
from portfolio.store.tables.plans import assignments, plan_epics, plans
from portfolio.store.tables.teams import teams


@dataclass(frozen=True, slots=True)
class Mark:
    """How a plan judges one epic or loose item; no sprint: it is left out."""

    sprint: str | None
    value: float
    by_rank: bool
    reason: str | None
    text: str | None

    @property
    def is_in(self) -> bool:
        """Whether the plan finishes it."""
        return self.sprint is not None


@dataclass(frozen=True, slots=True)
class Cut:
    """The last row that rank order takes in: how many it takes, and that row's rank."""

    count: int
    rank: int


def document(tx: Connection, plan_id: int) -> dict[str, Any]:
    """Return the marks kept beside a plan, without the plan's own document; raise NotFound."""
    found = tx.execute(select(plans.c.marks).where(plans.c.id == plan_id)).scalar_one_or_none()
    if found is None:
        raise NotFound("plan", plan_id)
    return dict(found)


def marks(tx: Connection, plan_id: int, item_ids: Collection[int]) -> dict[int, Mark]:
    """Return how a plan judges each of these items, where it does."""
    query = (
        select(
            plan_epics.c.item_id,
            plan_epics.c.sprint_id,
            sprints.c.number,
            plan_epics.c.value,
            plan_epics.c.by_rank,
            plan_epics.c.reason,
            plan_epics.c.text,
        )
        .outerjoin(sprints, sprints.c.id == plan_epics.c.sprint_id)
        .where(plan_epics.c.plan_id == plan_id, plan_epics.c.item_id.in_(item_ids))
    )
    return {
        row.item_id: Mark(
            f"S{row.number}" if row.number is not None else None,
            row.value,
            row.by_rank,
            row.reason,
            row.text,
        )
        for row in tx.execute(query)
    }


def suggested_teams(tx: Connection, plan_id: int, item_ids: Collection[int]) -> dict[int, str]:
    """Return for each epic or loose item the team that the plan has most of its points in."""
    points = func.sum(assignments.c.points)
    owner = func.coalesce(items.c.parent_id, items.c.id)
    query = (
        select(owner.label("owner"), teams.c.name)
        .select_from(assignments)
        .join(items, items.c.id == assignments.c.item_id)
        .join(teams, teams.c.id == assignments.c.team_id)
        .where(assignments.c.plan_id == plan_id, owner.in_(item_ids))
        .group_by(owner, teams.c.name)
        .order_by(points, teams.c.name.desc())
    )
    return {row.owner: row.name for row in tx.execute(query)}


def cut_of(tx: Connection, plan_id: int) -> Cut | None:
    """Return where the plan's cut line lies today; None where rank order takes nothing in."""
    count = int(
        tx.execute(
            select(func.count()).where(
                plan_epics.c.plan_id == plan_id, plan_epics.c.by_rank.is_(True)
            )
        ).scalar_one()
    )
    if not count:
        return None
    query = (
        select(items.c.rank)
        .join(plan_epics, plan_epics.c.item_id == items.c.id)
        .where(plan_epics.c.plan_id == plan_id)
        .order_by(items.c.rank, items.c.id)
        .offset(count - 1)
        .limit(1)
    )
    rank = tx.execute(query).scalar()
    return Cut(count, int(rank)) if rank is not None else None
