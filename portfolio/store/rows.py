"""Rows: add one and learn its number; save one only if nobody saved it in between."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portfolio.domain.errors import NotFound, Stale

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def add(tx: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert a row and return the number the database gave it."""
    made = tx.execute(insert(table).values(dict(values)))
    inserted = made.inserted_primary_key
    if inserted is None:
        raise RuntimeError(f"{table.name} gives its rows no number")
    return int(inserted[0])


def add_new(tx: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row; return False, and leave all as it is, where its key is taken."""
    made = _INSERTS[tx.dialect.name](table).values(dict(values)).on_conflict_do_nothing()
    # A count of rows is not told by both engines; a row that was made is.
    return tx.execute(made.returning(*table.primary_key.columns)).first() is not None


def save(
    tx: Connection, table: Table, row_id: int, *, version: int, values: Mapping[str, Any]
) -> int:
    """Update a row that still has `version` and return its new version.

    Raises Stale, with both versions, where somebody saved it in between, and NotFound where the
    row is gone.
    """
    if not _could_be(version):
        raise _stale(tx, table, row_id, values)
    saved = tx.execute(
        update(table)
        .where(table.c.id == row_id, table.c.version == version)
        .values(**values, version=version + 1)
    )
    if saved.rowcount == 1:
        return version + 1
    raise _stale(tx, table, row_id, values)


def remove(tx: Connection, table: Table, row_id: int, *, version: int) -> None:
    """Delete a row that still has `version`; raises as save does."""
    if not _could_be(version):
        raise _stale(tx, table, row_id, {})
    gone = tx.execute(delete(table).where(table.c.id == row_id, table.c.version == version))
    if gone.rowcount != 1:
        raise _stale(tx, table, row_id, {})


def _could_be(version: int) -> bool:
    # A form can be sent with any number in it; beyond this one the column cannot be asked.
    return 0 < version < 2**31


def _stale(
    tx: Connection, table: Table, row_id: int, values: Mapping[str, Any]
) -> Stale | NotFound:
    kind = table.name.removesuffix("s").replace("_", " ")
    row = tx.execute(select(table).where(table.c.id == row_id)).one_or_none()
    if row is None:
        return NotFound(kind, row_id)
    current = dict(row._mapping)
    shown = values or {name: None for name in current if name not in ("id", "version")}
    return Stale(kind, row_id, mine=values, theirs={name: current[name] for name in shown})
