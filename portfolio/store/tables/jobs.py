"""Jobs: what was asked for, how far it is, and whether it should stop."""

from sqlalchemy import Column, Index, Integer, String, Table

from portfolio.store.tables.columns import Document, Instant, key, metadata, to

jobs = Table(
    "jobs",
    metadata,
    key(),
    Column("kind", String(40), nullable=False),  # plan
    Column("arguments", Document, nullable=False),
    Column("state", String(12), nullable=False),  # queued, running, done, failed, cancelled
    to("account_id", "accounts", nullable=True),
    Column("asked_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("cancel_asked_at", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("worker", String(120)),
    Column("beat_at", Instant),
    Column("progress", Document),  # {"step", "percent", "objective", "bound", "gap", "seconds"}
    Column("result", Document),  # {"plan_id": 12}
    Column("error", String),
    Index("ix_jobs_state", "state", "id"),
)

workers = Table(
    "workers",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),
)
