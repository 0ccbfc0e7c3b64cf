"""Rows by the hundred thousand, with numbers that the caller gives them."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

AT_ONCE = 10_000


def next_id(tx: Connection, table: Table) -> int:
    """Return the first number that no row of the table has or had."""
    return int(tx.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1


def add_all(tx: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows that bring every column they need, their number too; return how many.

    The database goes on counting behind them.
    """
    stream, added = iter(rows), 0
    while some := list(islice(stream, AT_ONCE)):
        tx.execute(insert(table), some)
        added += len(some)
    if added and "id" in table.c and tx.dialect.name == "postgresql":
        last = select(
            func.setval(func.pg_get_serial_sequence(table.name, "id"), next_id(tx, table) - 1)
        )
        tx.execute(last)
    return added


def settle(tx: Connection) -> None:
    """Let the database look at how its tables are filled, so that it chooses the right index."""
    tx.execute(text("ANALYZE"))
