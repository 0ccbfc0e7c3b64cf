"""Plan a problem: the only door to the solvers."""

import time
from collections.abc import Callable
from dataclasses import replace

from portfolio.planning.calm import calmed
from portfolio.planning.cpsat import Budget
from portfolio.planning.demands import keep
from portfolio.planning.explain import left_out
from portfolio.planning.greedy import METHODS, greedy
from portfolio.planning.handout import Handout
from portfolio.planning.improve import improve
from portfolio.planning.limits import Limits
from portfolio.planning.numbered import Where, numbered
from portfolio.planning.outcome import answered, checked, infeasible, said
from portfolio.planning.packing import pruned
from portfolio.planning.plan import Plan, cut_short
from portfolio.planning.problem import Problem
from portfolio.planning.score import placement, plan_of
from portfolio.planning.search import Progress, Search
from portfolio.planning.settle import settled

_FOR_THE_PLAN = 0.75


def solve(
    problem: Problem,
    limits: Limits,
    *,
    hint: Plan | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    found: Callable[[Plan], None] | None = None,
    method: str = "optimize",
    explain: bool = False,
) -> Plan:
    """Return the best plan that is found within the limits; it keeps every rule.

    `progress` is told (objective, bound, gap, seconds, step) at most twice a second, None for
    what isn't known yet. Once `cancelled` answers True the best plan so far is returned. `found`
    is given the best plan so far at most once a second where there is a better one.
    """
    began = time.monotonic()
    grid = numbered(problem)
    share = _FOR_THE_PLAN if explain and limits.effort is None else 1.0
    search = Search(
        grid,
        Limits(share * limits.seconds, limits.effort),
        progress=progress,
        cancelled=cancelled,
    )
    search.started = began
    handout = Handout(search, found)
    search.on_tell = handout.look
    stopped = cancelled or (lambda: False)
    until = Budget(began + limits.seconds, stopped=stopped, steady=search.steady)
    if method in METHODS:
        where = greedy(grid, method)
        return checked(problem, _explained(search, method, where, until if explain else None))
    _start(search, hint)
    if not search.steady:
        # Settling, checking and writing the plan take about as long as the simple plans did.
        search.reserve = min(0.2 * search.limits.seconds, 3 * search.seconds())
    if search.best is None:
        kept = keep(grid, search.budget)
        if kept.infeasible:
            return infeasible(search)
        search.offer(kept.where)
    if search.best is not None and not search.over():
        _improve(search, cancelled)
    if search.steady and search.budget.left() <= 0:
        search.warnings.append("The clock stopped the work: the same effort may plan otherwise.")
    search.finish()
    if search.best is not None:
        search.offer(settled(grid, search.best))
    search.answer_for()
    handout.look(now=True)
    plan = checked(problem, _explained(search, method, search.best, until if explain else None))
    return cut_short(plan, "stopped") if stopped() else plan


def _explained(search: Search, method: str, where: Where | None, budget: Budget | None) -> Plan:
    """Return the placement as a plan; with a budget it says what is left out and why."""
    grid, effort = search.grid, search.limits.effort
    if where is None or method not in METHODS:
        plan = answered(search, method)
    else:
        plan = plan_of(grid, where, **said(search, method))
    if where is None or budget is None:
        return plan
    thorough = 20 if effort is None else max(3, effort // 4)
    search.step = "explaining"
    search.tell(now=True)
    try:
        return replace(plan, left_out=left_out(grid, where, budget, thorough=thorough))
    except MemoryError:
        warning = "There was not enough memory to say why things are left out."
        return replace(plan, warnings=(*plan.warnings, warning))


def _improve(search: Search, cancelled: Callable[[], bool] | None) -> None:
    """Look for a better plan; too little memory ends the search, not the plan."""
    try:
        improve(search)
        calmed(search, cancelled)
    except MemoryError:
        search.warnings.append("The memory was used up; this is the best plan found until then.")


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
