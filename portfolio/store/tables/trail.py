"""The trail: append-only and hash-chained; the database itself refuses UPDATE and DELETE."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from portfolio.store.tables.columns import Id, Instant, metadata, to

trail = Table(
    "trail",
    metadata,
    Column(
        "seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    Column("at", Instant, nullable=False),
    Column("account_id", Id),
    Column("actor", String(64), nullable=False),  # salted digest of the name
    Column("deed", String(60), nullable=False),
    Column("object", String(120), nullable=False),  # "plan:12", "team:falcon"
    Column("before", String),  # canonical JSON text: hashed as it stands
    Column("after", String),
    Column("reason", String, nullable=False, default="", server_default=""),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index("ix_trail_object", "object", "seq"),
    Index("ix_trail_at", "at"),
)

# The salt of each account's digest lives apart, so that erasing a person leaves the chain whole.
trail_actors = Table(
    "trail_actors",
    metadata,
    Column("actor", String(64), primary_key=True),
    Column("salt", String(32), nullable=False),
    Column("account_id", Id),
    Column("name", String(200), nullable=False),
)

# The row that every append locks, so that two writers on PostgreSQL chain one after the other.
trail_head = Table(
    "trail_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("hash", String(64), nullable=False),
)

# How far each account has read the trail, so that a page can tell what is new to them.
trail_looks = Table(
    "trail_looks",
    metadata,
    to("account_id", "accounts", cascade=True, primary_key=True),
    Column("seq", Integer, nullable=False),  # where the present look began
    Column("last_seq", Integer, nullable=False),  # the newest entry that was shown
    Column("looked_at", Instant, nullable=False),
)
