"""The progress of many items at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, update

from portfolio.store.tables.backlog import items


def save(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Set status, category, resolution, team and dates of the items by key; return how many."""
    if not rows:
        return 0
    columns = [name for name in rows[0] if name != "key"]
    statement = (
        update(items)
        .where(items.c.key == bindparam("of_key"))
        .values({name: bindparam(f"to_{name}") for name in columns})
        .values(version=items.c.version + 1)
    )
    bound = [
        {"of_key": row["key"], **{f"to_{name}": row[name] for name in columns}} for row in rows
    ]
    tx.execute(statement, bound)
    return len(bound)
