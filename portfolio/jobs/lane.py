"""The lane of previews: a warm planning process of their own, which no quarter's run can block."""

import logging
import os
import socket
import time
from datetime import UTC, datetime
from threading import Event

from portfolio.actions.solve_preview import Lane, solve_preview, warm_solvers
from portfolio.actions.tell_time import tell_time
from portfolio.actions.tend_previews import (
    is_any_lost,
    next_preview,
    take_back_lost,
    tidy_previews,
)
from portfolio.settings import Settings
from portfolio.store.unit import Store

LOOK_SECONDS = 0.05
LOST_SECONDS = 1.0
TIDY_SECONDS = 600.0
PAUSE_SECONDS = 2.0  # after a fault of the database

log = logging.getLogger("portfolio.lane")


def run(store: Store, settings: Settings, stop: Event) -> None:
    """Solve previews, oldest first, until `stop` is set or the process that started this ends."""
    parent = os.getppid()
    lane = Lane(
        store,
        f"{socket.gethostname()}/{os.getpid()}",
        warm_solvers(),
        clock=lambda: _product_time(store),
        pulse=_now,
        zone=settings.zone,
    )
    tended_at = tidied_at = 0.0
    log.info("lane %s is ready", lane.name)
    while not stop.wait(LOOK_SECONDS) and os.getppid() == parent:
        try:
            if time.monotonic() - tended_at >= LOST_SECONDS:
                tended_at = time.monotonic()
                _tend(store)
            if time.monotonic() - tidied_at >= TIDY_SECONDS:
                tidied_at = time.monotonic()
                with store.writing() as tx:
                    tidy_previews(tx, now=_now())
            _work(lane, stop)
        except Exception:  # a locked or lost database now may be back at the next look
            log.exception("lane %s could not work", lane.name)
            stop.wait(PAUSE_SECONDS)


def _work(lane: Lane, stop: Event) -> None:
    while not stop.is_set():
        with lane.store.reading() as tx:
            waiting = next_preview(tx)
        if waiting is None:
            return
        solve_preview(lane, waiting)


def _tend(store: Store) -> None:
    now = _now()
    with store.reading() as tx:
        lost = is_any_lost(tx, now=now, is_gone=_is_gone)
    if lost:
        with store.writing() as tx:
            take_back_lost(tx, now=now, is_gone=_is_gone)


def _is_gone(lane: str) -> bool:
    """Tell whether a lane of this machine no longer runs."""
    host, _, process = lane.rpartition("/")
    if host != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _product_time(store: Store) -> datetime:
    with store.reading() as tx:
        return tell_time(tx, _now())


def _now() -> datetime:
    return datetime.now(UTC)
