"""The lane of previews: a warm planning process of their own, which no quarter's run can block."""

import logging
import os
import socket
import time
from datetime import UTC, datetime
from threading import Event

from portfolio.actions.preview_lane import Lane, preview_lane
from portfolio.actions.solve_preview import solve_preview
from portfolio.actions.tell_time import tell_time
from portfolio.actions.tend_previews import (
    is_any_lost,
    next_preview,
    tend_previews,
    tidy_previews,
)
from portfolio.actions.warm_lane import Looked, add_simple_plans, warm_lane
from portfolio.jobs.processes import is_gone
from portfolio.settings import Settings
from portfolio.store.unit import Store

LOOK_SECONDS = 0.05
TEND_SECONDS = 1.0
WARM_SECONDS = 1.0
TIDY_SECONDS = 600.0
PAUSE_SECONDS = 2.0  # after a fault of the database

log = logging.getLogger("portfolio.lane")


def run(store: Store, settings: Settings, stop: Event) -> None:
    """Solve previews, oldest first, until `stop` is set or the process that started this ends."""
    parent = os.getppid()
    lane = preview_lane(
        store,
        f"{socket.gethostname()}/{os.getpid()}",
        clock=lambda: _product_time(store),
        pulse=_now,
        zone=settings.zone,
    )
    hours = _Hours(lane)
    log.info("lane %s is ready", lane.name)
    while not stop.wait(LOOK_SECONDS) and os.getppid() == parent:
        try:
            hours.pass_by()
        except Exception:  # a locked or lost database now may be back at the next look
            log.exception("lane %s could not work", lane.name)
            stop.wait(PAUSE_SECONDS)


class _Hours:
    """What a lane does at each look: previews first, the rest while nobody waits."""

    def __init__(self, lane: Lane) -> None:
        self.lane, self.looked = lane, Looked()
        self.tended_at = self.tidied_at = self.warmed_at = 0.0
        self.asked_at = 0.0

    def pass_by(self) -> None:
        """Solve what waits; else tend, prepare, tidy, each when its time has come."""
        if self._next() is not None:
            self._solve_all()
            return
        now = time.monotonic()
        if now - self.tended_at >= TEND_SECONDS:
            self.tended_at = now
            _tend(self.lane.store)
        elif add_simple_plans(self.lane):
            return
        elif now - self.warmed_at >= WARM_SECONDS:
            self.warmed_at = now
            warm_lane(self.lane, self.looked, stop=self._is_asked)
        elif now - self.tidied_at >= TIDY_SECONDS:
            self.tidied_at = now
            with self.lane.store.writing() as tx:
                tidy_previews(tx, now=_now())

    def _next(self) -> int | None:
        with self.lane.store.reading() as tx:
            return next_preview(tx)

    def _solve_all(self) -> None:
        while (waiting := self._next()) is not None:
            solve_preview(self.lane, waiting)

    def _is_asked(self) -> bool:
        """Whether somebody waits by now; asked often, it looks twenty times a second at most."""
        now = time.monotonic()
        if now - self.asked_at < LOOK_SECONDS:
            return False
        self.asked_at = now
        return self._next() is not None


def _tend(store: Store) -> None:
    now = _now()
    with store.reading() as tx:
        lost = is_any_lost(tx, now=now, is_gone=is_gone)
    if lost:
        with store.writing() as tx:
            tend_previews(tx, now=now, is_gone=is_gone)


def _product_time(store: Store) -> datetime:
    with store.reading() as tx:
        return tell_time(tx, _now())


def _now() -> datetime:
    return datetime.now(UTC)
