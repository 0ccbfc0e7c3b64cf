"""Hand out the best plan so far, now and then, so that it outlives a planner that is stopped."""

import threading
import time
from collections.abc import Callable

from portfolio.planning.outcome import answered
from portfolio.planning.plan import Plan
from portfolio.planning.search import Search

_EVERY = 1.0  # seconds between two plans at least
_PART = 30  # and so many times as long as making one took


class Handout:
    """Gives a search's plan away when there is news, at most once a second, if anybody wants it."""

    def __init__(self, search: Search, give: Callable[[Plan], None] | None) -> None:
        self._search, self._give = search, give
        self._next = 0.0
        self._best: object = None
        self._bound = 0.0
        self._lock = threading.Lock()

    def look(self, *, now: bool = False) -> None:
        """Give the plan where it or its bound is better than the last one given, if it is time."""
        search = self._search
        if self._give is None or search.best is None:
            return
        if time.monotonic() < self._next and not now:
            return
        if not self._lock.acquire(blocking=False):
            return
        try:
            best, bound = search.best, search.bound
            if best is not self._best or bound != self._bound:
                self._best, self._bound = best, bound
                self._hand_over()
        finally:
            self._lock.release()

    def _hand_over(self) -> None:
        began = time.monotonic()
        if self._give is not None:
            self._give(answered(self._search, "optimize"))
        ended = time.monotonic()
        self._next = ended + max(_EVERY, _PART * (ended - began))
