"""Cycles (quarters) and the product's one sprint calendar."""

from sqlalchemy import Column, Date, Integer, String, Table

from portfolio.store.tables.columns import Instant, key, metadata, to, version

cycles = Table(
    "cycles",
    metadata,
    key(),
    Column("name", String(16), nullable=False, unique=True),  # 2027Q1
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("closed_at", Instant),
    Column("closing_note", String, nullable=False, default="", server_default=""),
    version(),
)

sprints = Table(
    "sprints",
    metadata,
    key(),
    to("cycle_id", "cycles", index=True),
    Column("number", Integer, nullable=False),  # 1.. within its cycle; shown as S1
    Column("starts_on", Date, nullable=False, unique=True),
    Column("ends_on", Date, nullable=False),
)
