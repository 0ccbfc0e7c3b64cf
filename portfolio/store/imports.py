"""Imports that were made, and the row changes of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from portfolio.domain.errors import NotFound
from portfolio.store import rows
from portfolio.store.tables.backlog import import_changes, imports


@dataclass(frozen=True, slots=True)
class Import:
    """One import: which file, when, by whom, and what it answered."""

    id: int
    kind: str
    file_name: str
    digest: str
    made_at: datetime
    account_id: int | None
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """What an import did to one item."""

    item_key: str
    line: int | None
    deed: str
    changes: Mapping[str, Any] | None


def add_import(
    tx: Connection,
    kind: str,
    file_name: str,
    digest: str,
    *,
    now: datetime,
    account_id: int | None,
) -> int:
    """Begin an import and return its number; its answer follows with `finish`."""
    return rows.add(
        tx,
        imports,
        {
            "kind": kind,
            "file_name": file_name[:255],
            "digest": digest,
            "made_at": now,
            "account_id": account_id,
            "answer": {},
        },
    )


def finish(tx: Connection, import_id: int, answer: Mapping[str, Any]) -> None:
    """Keep what the import answered."""
    tx.execute(update(imports).where(imports.c.id == import_id).values(answer=dict(answer)))


def add_changes(
    tx: Connection, import_id: int, deed: str, changed: Iterable[tuple[str, int | None, Any]]
) -> None:
    """Write the history of many rows at once: key, line, and the columns before and after."""
    values = [
        {
            "import_id": import_id,
            "item_key": key[:80],
            "line": line,
            "deed": deed,
            "changes": _document(changes),
        }
        for key, line, changes in changed
    ]
    if values:
        tx.execute(insert(import_changes), values)


def newest(tx: Connection, *, limit: int = 50) -> list[Import]:
    """Return the newest imports, newest first."""
    query = select(*_columns()).order_by(imports.c.id.desc()).limit(limit)
    return [Import(*row) for row in tx.execute(query)]


def last_id(tx: Connection) -> int:
    """Return the number of the import made last, 0 before the first."""
    return int(tx.execute(select(func.coalesce(func.max(imports.c.id), 0))).scalar_one())


def one_import(tx: Connection, import_id: int) -> Import:
    """Return an import; raise NotFound."""
    row = tx.execute(select(*_columns()).where(imports.c.id == import_id)).one_or_none()
    if row is None:
        raise NotFound("import", import_id)
    return Import(*row)


def changes_of(
    tx: Connection, import_id: int, *, limit: int = 200, deed: str | None = None
) -> list[RowChange]:
    """Return the row changes of an import in the order of the file."""
    query = (
        select(
            import_changes.c.item_key,
            import_changes.c.line,
            import_changes.c.deed,
            import_changes.c.changes,
        )
        .where(import_changes.c.import_id == import_id)
        .order_by(import_changes.c.id)
        .limit(limit)
    )
    if deed:
        query = query.where(import_changes.c.deed == deed)
    return [RowChange(*row) for row in tx.execute(query)]


def history_of(tx: Connection, item_key: str, *, limit: int = 100) -> list[RowChange]:
    """Return what imports did to an item, newest first."""
    query = (
        select(
            import_changes.c.item_key,
            import_changes.c.line,
            import_changes.c.deed,
            import_changes.c.changes,
        )
        .where(import_changes.c.item_key == item_key)
        .order_by(import_changes.c.id.desc())
        .limit(limit)
    )
    return [RowChange(*row) for row in tx.execute(query)]


def count(tx: Connection) -> int:
    """Return how many imports were made."""
    return tx.execute(select(func.count()).select_from(imports)).scalar_one()


def _columns() -> list[Any]:
    return [imports.c[name] for name in Import.__dataclass_fields__]


def _document(changes: Any) -> Any:
    if changes is None:
        return None
    return {name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
