"""Jobs and the workers that carry them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from portfolio.domain.errors import NotFound
from portfolio.domain.jobs import Job, JobState
from portfolio.store import rows
from portfolio.store.tables.jobs import jobs, workers

_SLIM = tuple(jobs.c[name] for name in Job.__dataclass_fields__ if name != "arguments")
_OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)
_LOOKED_AT = 50


def add_job(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add a job and return its id."""
    return rows.add(tx, jobs, {"state": JobState.QUEUED.value, "attempts": 0, **values})


def one_job(tx: Connection, job_id: int) -> Job:
    """Return a job with its arguments; raise NotFound."""
    query: Any = select(*_SLIM, jobs.c.arguments).where(jobs.c.id == job_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("job", job_id)
    return _job(row)


def job_state(tx: Connection, job_id: int) -> Job:
    """Return a job without its arguments, as a page polls it; raise NotFound."""
    row = tx.execute(select(*_SLIM).where(jobs.c.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("job", job_id)
    return _job(row)


def locked_job(tx: Connection, job_id: int) -> Job:
    """Return a job whose row nobody else can change until the transaction ends."""
    query: Any = select(*_SLIM, jobs.c.arguments).where(jobs.c.id == job_id)
    if tx.dialect.name != "sqlite":  # there the whole database is locked for writing already
        query = query.with_for_update()
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("job", job_id)
    return _job(row)


def open_jobs(tx: Connection) -> list[Job]:
    """Return what is queued or running, oldest first."""
    query = select(*_SLIM).where(jobs.c.state.in_(_OPEN)).order_by(jobs.c.id)
    return [_job(row) for row in tx.execute(query)]


def newest_of(tx: Connection, kind: str, cycle_id: int) -> Job | None:
    """Return the newest job of a kind that is about a cycle; jobs of long ago are not looked at."""
    query: Any = select(*_SLIM, jobs.c.arguments).where(jobs.c.kind == kind)
    found = map(_job, tx.execute(query.order_by(jobs.c.id.desc()).limit(_LOOKED_AT)))
    return next((one for one in found if one.arguments.get("cycle_id") == cycle_id), None)


def newest_jobs(tx: Connection, *, limit: int) -> list[Job]:
    """Return the newest jobs of any state."""
    return [_job(row) for row in tx.execute(select(*_SLIM).order_by(jobs.c.id.desc()).limit(limit))]


def to_submit(tx: Connection, *, submitted_before: datetime) -> list[Job]:
    """Return the queued jobs that the engine was not given, or so long ago."""
    query = (
        select(*_SLIM)
        .where(
            jobs.c.state == JobState.QUEUED.value,
            or_(jobs.c.submitted_at.is_(None), jobs.c.submitted_at < submitted_before),
        )
        .order_by(jobs.c.id)
    )
    return [_job(row) for row in tx.execute(query)]


def set_job(tx: Connection, job_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a job."""
    tx.execute(update(jobs).where(jobs.c.id == job_id).values(dict(values)))


def report(
    tx: Connection, job_id: int, worker: str, *, now: datetime, progress: Mapping[str, Any]
) -> bool:
    """Store how far a job is; return whether it shall go on under this worker."""
    kept = tx.execute(
        update(jobs)
        .where(
            jobs.c.id == job_id,
            jobs.c.worker == worker,
            jobs.c.state == JobState.RUNNING.value,
            jobs.c.cancel_asked_at.is_(None),
        )
        .values(progress=dict(progress), beat_at=now)
    )
    return kept.rowcount == 1


def beat(tx: Connection, worker: str, *, now: datetime, started_at: datetime) -> None:
    """Say that a worker is alive."""
    known = tx.execute(update(workers).where(workers.c.name == worker).values(beat_at=now))
    if known.rowcount == 0:
        tx.execute(insert(workers).values(name=worker, started_at=started_at, beat_at=now))


def all_workers(tx: Connection) -> dict[str, datetime]:
    """Return every worker with when it was last heard of."""
    query = select(workers.c.name, workers.c.beat_at).order_by(workers.c.name)
    return {row.name: row.beat_at for row in tx.execute(query)}


def release(tx: Connection, lost: list[str]) -> None:
    """Let the running jobs of these workers wait again, and forget the workers."""
    tx.execute(
        update(jobs)
        .where(jobs.c.worker.in_(lost), jobs.c.state == JobState.RUNNING.value)
        .values(state=JobState.QUEUED.value, worker=None)
    )
    tx.execute(delete(workers).where(workers.c.name.in_(lost)))


def release_silent(tx: Connection, *, before: datetime) -> None:
    """Let running jobs wait again that said nothing since then, though the engine knows them."""
    tx.execute(
        update(jobs)
        .where(
            jobs.c.state == JobState.RUNNING.value,
            jobs.c.submitted_at.is_not(None),
            jobs.c.beat_at < before,
        )
        .values(state=JobState.QUEUED.value, worker=None)
    )


def fail_forsaken(tx: Connection, *, before: datetime, now: datetime, error: str) -> None:
    """End the running jobs that no engine knows and that were last heard of before then."""
    tx.execute(
        update(jobs)
        .where(
            jobs.c.state == JobState.RUNNING.value,
            jobs.c.submitted_at.is_(None),
            jobs.c.beat_at < before,
        )
        .values(state=JobState.FAILED.value, finished_at=now, error=error)
    )


def mark_submitted(tx: Connection, ids: list[int], *, now: datetime) -> None:
    """Note that the engine was given these jobs."""
    tx.execute(update(jobs).where(jobs.c.id.in_(ids)).values(submitted_at=now))


def retire(tx: Connection, worker: str) -> None:
    """Let a worker count as silent at once, so that the next one takes over what it put down."""
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    tx.execute(update(workers).where(workers.c.name == worker).values(beat_at=long_ago))


def _job(row: Row[Any]) -> Job:
    values = dict(row._mapping)
    for name in ("progress", "result", "arguments"):
        values[name] = values.get(name) or {}
    return Job(**{**values, "state": JobState(values["state"])})
