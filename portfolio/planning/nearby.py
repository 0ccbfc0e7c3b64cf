"""Plan a changed problem from the plan of before, so that only what must move moves."""

from collections.abc import Callable
from dataclasses import replace

from portfolio.planning.limits import Limits
from portfolio.planning.numbered import numbered
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.score import placement, plan_of
from portfolio.planning.stable import baseline_of, steadied
from portfolio.planning.warm import replan

SECONDS = 1.5
SECOND_LOOK = 0.4
HARDLY = 1e-9


def nearby(
    problem: Problem,
    before: Plan,
    *,
    seconds: float = SECONDS,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Return a plan of the problem at the stable end of the slider.

    Its figures are those of the problem itself, without the price that was put on moving; it
    states no bound. Where no plan keeps every rule it says so, with the conflicts.
    """
    calm = steadied(problem, before)
    found = replan(calm, before, Limits(seconds), cancelled=cancelled)
    if found.status not in ("optimal", "feasible"):
        return replace(found, problem=problem.fingerprint())
    grid = numbered(problem)
    return plan_of(
        grid,
        placement(grid, found),
        seconds=found.seconds,
        solver=found.solver,
        warnings=found.warnings,
    )


def second_look(problem: Problem, origin: Plan | None, base: Plan, other: Plan) -> Plan:
    """Return a better plan of the unchanged problem that the changed one's plan has led to.

    A search can find for the changed problem what it missed before: that would be shown as if
    the change had brought it. Better is what moves fewer items of the plan that both come from,
    or as many and is worth more; else `base` stays.
    """
    found = nearby(problem, other, seconds=SECOND_LOOK)
    if found.status not in ("optimal", "feasible"):
        return base
    mine, theirs = (_merit(problem, origin, one) for one in (base, found))
    return found if theirs > mine else base


def _merit(problem: Problem, origin: Plan | None, plan: Plan) -> tuple[int, float]:
    places = {one.item: (one.team, one.sprint) for one in plan.assignments}
    start = baseline_of(problem, origin) if origin is not None else ()
    moved = sum(places.get(item) != (place.team, place.sprint) for item, place in start)
    return -moved, round((plan.value or 0.0) / HARDLY)
