"""Plan again after a small change: from the plan of before, quickly, moving little."""

from collections.abc import Callable

from portfolio.planning.again import plan_again
from portfolio.planning.demands import keep
from portfolio.planning.greedy import greedy
from portfolio.planning.improve import improve
from portfolio.planning.limits import Limits
from portfolio.planning.numbered import numbered
from portfolio.planning.outcome import answered, checked, infeasible
from portfolio.planning.packing import pruned
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.score import placement
from portfolio.planning.search import Progress, Search

ENOUGH = 1e-3
SECONDS = 2.0


def replan(
    problem: Problem,
    before: Plan,
    limits: Limits | None = None,
    *,
    enough: float = ENOUGH,
    near: bool = True,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Return a plan of the problem that starts from an earlier plan and stays near it.

    `before` is the plan of much the same problem, whatever has become of its items since. The
    answer keeps every rule and states its own status, bound and gap, as those of `solve` do;
    the work ends once the gap is at most `enough`, or at the limit (2 s unless given). What
    moving costs is the problem's `policy.stability` against its `baseline`, see `steadied`;
    where that is 0, items stay where `before` has them as long as little is lost by it. Not
    `near`, they needn't: the earlier plan is just where the search for the best one starts.
    """
    grid = numbered(problem)
    search = Search(grid, limits or Limits(SECONDS), progress=progress, cancelled=cancelled)
    search.enough = max(search.enough, enough)
    _start(search, before)
    if search.best is None:
        found = keep(grid, search.budget)
        if found.infeasible:
            return infeasible(search)
        search.offer(found.where)
    try:
        if near:
            plan_again(search, before)
        elif search.best is not None and not search.over():
            improve(search)
    except MemoryError:
        search.warnings.append("The memory was used up; this is the best plan found until then.")
    search.finish()
    search.answer_for()
    return checked(problem, answered(search, "optimize"))


def _start(search: Search, before: Plan) -> None:
    """Offer what is left of the plan of before, mended and filled up."""
    grid = search.grid
    where = placement(grid, before)
    search.offer(where)
    search.offer(greedy(grid, "greedy", started=where))
    search.offer(greedy(grid, "greedy", started=pruned(grid, where)))
    if search.best is None:
        search.offer(greedy(grid, "greedy"))
