"""What changed in the scope and the terms of a quarter's objectives and key results."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from portfolio.domain.okr_history import ScopeChange, ScopeDeed
from portfolio.store.tables.okrs import scope_changes

_CHANGE: tuple[Any, ...] = (
    scope_changes.c.id,
    scope_changes.c.objective_id,
    scope_changes.c.key_result_id,
    scope_changes.c.on,
    scope_changes.c.deed,
    scope_changes.c.made_at,
    scope_changes.c.before,
    scope_changes.c.after,
    scope_changes.c.reason,
    scope_changes.c.account_id,
)
_BLANK: Mapping[str, Any] = {
    "key_result_id": None,
    "before": None,
    "after": None,
    "reason": "",
    "account_id": None,
}


def of_cycle(tx: Connection, cycle_id: int, *, after: date = date.min) -> tuple[ScopeChange, ...]:
    """Return the changes of a cycle's scope after a day, in the order of time."""
    query = select(*_CHANGE).where(scope_changes.c.cycle_id == cycle_id)
    if after > date.min:
        query = query.where(scope_changes.c.on > after)
    return _read(tx, query)


def of_cycles(tx: Connection, cycle_ids: Collection[int]) -> tuple[ScopeChange, ...]:
    """Return the changes of the scope of several cycles, in the order of time."""
    return _read(tx, select(*_CHANGE).where(scope_changes.c.cycle_id.in_(cycle_ids)))


def of_key_result(tx: Connection, key_result_id: int) -> tuple[ScopeChange, ...]:
    """Return the changes of one key result, in the order of time."""
    return _read(tx, select(*_CHANGE).where(scope_changes.c.key_result_id == key_result_id))


def of_objective(tx: Connection, objective_id: int) -> tuple[ScopeChange, ...]:
    """Return the changes of an objective alone, in the order of time."""
    own = scope_changes.c.key_result_id.is_(None)
    return _read(tx, select(*_CHANGE).where(scope_changes.c.objective_id == objective_id, own))


def add(tx: Connection, changes: Sequence[Mapping[str, Any]]) -> None:
    """Add changes; each needs its cycle, objective, day, deed and moment."""
    if changes:
        tx.execute(insert(scope_changes), [{**_BLANK, **one} for one in changes])


def added_from(tx: Connection, key_result_id: int, *, on: date) -> None:
    """Let a key result that was added later be in scope from a day on."""
    later = (
        scope_changes.c.key_result_id == key_result_id,
        scope_changes.c.deed == ScopeDeed.ADDED.value,
        scope_changes.c.on > on,
    )
    tx.execute(update(scope_changes).where(*later).values(on=on))


def remove(tx: Connection, ids: Collection[int]) -> None:
    """Remove changes, as if they had never been."""
    if ids:
        tx.execute(delete(scope_changes).where(scope_changes.c.id.in_(ids)))


def _read(tx: Connection, query: Select[Any]) -> tuple[ScopeChange, ...]:
    ordered = query.order_by(scope_changes.c.on, scope_changes.c.id)
    return tuple(_change(row) for row in tx.execute(ordered))


def _change(row: Row[Any]) -> ScopeChange:
    values = dict(row._mapping)
    told = {"before": row.before or {}, "after": row.after or {}}
    return ScopeChange(**values | told | {"deed": ScopeDeed(row.deed)})
