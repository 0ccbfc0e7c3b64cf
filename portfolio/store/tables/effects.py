"""What finished epics really moved of key results; a corrected saying is kept."""

from sqlalchemy import Column, Date, Index, String, Table, text

from portfolio.store.tables.columns import Document, Instant, Number, key, metadata, to, version

IN_FORCE = text("corrected_at IS NULL")

effects = Table(
    "effects",
    metadata,
    key(),
    to("item_id", "items", cascade=True),
    to("key_result_id", "key_results", cascade=True),
    Column("amount", Number),  # towards the target, in the key result's unit; null: not to be told
    # As they were when this was said: what is expected of an epic may change or go.
    Column("expected", Number, nullable=False),
    Column("confidence", Number, nullable=False),
    Column("seen_from_on", Date),
    Column("seen_until_on", Date),
    Column("proposed", Number),  # what the key result's own path proposed
    Column("basis", Document),  # how it came to that: the days, the values, the other epics
    Column("note", String, nullable=False, default="", server_default=""),
    to("account_id", "accounts", nullable=True),
    Column("made_at", Instant, nullable=False),
    Column("corrected_at", Instant),
    version(),
    Index("ix_effects_key_result_id", "key_result_id", "item_id"),
    Index(
        "uq_effects_in_force",
        "item_id",
        "key_result_id",
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    ),
)
