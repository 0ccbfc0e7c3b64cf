"""One job worker: it beats, hands over waiting jobs, and takes over from workers that were lost."""

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import partial
from threading import Event

from portfolio.actions.digest_inbox import digest_inbox, is_event_waiting
from portfolio.actions.measure_due import measure_due
from portfolio.actions.request_forecast import KIND as FORECAST
from portfolio.actions.request_frontier import KIND as FRONTIER
from portfolio.actions.request_plan import KIND as PLAN
from portfolio.actions.request_replay import KIND as REPLAY
from portfolio.actions.retire_worker import retire_worker
from portfolio.actions.run_forecast import run_forecast
from portfolio.actions.run_frontier import run_frontier
from portfolio.actions.run_plan import PutDown, Run, run_plan
from portfolio.actions.run_replay import run_replay
from portfolio.actions.settle_team_moves import settle_team_moves
from portfolio.actions.tell_time import tell_time
from portfolio.actions.tend_forecasts import tend_forecasts
from portfolio.actions.tend_jobs import Tended, something_waits, tend_jobs
from portfolio.jobs.processes import is_gone
from portfolio.jobs.queue import DurableQueue
from portfolio.settings import Settings, environment_with_file, settings_from
from portfolio.store.unit import Store, open_store

LOOK_SECONDS = 0.5
BEAT_SECONDS = 5.0  # a beat is a write; looking for work is none
PATIENCE_SECONDS = 5.0
VERSION = "1"  # of what jobs mean; jobs of another version are left to workers of that one

log = logging.getLogger("portfolio.worker")


def run(store: Store, settings: Settings, name: str, stop: Event) -> None:
    """Work until `stop` is set. A job that is running then is put down for another worker, and
    the process ends at once: an orderly end of the engine would count the job as carried.
    """
    worker = f"{name}@{socket.gethostname()}/{os.getpid()}"
    hands = _Hands(store, worker, stop)
    queue = DurableQueue(settings.database_url, worker=worker, version=VERSION)
    queue.register(PLAN, hands.plan)
    queue.register(FRONTIER, hands.frontier)
    queue.register(REPLAY, partial(hands.replay, zone=settings.zone))
    queue.register(FORECAST, partial(hands.forecast, zone=settings.zone))
    queue.open()
    started_at = _now()
    beaten_at = -BEAT_SECONDS
    log.info("worker %s is ready", worker)
    while not stop.wait(LOOK_SECONDS):
        try:
            _drain(store, stop)
            if time.monotonic() - beaten_at >= BEAT_SECONDS or _has_work(store):
                _tend(store, queue, worker, started_at, zone=settings.zone)
                beaten_at = time.monotonic()
                _measure(store, settings.zone)
        except Exception:  # a locked or lost database now may be back at the next look
            log.exception("worker %s could not look for jobs", worker)
    is_idle = hands.idle.wait(PATIENCE_SECONDS)
    with store.writing() as tx:
        retire_worker(tx, worker)
    if hands.put_down.is_set() or not is_idle:
        os._exit(0)
    queue.close()


class _Hands:
    """Carry one job after the other, and know whether they are empty."""

    def __init__(self, store: Store, worker: str, stop: Event) -> None:
        self.store, self.worker, self.stop = store, worker, stop
        self.idle, self.put_down = Event(), Event()
        self.idle.set()

    def clock(self) -> datetime:
        """Return the product's time."""
        with self.store.reading() as tx:
            return tell_time(tx, _now())

    def plan(self, job_id: int) -> None:
        """Carry a plan's job; its row says how it ended."""
        self._carry(run_plan, job_id)

    def frontier(self, job_id: int) -> None:
        """Carry a frontier's job; its row says how it ended."""
        self._carry(run_frontier, job_id)

    def replay(self, job_id: int, *, zone: tzinfo) -> None:
        """Carry a replay's job; its row says how it ended."""
        self._carry(partial(run_replay, zone=zone), job_id)

    def forecast(self, job_id: int, *, zone: tzinfo) -> None:
        """Carry a forecast's job; its row says how it ended."""
        self._carry(partial(run_forecast, zone=zone), job_id)

    def _carry(self, work: Callable[[Run], object], job_id: int) -> None:
        self.idle.clear()
        run = Run(self.store, job_id, self.worker, self.clock, pulse=_now, closing=self.stop.is_set)
        try:
            work(run)
        except PutDown:
            self.put_down.set()
            self.idle.set()
            Event().wait()  # for the end of the process: the engine must not see this step end
        except Exception:
            log.exception("job %s failed", job_id)
        finally:
            self.idle.set()


def _drain(store: Store, stop: Event) -> None:
    """Read what other tools sent, until nothing waits: also while a job is being carried."""
    while not stop.is_set() and is_event_waiting(store):
        if not digest_inbox(store, now=_now()).count:
            return  # another worker is at it


def _has_work(store: Store) -> bool:
    with store.reading() as tx:
        return something_waits(tx, now=_now())


def _tend(
    store: Store, queue: DurableQueue, worker: str, started_at: datetime, *, zone: tzinfo
) -> Tended:
    with store.writing() as tx:
        tended = tend_jobs(tx, worker, now=_now(), started_at=started_at, is_gone=is_gone)
        told = tell_time(tx, _now())
        settle_team_moves(tx, today=told.date())
        tend_forecasts(tx, now=told, today=told.astimezone(zone).date(), zone=zone)
    for lost in tended.lost:
        queue.recover(lost)
    for job in tended.waiting:
        queue.submit(job)
    return tended


def _measure(store: Store, zone: tzinfo) -> None:
    """Read the sources of key results where it is time to."""
    with store.reading() as tx:
        told = tell_time(tx, _now())
    measure_due(store, now=told, today=told.astimezone(zone).date())


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    """Run a worker as a process of its own: `python -m portfolio.jobs.worker [NAME]`."""
    settings = settings_from(environment_with_file())
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    name = sys.argv[1] if len(sys.argv) > 1 else "worker"
    run(open_store(settings.database_url), settings, name, stop)


if __name__ == "__main__":
    main()
