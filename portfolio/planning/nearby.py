"""Plan a changed problem from the plan of before, so that only what must move moves."""

from dataclasses import replace

from portfolio.planning.limits import Limits
from portfolio.planning.numbered import numbered
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.score import placement, plan_of
from portfolio.planning.stable import steadied
from portfolio.planning.warm import replan

SECONDS = 1.5


def nearby(problem: Problem, before: Plan, *, seconds: float = SECONDS) -> Plan:
    """Return a plan of the problem at the stable end of the slider.

    Its figures are those of the problem itself, without the price that was put on moving; it
    states no bound. Where no plan keeps every rule it says so, with the conflicts.
    """
    calm = steadied(problem, before)
    found = replan(calm, before, Limits(seconds))
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
