"""The addresses that other tools send to, and the events that came: stored once, handled once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from portfolio.domain.errors import NotFound
from portfolio.domain.inbox import Event, EventState, Hook, Received
from portfolio.store import rows
from portfolio.store.tables.inbox import hooks, inbox_events

_HOOK = tuple(hooks.c[name] for name in Hook.__dataclass_fields__)
_LIGHT = tuple(
    inbox_events.c[name]
    for name in ("id", "delivery_id", "received_at", "state", "why", "handled_at", "scopes")
)
DRAINING = 7_240_113  # names the lock that one drainer at a time holds on PostgreSQL


def all_hooks(tx: Connection) -> list[Hook]:
    """Return every address, retired ones too, by name."""
    return [Hook(**row._mapping) for row in tx.execute(select(*_HOOK).order_by(hooks.c.slug))]


def hook_named(tx: Connection, slug: str) -> Hook | None:
    """Return the address of this name that is not retired, or None."""
    query = select(*_HOOK).where(hooks.c.slug == slug, hooks.c.retired_at.is_(None))
    row = tx.execute(query).one_or_none()
    return Hook(**row._mapping) if row else None


def add_hook(tx: Connection, slug: str, connector: str, *, now: datetime) -> Hook:
    """Add an address."""
    hook_id = rows.add(
        tx, hooks, {"slug": slug, "connector": connector, "generation": 1, "created_at": now}
    )
    return Hook(hook_id, slug, connector, created_at=now)


def save_hook(tx: Connection, hook_id: int, *, version: int, values: Mapping[str, Any]) -> int:
    """Save an address that still has `version`; raise Stale or NotFound as rows.save does."""
    return rows.save(tx, hooks, hook_id, version=version, values=values)


def keep(
    tx: Connection,
    hook: Hook,
    received: Sequence[tuple[str, Received]],
    *,
    now: datetime,
    scopes: Sequence[str] | None = None,
) -> int:
    """Store events under their delivery ids; those that are there already are left as they are.

    Returns how many were new.
    """
    make = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    statement = make(inbox_events).on_conflict_do_nothing(index_elements=["hook_id", "delivery_id"])
    values = [
        {
            "hook_id": hook.id,
            "delivery_id": delivery_id,
            "headers": dict(one.headers),
            "scopes": list(scopes) if scopes is not None else None,
            "body": one.body,
            "received_at": now,
            "state": EventState.WAITING.value,
            "why": "",
        }
        for delivery_id, one in received
    ]
    told = statement.returning(inbox_events.c.id)
    return sum(len(tx.execute(told, row).all()) for row in values)


def is_waiting(tx: Connection) -> bool:
    """Tell whether an event waits to be read."""
    query = select(inbox_events.c.id).where(inbox_events.c.state == EventState.WAITING.value)
    return tx.execute(query.limit(1)).scalar() is not None


def take(tx: Connection, *, limit: int) -> list[Event]:
    """Return the oldest waiting events, with their bodies; none while another drains them."""
    if tx.dialect.name == "postgresql":
        lock = text("SELECT pg_try_advisory_xact_lock(:name)")
        if not tx.execute(lock, {"name": DRAINING}).scalar():
            return []
    query = _whole().where(inbox_events.c.state == EventState.WAITING.value)
    return [_event(row) for row in tx.execute(query.order_by(inbox_events.c.id).limit(limit))]


def settle(
    tx: Connection, outcomes: Mapping[int, tuple[EventState, str]], *, now: datetime
) -> None:
    """Note what became of events."""
    if not outcomes:
        return
    statement = (
        update(inbox_events)
        .where(inbox_events.c.id == bindparam("event_id"))
        .values(state=bindparam("to_state"), why=bindparam("to_why"), handled_at=bindparam("at"))
    )
    tx.execute(
        statement,
        [
            {"event_id": one, "to_state": state.value, "to_why": why, "at": now}
            for one, (state, why) in outcomes.items()
        ],
    )


def replay(tx: Connection, event_ids: Collection[int]) -> int:
    """Let events that failed or were ignored wait again; return how many."""
    handled = (EventState.FAILED.value, EventState.IGNORED.value)
    statement = (
        update(inbox_events)
        .where(inbox_events.c.id.in_(event_ids), inbox_events.c.state.in_(handled))
        .values(state=EventState.WAITING.value, why="", handled_at=None)
    )
    return tx.execute(statement).rowcount


def one_event(tx: Connection, event_id: int) -> Event:
    """Return an event with its body; raise NotFound."""
    row = tx.execute(_whole().where(inbox_events.c.id == event_id)).one_or_none()
    if row is None:
        raise NotFound("event", event_id)
    return _event(row)


def some_events(
    tx: Connection, state: EventState | None, *, hook: str = "", limit: int, before: int = 0
) -> list[Event]:
    """Return events without their bodies, the newest first, older than the one with id `before`."""
    query = select(*_LIGHT, hooks.c.slug, hooks.c.connector).join(hooks)
    if state is not None:
        query = query.where(inbox_events.c.state == state.value)
    if hook:
        query = query.where(hooks.c.slug == hook)
    if before:
        query = query.where(inbox_events.c.id < before)
    return [
        _event(row) for row in tx.execute(query.order_by(inbox_events.c.id.desc()).limit(limit))
    ]


def counts(tx: Connection) -> dict[str, dict[EventState, int]]:
    """Return how many events each address has in each state."""
    query = (
        select(hooks.c.slug, inbox_events.c.state, func.count())
        .join(hooks, hooks.c.id == inbox_events.c.hook_id)
        .group_by(hooks.c.slug, inbox_events.c.state)
    )
    found: dict[str, dict[EventState, int]] = {}
    for slug, state, count in tx.execute(query):
        found.setdefault(slug, {})[EventState(state)] = count
    return found


def newest(tx: Connection) -> dict[str, datetime]:
    """Return when each address received its newest event."""
    last = select(func.max(inbox_events.c.id)).group_by(inbox_events.c.hook_id)
    query = (
        select(hooks.c.slug, inbox_events.c.received_at)
        .join(hooks, hooks.c.id == inbox_events.c.hook_id)
        .where(inbox_events.c.id.in_(last))
    )
    return {row.slug: row.received_at for row in tx.execute(query)}


def _whole() -> Select[Any]:
    return select(
        *_LIGHT, inbox_events.c.headers, inbox_events.c.body, hooks.c.slug, hooks.c.connector
    ).join(hooks, hooks.c.id == inbox_events.c.hook_id)


def _event(row: Any) -> Event:
    known = row._mapping
    scopes = known["scopes"]
    return Event(
        id=known["id"],
        hook=known["slug"],
        connector=known["connector"],
        delivery_id=known["delivery_id"],
        received_at=known["received_at"],
        headers=known.get("headers", {}),
        body=known.get("body", b""),
        state=EventState(known["state"]),
        why=known["why"],
        handled_at=known["handled_at"],
        scopes=tuple(scopes) if scopes is not None else None,
    )
