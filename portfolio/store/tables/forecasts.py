"""Forecasts as they were made, and what came of them."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from portfolio.store.tables.columns import Document, Id, Instant, Number, key, metadata, to

forecasts = Table(
    "forecasts",
    metadata,
    key(),
    to("cycle_id", "cycles", cascade=True),
    Column("kind", String(24), nullable=False),  # domain.forecasts.Kind
    Column("subject_id", Id, nullable=False),  # of an item, a team, an area ...: as the kind says
    Column("unit", String(12), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("made_at", Instant, nullable=False),  # of two of one day the newer one is shown
    Column("until_on", Date, nullable=False),
    Column("quantiles", Document, nullable=False),  # of domain.forecasts.CHANCES
    Column("basis", Document, nullable=False),
    Column("actual", Number),
    Column("closed_on", Date),  # without an actual: nothing can come of it any more
    Index("ix_forecasts_cycle", "cycle_id", "made_on"),
    Index("ix_forecasts_subject", "kind", "subject_id", "made_on"),
    Index("ix_forecasts_open", "closed_on", "until_on"),
)

records = Table(
    "forecast_records",
    metadata,
    key(),
    Column("kind", String(24), nullable=False),
    Column("closed_on", Date, nullable=False),  # the closing after which it stood like this
    Column("closed", Integer, nullable=False),
    Column("inside", Integer, nullable=False),
    Column("windows", Integer, nullable=False),
    Column("safe", Integer, nullable=False),
    UniqueConstraint("kind", "closed_on"),
)
