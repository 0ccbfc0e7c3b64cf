"""Plan a problem: the only door to the solvers."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from math import inf
from typing import Any

from portfolio.planning.calm import calmed
from portfolio.planning.check import violations
from portfolio.planning.conflicts import explain_infeasible
from portfolio.planning.cpsat import Budget
from portfolio.planning.demands import keep
from portfolio.planning.explain import left_out
from portfolio.planning.greedy import METHODS, greedy
from portfolio.planning.improve import improve
from portfolio.planning.limits import Limits
from portfolio.planning.misfits import misfit_warnings
from portfolio.planning.numbered import numbered
from portfolio.planning.packing import pruned
from portfolio.planning.plan import CapacityValue, Plan, relative_gap
from portfolio.planning.problem import Problem
from portfolio.planning.score import placement, plan_of
from portfolio.planning.search import OPTIMAL_GAP, Progress, Search
from portfolio.planning.settle import settled

_FOR_THE_PLAN = 0.75


class PlanBroken(Exception):
    """The planner made a plan that breaks a rule; it is never handed out."""


def solve(
    problem: Problem,
    limits: Limits,
    *,
    hint: Plan | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    method: str = "optimize",
    explain: bool = False,
) -> Plan:
    """Return the best plan that is found within the limits; it keeps every rule.

    `progress` is told (objective, bound, gap, seconds, step) at most twice a second, None for
    what isn't known yet. Once `cancelled` answers True the best plan so far is returned.
    """
    grid = numbered(problem)
    share = _FOR_THE_PLAN if explain and limits.effort is None else 1.0
    search = Search(
        grid,
        Limits(share * limits.seconds, limits.effort),
        progress=progress,
        cancelled=cancelled,
    )
    if method in METHODS:
        return _checked(problem, _simple(search, method))
    _start(search, hint)
    if not search.steady:
        # Settling, checking and writing the plan take about as long as the simple plans did.
        search.reserve = min(0.2 * search.limits.seconds, 3 * search.seconds())
    if search.best is None:
        found = keep(grid, search.budget)
        if found.infeasible:
            return _infeasible(search)
        search.offer(found.where)
    if search.best is not None and not search.over():
        improve(search)
        calmed(search, cancelled)
    if search.steady and search.budget.left() <= 0:
        search.warnings.append("The clock stopped the work: the same effort may plan otherwise.")
    search.finish()
    if search.best is not None:
        search.offer(settled(grid, search.best))
    search.answer_for()
    plan = _plan(search, method)
    if explain and search.best is not None:
        until = search.started + limits.seconds
        stopped = cancelled or (lambda: False)
        budget = Budget(until, stopped=stopped, steady=search.steady)
        plan = replace(plan, left_out=left_out(grid, search.best, budget))
    return _checked(problem, plan)


def _start(search: Search, hint: Plan | None) -> None:
    """Offer what needs no search: the plans of before, mended, and those of simple methods."""
    grid = search.grid
    before = [placement(grid, hint)] if hint is not None else []
    if grid.baseline:
        before.append([grid.baseline.get(item) for item in range(len(grid.points))])
    for where in before:
        search.offer(where)
        search.offer(greedy(grid, "greedy", started=where))
        search.offer(greedy(grid, "greedy", started=pruned(grid, where)))
    for each in METHODS:
        if search.best is None or search.seconds() < 0.3 * search.limits.seconds or search.steady:
            search.offer(greedy(grid, each))


def _simple(search: Search, method: str) -> Plan:
    """Return the plan of a simple method, with everything it puts in."""
    where = greedy(search.grid, method)
    if where is None:
        return _plan(search, method)
    return plan_of(search.grid, where, **_said(search, method))


def _infeasible(search: Search) -> Plan:
    problem = search.grid.problem
    conflicts, repairs = explain_infeasible(problem, search.budget)
    return Plan(
        problem.fingerprint(),
        "infeasible",
        seconds=round(search.seconds(), 3),
        solver=solver(),
        conflicts=conflicts,
        repairs=repairs,
    )


def _plan(search: Search, method: str) -> Plan:
    said = _said(search, method)
    if search.best is None:
        return Plan(search.grid.problem.fingerprint(), "unknown", **said)
    plan = plan_of(search.grid, search.best, **said)
    if search.bound == inf or plan.objective is None:
        return plan
    bound = max(search.bound, plan.objective)
    gap = relative_gap(plan.objective, bound)
    status = "optimal" if gap <= OPTIMAL_GAP else "feasible"
    return replace(
        plan, bound=bound, gap=gap, status=status, capacity_value=_capacity_value(search)
    )


def _said(search: Search, method: str) -> dict[str, Any]:
    return {
        "seconds": round(search.seconds(), 3),
        "solver": solver(),
        "method": method,
        "warnings": (*misfit_warnings(search.grid), *search.warnings),
    }


def _capacity_value(search: Search) -> tuple[CapacityValue, ...]:
    problem = search.grid.problem
    return tuple(
        CapacityValue(team.id, sprint.id, search.prices.get((t, s), 0.0))
        for t, team in enumerate(problem.teams)
        for s, sprint in enumerate(problem.sprints)
    )


def _checked(problem: Problem, plan: Plan) -> Plan:
    broken = violations(problem, plan)
    if broken:
        raise PlanBroken("; ".join(str(one) for one in broken[:5]))
    return plan


def solver() -> str:
    """Return the name and version of the solver."""
    return f"ortools {version('ortools')}"
