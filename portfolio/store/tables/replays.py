"""Replays: past quarters planned again with what was known, and with what came."""

from sqlalchemy import Column, LargeBinary, String, Table

from portfolio.store.tables.columns import Document, Instant, Number, key, metadata, to

replays = Table(
    "replays",
    metadata,
    key(),
    to("cycle_id", "cycles", index=True),
    to("job_id", "jobs", nullable=True),
    Column("state", String(12), nullable=False),  # whole, or part: it was stopped before its end
    Column("parameters", Document, nullable=False),  # {"seconds": 20}
    Column("marks", Document, nullable=False),  # what the facts were, part by part
    Column("document", LargeBinary, nullable=False),  # gzip of domain.replays.Replay
    Column("seconds", Number, nullable=False),
    to("account_id", "accounts", nullable=True),
    Column("made_at", Instant, nullable=False),
)
