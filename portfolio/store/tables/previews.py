"""Previews: edits that are not saved yet, with what they would change."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from portfolio.store.tables.columns import Document, Id, Instant, key, metadata, to

previews = Table(
    "previews",
    metadata,
    key(),
    to("account_id", "accounts", cascade=True),
    to("cycle_id", "cycles", cascade=True),
    to("scenario_id", "scenarios", nullable=True, cascade=True),
    Column("subject", String(200), nullable=False),  # a newer preview of the same takes its place
    Column("edit", Document, nullable=False),  # domain.edits
    Column("state", String(12), nullable=False),  # waiting, running, solved, failed, superseded
    Column("estimate", Document, nullable=False),  # the teams' own rows, at once
    Column("asked_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("claimed_by", String(120)),
    Column("claimed_at", Instant),
    Column("finished_at", Instant),
    Column("before", String(64)),  # fingerprints of the problems
    Column("after", String(64)),
    Column("consequence", Document),  # domain.consequences
    Column("plan", LargeBinary),  # gzip of the bytes of the plan with the edit
    Column("others", LargeBinary),  # gzip of the plans by simpler rules
    Column("marks", Document),  # what is stored beside the plan
    Column("error", String),
    Column("saved_at", Instant),
    Column("undone_at", Instant),
    Column("plan_id", Id, ForeignKey("plans.id", ondelete="SET NULL")),  # stored with the edit
    Column("undo", Document),  # the edit that takes it back
    Index("ix_previews_state", "state", "id"),
    Index("ix_previews_account", "account_id", "state"),
    Index("ix_previews_after", "after"),
    Index("ix_previews_saved", "cycle_id", "saved_at"),
)
