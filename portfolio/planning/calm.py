"""Of plans that are worth the same, look for one that moves less of what was planned before."""

from collections.abc import Callable
from dataclasses import replace
from math import inf

from portfolio.planning.hall import parts
from portfolio.planning.limits import Limits
from portfolio.planning.numbered import numbered
from portfolio.planning.polish import Polish
from portfolio.planning.search import Search

_HARDLY = 1e-7
_SECONDS = 1.0


def calmed(search: Search, cancelled: Callable[[], bool] | None) -> None:
    """Offer a plan of equal worth that moves less, where the best one is found with time left."""
    problem, left = search.grid.problem, search.budget.left()
    if search.best is None or search.steady or problem.policy.stability or not search.moved:
        return
    if not search.closed() or left < _SECONDS:
        return
    price = _HARDLY * max(abs(search.objective), 1e-3)
    policy = replace(problem.policy, stability=price)
    grid = numbered(replace(problem, policy=policy, read_from=""))
    twin = Search(grid, Limits(_SECONDS), cancelled=cancelled)
    twin.offer(search.best)
    Polish(twin, parts(grid, grid.useful)).run(work=inf, threads=2)
    search.offer(twin.best)
