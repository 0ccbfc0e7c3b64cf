"""A lane of previews inside a test: greedy planning, no process, no clock."""

from datetime import UTC, datetime

from portfolio.actions.ask_preview import ask_preview
from portfolio.actions.build_problem import build_problem
from portfolio.actions.preview_lane import Lane, Solvers
from portfolio.actions.solve_preview import solve_preview
from portfolio.domain.cycles import Cycle
from portfolio.domain.edits import Edit
from portfolio.domain.people import Viewer
from portfolio.domain.previews import Preview
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.store import previews, scenarios
from portfolio.store.unit import Store
from tests.people import NOW
from tests.planned import TODAY


def plan_greedily(problem: Problem) -> Plan:
    """Plan by a simple rule, the same every time."""
    from portfolio.planning.solve import solve

    return solve(problem, Limits(5), method="greedy")


def make_lane(store: Store, name: str = "test/1", *, now: datetime = NOW) -> Lane:
    """Return a lane that plans greedily."""
    solvers = Solvers(lambda problem, before, stop: plan_greedily(problem), plan_greedily)
    return Lane(store, name, solvers, clock=lambda: now, pulse=lambda: now, zone=UTC)


def ask(store: Store, by: Viewer, edit: Edit, cycle: Cycle) -> int:
    """Ask for a preview at NOW; return its id."""
    return ask_preview(store, by, edit, cycle, now=NOW, asked_at=NOW, today=TODAY, zone=UTC)


def solved(store: Store, by: Viewer, edit: Edit, cycle: Cycle) -> Preview:
    """Ask for a preview and solve it."""
    preview_id = ask(store, by, edit, cycle)
    assert solve_preview(make_lane(store), preview_id)
    with store.reading() as tx:
        return previews.one(tx, preview_id)


def fingerprint(store: Store, cycle: Cycle) -> str:
    """Return the fingerprint of the problem as it stands."""
    with store.reading() as tx:
        base = scenarios.named(tx, cycle.id, None)
        return build_problem(tx, cycle, base, today=TODAY).problem.fingerprint()
