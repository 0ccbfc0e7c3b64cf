"""How often teams check in, and who was reminded of what."""

from sqlalchemy import Column, Date, Index, String, Table

from portfolio.store.tables.columns import Instant, metadata, to, version

rhythms = Table(
    "rhythms",  # of check-ins; a team without a row checks in weekly
    metadata,
    to("team_id", "teams", cascade=True, primary_key=True),
    Column("every", String(12), nullable=False),  # domain.rhythm.Every
    Column("first_on", Date, nullable=False),
    version(),
)

reminders = Table(
    "reminders",  # that somebody was told, once each, that a check-in is due
    metadata,
    to("account_id", "accounts", cascade=True, primary_key=True),
    to("key_result_id", "key_results", cascade=True, primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("stage", String(12), primary_key=True),  # domain.reminders.Stage
    Column("told_at", Instant, nullable=False),
    Column("told_on", Date, nullable=False),
    Index("ix_reminders_key_result", "key_result_id", "told_at"),
)
