"""Make a good plan better: free a piece of it, plan the piece exactly, keep what is no worse."""

import threading
from collections.abc import Callable

from portfolio.planning.blocks import solve_block
from portfolio.planning.hall import Part
from portfolio.planning.neighbours import Neighbourhoods
from portfolio.planning.numbered import Where
from portfolio.planning.score import score
from portfolio.planning.search import Search, keeps_rules

_BLOCK_SECONDS = 1.5


class Polish:
    """The plan being polished; two threads may work on it at once."""

    def __init__(self, search: Search, parts: list[Part]) -> None:
        self.search = search
        self.parts = parts
        self._lock = threading.Lock()
        self.where: Where = list(search.best or [])
        self.objective = search.objective

    def run(
        self,
        *,
        work: float,
        threads: int,
        seed: int = 1,
        until: Callable[[], bool] = lambda: False,
    ) -> None:
        """Polish until the search is over, `until` says so, or the work is done."""
        self._until = until
        if not self.parts or self.search.best is None:
            return
        others = [
            threading.Thread(target=self._work, args=(work, seed + n), daemon=True)
            for n in range(1, threads)
        ]
        for other in others:
            other.start()
        self._work(work, seed)
        for other in others:
            other.join()

    def _work(self, work: float, seed: int) -> None:
        neighbours = Neighbourhoods(self.search.grid, self.parts, seed)
        done, turn = 0.0, 0
        while done < work and not self.search.over() and not self._until():
            turn += 1
            with self._lock:
                start = self._latest()
            free = neighbours.next(start)
            if len(free) < 2:
                done += 0.001
                continue
            found = solve_block(
                self.search.grid, start, free, self.search.part(_BLOCK_SECONDS), seed=turn
            )
            done += found.work + 0.02
            if found.where is not None:
                self._merge(start, found.where, free)
            if found.proven:
                neighbours.size = min(400, neighbours.size + 4)
            else:
                neighbours.size = max(40, neighbours.size - 12)

    def _latest(self) -> Where:
        if self.search.best is not None and self.search.objective > self.objective + 1e-12:
            self.where, self.objective = list(self.search.best), self.search.objective
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
            if objective < self.objective or not keeps_rules(self.search.grid, merged):
                return
            self.where, self.objective = merged, objective
        self.search.offer(merged)
