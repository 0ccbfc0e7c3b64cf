"""Two plans side by side: figures, expected scores, what is in one and not in the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.domain.backlog import Item
from portfolio.domain.errors import Refused
from portfolio.domain.okrs import Objective
from portfolio.domain.people import Viewer
from portfolio.domain.plans import PlanHead
from portfolio.domain.rises import Rises, rises, start_from
from portfolio.planning.build import key_result_id_of
from portfolio.planning.plan import Plan
from portfolio.screens.plan import seen
from portfolio.store import backlog, okrs, plans
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Side:
    """One of the plans."""

    head: PlanHead
    scores: Rises
    epics: frozenset[str]
    places: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both plans; items are by key, `moved` counts those that both have elsewhere."""

    one: Side
    other: Side
    objectives: tuple[Objective, ...]
    only_one: tuple[Item, ...]
    only_other: tuple[Item, ...]
    moved: int


def load(tx: Tx, viewer: Viewer, plan_id: int, other_id: int) -> Comparison:
    """Read two plans of one quarter; raise NotFound, and Refused for two quarters."""
    one, other = (_side(tx, viewer, each) for each in (plan_id, other_id))
    if one.head.cycle_id != other.head.cycle_id:
        raise Refused("Two plans of different quarters cannot be compared.")
    differing = one.epics ^ other.epics
    items = sorted(backlog.items_by_key(tx, differing).values(), key=lambda item: item.rank)
    on = max(one.head.made_at, other.head.made_at).date()
    return Comparison(
        one=one,
        other=other,
        objectives=okrs.tree(tx, one.head.cycle_id, on=on).every_objective(),
        only_one=tuple(item for item in items if item.key in one.epics),
        only_other=tuple(item for item in items if item.key in other.epics),
        moved=sum(
            one.places[key] != other.places[key] for key in one.places.keys() & other.places.keys()
        ),
    )


def _side(tx: Tx, viewer: Viewer, plan_id: int) -> Side:
    head = seen(viewer, plans.one_plan(tx, plan_id))
    plan, marks = plans.full_plan(tx, plan_id)
    return Side(
        head,
        _scores(plan, marks),
        frozenset(epic.id for epic in plan.epics),
        {one.item: (one.team, one.sprint) for one in plan.assignments},
    )


def _scores(plan: Plan, marks: Mapping[str, Any]) -> Rises:
    attained = {key_result_id_of(one.id): one.attained for one in plan.key_results}
    return rises(start_from(marks.get("start", {})), attained)
