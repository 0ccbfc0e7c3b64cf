"""Tend the jobs: say that a worker is alive, find what waits, take back what lost its worker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portfolio.domain.jobs import Job
from portfolio.store import jobs
from portfolio.store.unit import Tx

SILENT = timedelta(seconds=20)
SUBMIT_AGAIN = timedelta(seconds=60)
STUCK = timedelta(minutes=3)  # longer than any import holds a database


@dataclass(frozen=True, slots=True)
class Tended:
    """What a worker has to do now: jobs for the engine, and workers whose work it takes over."""

    waiting: tuple[Job, ...] = ()
    lost: tuple[str, ...] = ()


def tend_jobs(
    tx: Tx,
    worker: str,
    *,
    now: datetime,
    started_at: datetime,
    is_gone: Callable[[str], bool] = lambda name: False,
) -> Tended:
    """Beat for the worker and return what it should do.

    A worker is lost once it has been silent for 20 seconds, or where `is_gone` knows it at once;
    its jobs wait again, as do those that said nothing for three minutes. A command that was ended
    while it planned has failed.
    """
    jobs.beat(tx, worker, now=now, started_at=started_at)
    lost = [
        name
        for name, beat_at in jobs.all_workers(tx).items()
        if name != worker and (now - beat_at > SILENT or is_gone(name))
    ]
    if lost:
        jobs.release(tx, lost)
    jobs.release_silent(tx, before=now - STUCK)
    jobs.fail_forsaken(
        tx, before=now - SILENT, now=now, error="The command that carried it was ended."
    )
    waiting = jobs.to_submit(tx, submitted_before=now - SUBMIT_AGAIN)
    if waiting:
        jobs.mark_submitted(tx, [job.id for job in waiting], now=now)
    return Tended(tuple(waiting), tuple(lost))


def something_waits(tx: Tx, *, now: datetime) -> bool:
    """Tell, without writing anything, whether a job waits to be handed over."""
    return bool(jobs.to_submit(tx, submitted_before=now - SUBMIT_AGAIN))
