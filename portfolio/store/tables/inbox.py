"""Where other tools send their events, and the events as they came."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from portfolio.store.tables.columns import Document, Instant, key, metadata, to, version

hooks = Table(
    "hooks",
    metadata,
    key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("connector", String(40), nullable=False),  # connectors.registry
    Column("generation", Integer, nullable=False, default=1),  # of its secret
    Column("created_at", Instant, nullable=False),
    Column("renewed_at", Instant),
    Column("retired_at", Instant),
    version(),
)

inbox_events = Table(
    "inbox_events",
    metadata,
    key(),
    to("hook_id", "hooks"),
    Column("delivery_id", String(255), nullable=False),
    Column("headers", Document, nullable=False),
    Column("scopes", Document),  # of the token it came with; null for the hook's own secret
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),  # domain.inbox.EventState
    Column("why", String, nullable=False, default="", server_default=""),
    Column("handled_at", Instant),
    UniqueConstraint("hook_id", "delivery_id"),
    Index("ix_inbox_events_state", "state", "id"),
)
