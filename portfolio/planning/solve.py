"""Plan a problem: the only door to the solvers."""

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
from portfolio.planning.numbered import numbered
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
    grid = numbered(problem)
    share = _FOR_THE_PLAN if explain and limits.effort is None else 1.0
    search = Search(
        grid,
        Limits(share * limits.seconds, limits.effort),
        progress=progress,
        cancelled=cancelled,
    )
    handout = Handout(search, found)
    search.on_tell = handout.look
    if method in METHODS:
        return checked(problem, _simple(search, method))
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
    plan = answered(search, method)
    stopped = cancelled or (lambda: False)
    if explain and search.best is not None:
        until = search.started + limits.seconds
        budget = Budget(until, stopped=stopped, steady=search.steady)
        thorough = 20 if limits.effort is None else max(3, limits.effort // 4)
        told = left_out(grid, search.best, budget, thorough=thorough)
        plan = replace(plan, left_out=told)
    return cut_short(checked(problem, plan), "stopped") if stopped() else checked(problem, plan)


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


def _simple(search: Search, method: str) -> Plan:
    """Return the plan of a simple method, with everything it puts in."""
    where = greedy(search.grid, method)
    if where is None:
        return answered(search, method)
    return plan_of(search.grid, where, **said(search, method))
