"""Make a good plan better: free a piece of it, plan the piece exactly, keep what is no worse."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from math import inf

from portfolio.planning.blocks import Found, solve_block
from portfolio.planning.cpsat import Budget
from portfolio.planning.hall import Part
from portfolio.planning.neighbours import Neighbourhoods
from portfolio.planning.numbered import Where
from portfolio.planning.score import score
from portfolio.planning.search import Search, keeps_rules
from portfolio.planning.sheet import Sheet

_BLOCK_SECONDS = 1.5


class Polish:
    """A placement being polished; two threads may work on it at once.

    It starts from the search's best plan and follows it, or stays with a `start` of its own that
    may still hold what no plan needs.
    """

    def __init__(
        self,
        search: Search,
        parts: list[Part],
        start: Where | None = None,
        *,
        wanted: frozenset[int] = frozenset(),
    ) -> None:
        self.search = search
        self.parts = parts
        self.wanted = wanted
        self.where: Where = list(search.best or []) if start is None else start
        self.objective = score(search.grid, self.where).objective if self.where else -inf
        self._follows = start is None
        self._lock = threading.Lock()
        self._until: Callable[[], bool] = lambda: False

    def run(
        self,
        *,
        work: float,
        threads: int,
        seed: int = 1,
        until: Callable[[], bool] = lambda: False,
    ) -> None:
        """Polish until the search is over, `until` says so, or the work is done."""
        if not self.parts or not self.where:
            return
        self._until = until
        in_threads([partial(self._draw, work, seed + n) for n in range(threads)])

    def free(self, items: set[int], seed: int = 1) -> Found:
        """Plan these items anew while all others stay; keep what is no worse."""
        with self._lock:
            start = self._latest()
        found = solve_block(self.search.grid, start, items, self._patience(), seed=seed)
        if found.where is not None:
            self._merge(start, found.where, items)
        return found

    def _patience(self) -> Budget:
        """Return how long a piece may take: longer where there is much time left."""
        if self.search.steady:
            return self.search.part(_BLOCK_SECONDS)
        left = self.search.budget.left()
        return self.search.part(max(1.0, min(4.0, 0.08 * left)))

    def _draw(self, work: float, seed: int) -> None:
        neighbours = Neighbourhoods(self.search.grid, self.parts, seed, self.wanted)
        done, turn = 0.0, 0
        while done < work and not self.search.over() and not self._until():
            turn += 1
            items = neighbours.next(self.where)
            if len(items) < 2:
                done += 0.001
                continue
            found = self.free(items, turn)
            done += found.work + 0.02
            step = 4 if found.proven else -12
            neighbours.size = max(40, min(400, neighbours.size + step))

    def _latest(self) -> Where:
        best = self.search.best
        if self._follows and best is not None and self.search.objective > self.objective + 1e-12:
            self.where, self.objective = list(best), self.search.objective
        return list(self.where)

    def _merge(self, start: Where, found: Where, free: set[int]) -> None:
        changed = [item for item in free if found[item] != start[item]]
        if not changed:
            return
        with self._lock:
            merged = list(self.where)
            for item in changed:
                merged[item] = found[item]
            objective = score(self.search.grid, merged).objective
            if objective < self.objective or not self._keeps_rules(merged):
                return
            self.where, self.objective = merged, objective
        self.search.offer(merged)

    def _keeps_rules(self, where: Where) -> bool:
        if self._follows:
            return keeps_rules(self.search.grid, where)
        return not Sheet(self.search.grid).load(where)


def in_threads(tasks: Sequence[Callable[[], None]]) -> None:
    """Run the tasks side by side, the first one here, and wait for all."""
    others = [threading.Thread(target=task, daemon=True) for task in tasks[1:]]
    for other in others:
        other.start()
    tasks[0]()
    for other in others:
        other.join()
