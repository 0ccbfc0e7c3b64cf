"""What following an order of the epics would bring: each in its turn, with what it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from portfolio.planning.greedy import greedy
from portfolio.planning.numbered import numbered
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.score import plan_of


@dataclass(frozen=True, slots=True)
class Followed:
    """What an order brings; `value` is None where its rule finds no plan that keeps every rule."""

    value: float | None = None
    epics: frozenset[str] = frozenset()
    attained: Mapping[str, float] = field(default_factory=dict)


def followed(problem: Problem, order: Sequence[str]) -> Followed:
    """Return what planning the epics in this order brings; those it does not name come last.

    It is the rule `rank` on the same problem: the same capacities, dates and wishes.
    """
    place = {key: n for n, key in enumerate(order)}
    epics = sorted(problem.epics, key=lambda one: place.get(one.id, len(place)))
    grid = numbered(replace(problem, epics=tuple(epics), read_from=""))
    where = greedy(grid, "rank")
    if where is None:
        return Followed()
    plan: Plan = plan_of(grid, where, seconds=0.0, solver="", method="rank", warnings=())
    return Followed(
        plan.value,
        frozenset(one.id for one in plan.epics),
        {one.id: one.attained for one in plan.key_results},
    )
