"""The metadata of the schema and the column types that every table shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives automatic numbers to INTEGER PRIMARY KEY alone; PostgreSQL's integer is too small
# for a decade of deployments.
Id = BigInteger().with_variant(Integer, "sqlite")
Number = Float(53)
Document = JSON().with_variant(JSONB, "postgresql")


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC on both engines; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        # SQLite's text in one step: a page reads thousands, the weekly figures millions.
        return _instant if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Column[int]:
    """A primary key that the database numbers."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def version() -> Column[int]:
    """The number that a save must still find, or it is stale."""
    return Column("version", Integer, nullable=False, default=1, server_default="1")


def to(
    name: str, target: str, *, nullable: bool = False, cascade: bool = False, **options: Any
) -> Column[int]:
    """A column that refers to `target` ("table"); rows go with it where `cascade`."""
    reference = ForeignKey(f"{target}.id", ondelete="CASCADE" if cascade else None)
    return Column(name, Id, reference, nullable=nullable, **options)
