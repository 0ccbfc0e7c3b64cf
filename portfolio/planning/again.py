"""The way from an earlier plan to a good one near it: mend, bound, and only then search."""

import threading
from collections.abc import Callable
from dataclasses import replace
from math import inf

from portfolio.planning.aggregate import Aggregate, aggregate
from portfolio.planning.highs import solve_lp, solve_mip
from portfolio.planning.improve import improve, is_small, prices
from portfolio.planning.limits import Limits
from portfolio.planning.linear import Answer
from portfolio.planning.numbered import Numbered, Where, numbered
from portfolio.planning.plan import Plan
from portfolio.planning.polish import Polish, in_threads
from portfolio.planning.repair import exchange, repair
from portfolio.planning.schedule import schedule, targets
from portfolio.planning.score import score
from portfolio.planning.search import Search
from portfolio.planning.settle import settled
from portfolio.planning.stable import steadied
from portfolio.planning.stay import due

_HAIR = 0.03  # of what the answer may fall short: what leaving a place costs where nothing does
_MENDING = 0.5
_COUNTING = 0.5
_REFINING = 0.3  # of the time: what stays is settled then, little value is left to gain
_NODES = 20


class Twin(Search):
    """A search for the same plan in which staying is worth a hair; tells the real one."""

    def __init__(self, real: Search, grid: Numbered) -> None:
        limits = Limits(max(0.05, real.budget.left()), real.limits.effort)
        super().__init__(grid, limits, cancelled=real.over)
        self.real = real

    def offer(self, where: Where | None) -> bool:
        """Take the placement here, and there where it is better."""
        taken = super().offer(where)
        if taken:
            self.real.offer(where)
        return taken


def plan_again(search: Search, before: Plan) -> None:
    """Leave the best plan near an earlier one in the search, with its bound."""
    if search.best is None or search.over():
        return
    grid = search.grid
    priced = bool(grid.problem.policy.stability and grid.baseline)
    twin = search if priced else _twin(search, before)
    _search(search, twin)
    if twin.best is None:
        return
    where = settled(twin.grid, twin.best)
    lost = search.objective - score(grid, where).objective
    if lost <= 0.5 * search.enough * abs(search.objective):
        search.settle_for(where)


def _twin(search: Search, before: Plan) -> Twin:
    hair = _HAIR * search.enough * max(abs(search.objective), 1e-3)
    twin = Twin(search, numbered(steadied(search.grid.problem, before, hair)))
    twin.offer(search.best)
    return twin


def _search(search: Search, twin: Search) -> None:
    grid, price = search.grid, search.grid.problem.policy.stability
    if is_small(twin.grid):
        improve(twin)
        if twin is not search:
            search.prove(twin.bound + twin.grid.problem.policy.stability * len(twin.grid.baseline))
        if not search.over():
            improve(search)
        return
    search.step = "bounding"
    above = aggregate(grid if not price else _unpriced(grid))
    relaxed = solve_lp(above.model, search.budget)
    search.prices = prices(above, relaxed)
    known = due(twin.grid, search.part(_COUNTING))
    stays = price * known.fewest if twin is search else 0.0
    search.prove(relaxed.bound - stays)
    if search.over():
        return
    if twin is search and price >= relaxed.bound:
        repair(search, known, relaxed.bound, search.budget)
        _polish(search, above, until=search.part(_REFINING * search.limits.seconds).spent)
        return
    choice = _Choice(search, above)
    repair(twin, known, relaxed.bound, search.part(_MENDING * search.budget.left()))
    _polish(twin, above, until=choice.is_made)
    answer = choice.made()
    search.prove(answer.bound - stays)
    if answer.values is not None and not search.over():
        _keep_choice(twin, above, answer)
    if twin is search and not search.over():
        improve(search)
    _polish(twin, above)


def _polish(search: Search, above: Aggregate, until: Callable[[], bool] | None = None) -> None:
    """Polish until the search is over, or something else is done."""
    if search.over() or search.best is None:
        return
    work = inf if search.limits.effort is None else 0.7 * search.limits.effort
    polish = Polish(search, above.parts)
    search.step = "polishing"
    if until is not None:
        polish.run(work=0.3 * work, threads=1, until=until)
        return
    polish.run(work=work, threads=1 if search.steady else 2)


def _keep_choice(twin: Search, above: Aggregate, answer: Answer) -> None:
    """Take over the choice of epics: a little at a time, and beside that all at once."""
    wanted = targets(above, answer.values or ())
    done = threading.Event()

    def little() -> None:
        exchange(twin, wanted, twin.part(0.5 * twin.budget.left()))
        _polish(twin, above, until=done.is_set)

    def much() -> None:
        schedule(twin, above, wanted, seconds=0.5 * twin.budget.left())
        done.set()

    if twin.steady:
        little()
        much()
    else:
        in_threads([little, much])


def _unpriced(grid: Numbered) -> Numbered:
    """Return the problem as it would be if moving cost nothing."""
    problem = grid.problem
    policy = replace(problem.policy, stability=0.0)
    return numbered(replace(problem, policy=policy, baseline=(), read_from=""))


class _Choice:
    """The best epics as seen from above, looked for in the background."""

    def __init__(self, search: Search, above: Aggregate) -> None:
        self._box: list[Answer] = []
        nodes = _NODES * search.limits.effort if search.limits.effort else None
        budget = search.part(0.6 * search.budget.left()) if nodes is None else search.budget

        def work() -> None:
            self._box.append(solve_mip(above.model, budget, nodes=nodes, gap=search.enough))

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()
        if search.steady:
            self._thread.join()

    def is_made(self) -> bool:
        """Tell whether there is nothing to wait for."""
        return not self._thread.is_alive()

    def made(self) -> Answer:
        """Wait for the choice and return it."""
        self._thread.join()
        return self._box[0] if self._box else Answer(None, -inf, inf)
