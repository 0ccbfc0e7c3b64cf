"""The state of a search: the best plan so far, the bound, the budget, and who is told."""

import threading
import time
from collections.abc import Callable
from math import inf

from portfolio.planning.cpsat import Budget
from portfolio.planning.limits import Limits
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.plan import relative_gap
from portfolio.planning.score import score
from portfolio.planning.sheet import Sheet

Progress = Callable[[float | None, float | None, float | None, float, str], None]
OPTIMAL_GAP = 1e-4
STRICT = False  # tests set it: a wrong bound is then an error, no warning
DOUBTED = (
    "A plan turned out to be worth more than a bound said was possible. That bound was wrong and "
    "is not used: how much better a plan could be is not known exactly."
)
_CLOSED = 2e-6
_ROUNDING = 1e-9
_NOISE = 1e-7  # of all there is: by so much engines that count in fractions may be wrong


class BoundBroken(Exception):
    """A bound was below what a plan is worth; raised only where STRICT asks for it."""


class Search:
    """Keeps the best placement and the lowest bound; may be shared by two threads."""

    def __init__(
        self,
        grid: Numbered,
        limits: Limits,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.grid = grid
        self.limits = limits
        self.started = time.monotonic()
        self.best: Where | None = None
        self.objective = -inf
        self.moved = 0
        self.step = "starting"
        self.reserve = 0.0
        self.enough = _CLOSED
        self.warnings: list[str] = []
        self.doubted = False
        self.prices: dict[Slot, float] = {}
        self.on_tell: Callable[[], None] = lambda: None
        self._all_there_is = all_there_is(grid)
        self.bound = self._all_there_is * (1 + 1e-12)
        self._progress = progress
        self._cancelled = cancelled or (lambda: False)
        self._lock = threading.Lock()
        self._told = 0.0
        self._finished = False

    @property
    def steady(self) -> bool:
        """Tell whether the answer must not depend on any clock."""
        return self.limits.effort is not None

    @property
    def budget(self) -> Budget:
        """The whole budget: the clock, and whether anybody said stop."""
        until = self.started + self.limits.seconds - self.reserve
        return Budget(until, stopped=self.stopped, steady=self.steady)

    def part(self, seconds: float) -> Budget:
        """Return a budget of so many seconds, as work where no clock may count."""
        return self.budget.within(seconds)

    def stopped(self) -> bool:
        """Tell whether the search was cancelled or is over; tells progress on the way."""
        self.tell()
        return self._finished or self.contented() or self._cancelled()

    def finish(self) -> None:
        """Make every thread of the search stop soon."""
        self._finished = True

    def over(self) -> bool:
        """Tell whether there is no time left or nothing left to gain."""
        return self.budget.spent()

    def closed(self) -> bool:
        """Tell whether the best plan is proven to be the best there is."""
        return self.best is not None and self.gap() <= _CLOSED

    def contented(self) -> bool:
        """Tell whether the best plan is as good as was asked for: usually the best there is."""
        return self.best is not None and self.gap() <= self.enough

    def gap(self) -> float:
        """Return the gap between the best plan and the bound."""
        return relative_gap(self.objective, self.bound) if self.bound < inf else 1.0

    def offer(self, where: Where | None) -> bool:
        """Take the placement when it keeps every rule and is better; tell whether it was."""
        if where is None:
            return False
        where = self._trimmed(where)
        found = score(self.grid, where)
        with self._lock:
            if not self._better(found.objective, found.moved):
                return False
        if not keeps_rules(self.grid, where):
            return False
        with self._lock:
            if not self._better(found.objective, found.moved):
                return False
            self.best, self.objective, self.moved = list(where), found.objective, found.moved
            self._compare(self.bound)
        self.tell()
        return True

    def settle_for(self, where: Where) -> None:
        """Take a placement that keeps every rule although it may be worth a little less."""
        found = score(self.grid, where)
        with self._lock:
            self.best, self.objective, self.moved = list(where), found.objective, found.moved

    def prove(self, bound: float) -> None:
        """Take a proven upper bound when it is lower; what lies within rounding is equal.

        A bound below what the best plan is worth proves that something is wrong: nothing more is
        claimed then than what can be seen without any solver.
        """
        with self._lock:
            self._compare(bound)
        self.tell()

    def _compare(self, bound: float) -> None:
        if self.doubted:
            return
        if bound < self.objective - _NOISE * self._all_there_is - 1e-12:
            self.doubted = True
            self.warnings.append(DOUBTED)
            loosest = self._all_there_is * (1 + 1e-12)
            self.bound = loosest if loosest >= self.objective else inf
            return
        if bound <= self.objective + _ROUNDING * self._all_there_is + 1e-12:
            bound = self.objective
        self.bound = max(min(self.bound, bound), self.objective)

    def answer_for(self) -> None:
        """Raise BoundBroken where a bound was wrong and STRICT asks to hear of it."""
        if self.doubted and STRICT:
            raise BoundBroken(f"a bound was below {self.objective}")

    def tell(self, *, now: bool = False) -> None:
        """Tell progress, at most twice a second."""
        self.on_tell()
        moment = time.monotonic()
        if self._progress is None or (moment - self._told < 0.5 and not now):
            return
        self._told = moment
        found = self.best is not None
        self._progress(
            self.objective if found else None,
            self.bound if self.bound < inf else None,
            self.gap() if found and self.bound < inf else None,
            moment - self.started,
            self.step,
        )

    def seconds(self) -> float:
        """Return how long the search has been going."""
        return time.monotonic() - self.started

    def _trimmed(self, where: Where) -> Where:
        """Leave out what adds nothing; where a plan stood before, it may stay."""
        useful, baseline = self.grid.useful, self.grid.baseline
        return [
            slot if slot is None or item in useful or baseline.get(item) == slot else None
            for item, slot in enumerate(where)
        ]

    def _better(self, objective: float, moved: int) -> bool:
        if self.best is None:
            return True
        slack = 1e-9 * max(1.0, abs(self.objective))
        if objective > self.objective + slack:
            return True
        return objective >= self.objective - slack / 1000 and moved < self.moved


def all_there_is(grid: Numbered) -> float:
    """Return what a plan would be worth in which everything possible is done at its best time."""
    parts = [0.0] * len(grid.weights)
    worth = sum(max(grid.item_worth[n]) for n, teams in enumerate(grid.teams) if teams)
    for epic in range(len(grid.needs)):
        if grid.deadline[epic] >= 0:
            worth += max(grid.epic_worth[epic])
            for key_result, part in grid.moves[epic]:
                parts[key_result] += part
    closed = zip(grid.weights, parts, strict=True)
    return worth + sum(weight * min(1.0, part) for weight, part in closed)


def keeps_rules(grid: Numbered, where: Where) -> bool:
    """Tell whether a placement keeps every rule."""
    sheet = Sheet(grid)
    return not sheet.load(where) and sheet.musts_met() and sheet.shares_met()
