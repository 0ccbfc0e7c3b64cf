"""Where key results get their values from: sources, readings, guardrails; and saved filters."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from portfolio.store.tables.columns import (
    Document,
    Instant,
    Number,
    key,
    metadata,
    to,
    version,
)

saved_filters = Table(
    "saved_filters",
    metadata,
    key(),
    Column("name", String(120), nullable=False),
    Column("query", Document, nullable=False),  # the words of the backlog's address
    to("account_id", "accounts", nullable=True, index=True),  # who keeps it
    Column("is_shared", Boolean, nullable=False, default=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    version(),
)

key_result_sources = Table(
    "key_result_sources",
    metadata,
    key(),
    to("key_result_id", "key_results", cascade=True, unique=True),
    Column("kind", String(12), nullable=False),  # domain.sources.SourceKind
    Column("settings", Document, nullable=False),
    Column("set_at", Instant, nullable=False),
    to("account_id", "accounts", nullable=True),  # who set it
    Column("read_at", Instant),  # when it was last looked at, whatever came of it
    Column("fault", String(24)),  # domain.sources.FaultKind; null where it reads
    Column("fault_facts", Document),
    Column("fault_since_on", Date),
    Column("answer", Document),  # what the last file did, row by row
    version(),
)

source_readings = Table(
    "source_readings",
    metadata,
    key(),
    to("key_result_id", "key_results", cascade=True),
    Column("kind", String(12), nullable=False),
    Column("on", Date, nullable=False),  # the day it is about
    Column("value", Number, nullable=False),
    Column("n", Integer),  # how many deployments, changes, failures or items it counted
    Column("coverage", Number),  # 0 to 1: the share of the services that have data
    Column("facts", Document, nullable=False),
    Column("note", String, nullable=False, default="", server_default=""),
    Column("read_at", Instant, nullable=False),
    # A later reading of the same day keeps the earlier one and is the one that counts.
    Column("is_latest", Boolean, nullable=False, default=True, server_default="1"),
    Index("ix_source_readings_key_result", "key_result_id", "on"),
)

pushes = Table(
    "pushes",  # what a machine sent under a key of its own, so that it may send it again
    metadata,
    key(),
    to("key_result_id", "key_results", cascade=True),
    Column("sent_key", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("answer", Document, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("key_result_id", "sent_key"),
)

guardrails = Table(
    "guardrails",
    metadata,
    key(),
    to("key_result_id", "key_results", cascade=True, unique=True),
    # Another key result, or a metric (its settings) with a limit.
    to("other_id", "key_results", nullable=True, cascade=True, index=True),
    Column("settings", Document),
    Column("limit_value", Number),
    Column("why", String, nullable=False, default="", server_default=""),
    Column("value", Number),
    Column("n", Integer),
    Column("read_on", Date),  # the day that the value is about
    Column("broken_since_on", Date),  # null while it holds
    version(),
)
