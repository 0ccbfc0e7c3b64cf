"""One word that is another after every change: a page that was made since is still right."""

from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, event, select

from portfolio.store.tables.product import product

NAME = "data_version"
# What no page shows, or not to the second: a worker's beat, an event that waits to be read.
QUIET = ("alembic_version", "INTO inbox_events", "INTO workers", "UPDATE workers")
WRITES = ("INSERT", "UPDATE", "DELETE")
SAY = (
    "INSERT INTO product (name, value) VALUES (%s, %s)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
CHANGED = "portfolio_changed"


def watch(engine: Engine) -> None:
    """Write another word in each transaction of this engine that changes a row."""
    event.listen(engine, "after_cursor_execute", _note)
    event.listen(engine, "commit", _write)
    event.listen(engine, "rollback", _forget)


def version(tx: Connection) -> str:
    """Return the word; "" before the first change.

    It is written as the last of a transaction, so whoever reads it first and the data after has
    data at least as new as the word.
    """
    query = select(product.c.value).where(product.c.name == NAME)
    return str(tx.execute(query).scalar() or "")


def _note(tx: Connection, cursor: Any, statement: str, *rest: object) -> None:
    start = statement.lstrip()[:400]
    words = start.upper()
    writes = words.startswith(WRITES) or (
        words.startswith("WITH") and any(word in statement.upper() for word in WRITES)
    )
    if writes and cursor.rowcount != 0 and not any(name in start[:60] for name in QUIET):
        tx.info[CHANGED] = True


def _write(tx: Connection) -> None:
    if not tx.info.pop(CHANGED, False):
        return
    # Under the driver, for SQLAlchemy takes no statement while it commits.
    cursor = tx.connection.cursor()
    say = SAY.replace("%s", "?") if tx.dialect.name == "sqlite" else SAY
    cursor.execute(say, (NAME, uuid4().hex))
    cursor.close()


def _forget(tx: Connection) -> None:
    tx.info.pop(CHANGED, None)
