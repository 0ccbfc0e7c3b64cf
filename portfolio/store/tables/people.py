"""Accounts, their scopes, sign-in links, sessions and tokens."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, true

from portfolio.store.tables.columns import Document, Instant, key, metadata, to, version

accounts = Table(
    "accounts",
    metadata,
    key(),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False, default="", server_default=""),
    Column("role", String(20), nullable=False),  # domain.people.Role
    Column("password_hash", String(255)),  # null until the one-time link is used
    Column("locale", String(8)),
    Column("theme", String(8)),
    Column("mail_reminders", Boolean, nullable=False, default=True, server_default=true()),
    Column("mail_digest", Boolean),  # null: as the role has it
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    Column("last_seen_at", Instant),
    version(),
)

account_areas = Table(
    "account_areas",
    metadata,
    to("account_id", "accounts", cascade=True, primary_key=True),
    to("area_id", "areas", cascade=True, primary_key=True),
)

account_teams = Table(
    "account_teams",
    metadata,
    to("account_id", "accounts", cascade=True, primary_key=True),
    to("team_id", "teams", cascade=True, primary_key=True),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    to("account_id", "accounts", cascade=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    to("account_id", "accounts", cascade=True, index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

tokens = Table(
    "tokens",
    metadata,
    key(),
    Column("name", String(120), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("scopes", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("last_used_at", Instant),
)

sign_in_tries = Table(
    "sign_in_tries",  # counted per account and per address, over all web processes
    metadata,
    key(),
    Column("subject", String(64), nullable=False),  # salted digest of the address or the account
    Column("at", Instant, nullable=False),
    Column("failed", Integer, nullable=False),
    Index("ix_sign_in_tries_subject", "subject", "at"),
)
