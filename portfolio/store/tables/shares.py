"""Links for readers without an account."""

from sqlalchemy import Column, Integer, String, Table

from portfolio.store.tables.columns import Instant, key, metadata, to

shares = Table(
    "shares",
    metadata,
    key(),
    to("account_id", "accounts", cascade=True, index=True),  # who shares
    to("cycle_id", "cycles", cascade=True),
    Column("title", String(120), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("last_used_at", Instant),
    Column("uses", Integer, nullable=False, default=0, server_default="0"),
)
