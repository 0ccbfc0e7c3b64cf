"""What a search has found, as the plan that is handed out: figures, bound, status, checked."""

from dataclasses import replace
from importlib.metadata import version
from math import inf
from typing import Any

from portfolio.planning.check import violations
from portfolio.planning.conflicts import explain_infeasible
from portfolio.planning.misfits import misfit_warnings
from portfolio.planning.plan import CapacityValue, Plan, relative_gap
from portfolio.planning.problem import Problem
from portfolio.planning.score import plan_of
from portfolio.planning.search import OPTIMAL_GAP, Search


class PlanBroken(Exception):
    """The planner made a plan that breaks a rule; it is never handed out."""


def answered(search: Search, method: str) -> Plan:
    """Return the best plan of the search with its bound, `unknown` where there is none."""
    known = said(search, method)
    if search.best is None:
        return Plan(search.grid.problem.fingerprint(), "unknown", **known)
    plan = plan_of(search.grid, search.best, **known)
    if search.bound == inf or plan.objective is None:
        return plan
    bound = max(search.bound, plan.objective)
    gap = relative_gap(plan.objective, bound)
    status = "optimal" if gap <= OPTIMAL_GAP else "feasible"
    return replace(
        plan, bound=bound, gap=gap, status=status, capacity_value=_capacity_value(search)
    )


def infeasible(search: Search) -> Plan:
    """Return the answer where no plan keeps every rule: what conflicts, and the ways out."""
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


def said(search: Search, method: str) -> dict[str, Any]:
    """Return what every plan says of how it was made."""
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


def checked(problem: Problem, plan: Plan) -> Plan:
    """Return the plan, which keeps every rule, or raise PlanBroken."""
    broken = violations(problem, plan)
    if broken:
        raise PlanBroken("; ".join(str(one) for one in broken[:5]))
    return plan


def solver() -> str:
    """Return the name and version of the solver."""
    return f"ortools {version('ortools')}"
