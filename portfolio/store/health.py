"""Counts for a monitor."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from portfolio.store.tables.jobs import jobs, workers


def jobs_by_state(tx: Connection) -> dict[str, int]:
    """Return how many jobs are in each state."""
    query = select(jobs.c.state, func.count().label("n")).group_by(jobs.c.state)
    return {row.state: row.n for row in tx.execute(query)}


def workers_since(tx: Connection, moment: datetime) -> int:
    """Return how many workers have given a sign of life since then."""
    query = select(func.count()).select_from(workers).where(workers.c.beat_at >= moment)
    return tx.execute(query).scalar_one()
