"""Append to the trail and read it."""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, func, insert, or_, select, update

from portfolio.domain.people import Viewer
from portfolio.domain.trail import GENESIS, Entry, actor_digest, canonical, entry_hash
from portfolio.store.tables.trail import trail, trail_actors, trail_head

HEAD = 1
BATCH = 1000


def record(
    tx: Connection,
    by: Viewer,
    deed: str,
    object: str,
    *,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> int:
    """Append one entry and return its number. Put no person's name into before and after."""
    seq, previous = _locked_head(tx)
    blank = Entry(
        seq=seq + 1,
        at=now.astimezone(UTC),
        account_id=by.account_id,
        actor=_actor(tx, by),
        deed=deed,
        object=object,
        before=canonical(before),
        after=canonical(after),
        reason=reason,
        previous_hash=previous,
        hash="",
    )
    entry = replace(blank, hash=entry_hash(blank))
    tx.execute(
        insert(trail).values({name: getattr(entry, name) for name in Entry.__dataclass_fields__})
    )
    tx.execute(
        update(trail_head).where(trail_head.c.id == HEAD).values(seq=entry.seq, hash=entry.hash)
    )
    return entry.seq


def newest_of(tx: Connection, deeds: Collection[str], *, after_seq: int) -> int | None:
    """Return the newest entry after one that did any of these deeds; None where none did."""
    query = select(func.max(trail.c.seq)).where(trail.c.seq > after_seq, trail.c.deed.in_(deeds))
    newest: int | None = tx.execute(query).scalar_one()
    return newest


def entries(tx: Connection, *, after_seq: int = 0, object: str | None = None) -> Iterator[Entry]:
    """Yield the entries in order, from the one after `after_seq`, of one object or of all."""
    while batch := _batch(tx, after_seq, object):
        yield from batch
        after_seq = batch[-1].seq


def newest(
    tx: Connection,
    *,
    limit: int = 100,
    before_seq: int | None = None,
    after_seq: int | None = None,
    object: str | None = None,
    kind: str | None = None,
    deeds: Collection[str] = (),
    without: Collection[str] = (),
    accounts: Collection[int | None] | None = None,
    but_account: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Entry]:
    """Return the newest entries, newest first, as far as they are what is asked for.

    That is: one object, one kind of objects, certain deeds, all but certain deeds, certain
    accounts (None is the system), all but one account, a time from `since` to just before
    `until`.
    """
    bounds: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (before_seq, lambda seq: trail.c.seq < seq),
        (after_seq, lambda seq: trail.c.seq > seq),
        (since, lambda at: trail.c.at >= at),
        (until, lambda at: trail.c.at < at),
        (object, lambda name: trail.c.object == name),
        (kind, lambda name: trail.c.object.startswith(f"{name}:", autoescape=True)),
        (deeds or None, lambda names: trail.c.deed.in_(names)),
        (without or None, lambda names: trail.c.deed.not_in(names)),
        (accounts, _by),
        (but_account, lambda one: or_(trail.c.account_id != one, trail.c.account_id.is_(None))),
    )
    query = select(*_columns()).order_by(trail.c.seq.desc()).limit(limit)
    query = query.where(*(condition(value) for value, condition in bounds if value is not None))
    return [Entry(*row) for row in tx.execute(query)]


def _by(accounts: Collection[int | None]) -> ColumnElement[bool]:
    known = [one for one in accounts if one is not None]
    by_system = trail.c.account_id.is_(None) if None in accounts else false()
    return or_(trail.c.account_id.in_(known), by_system)


def last_seq(tx: Connection) -> int:
    """Return the number of the newest entry, 0 where there is none."""
    query = select(trail_head.c.seq).where(trail_head.c.id == HEAD)
    return int(tx.execute(query).scalar_one_or_none() or 0)


def actor_names(tx: Connection, actors: set[str]) -> dict[str, str]:
    """Return the name behind each digest, for those that have not been erased."""
    query = select(trail_actors.c.actor, trail_actors.c.name).where(
        trail_actors.c.actor.in_(actors)
    )
    return {row.actor: row.name for row in tx.execute(query)}


def _batch(tx: Connection, after_seq: int, object: str | None) -> list[Entry]:
    query = select(*_columns()).where(trail.c.seq > after_seq).order_by(trail.c.seq).limit(BATCH)
    if object is not None:
        query = query.where(trail.c.object == object)
    return [Entry(*row) for row in tx.execute(query)]


def _columns() -> list[Any]:
    return [trail.c[name] for name in Entry.__dataclass_fields__]


def _locked_head(tx: Connection) -> tuple[int, str]:
    query = select(trail_head.c.seq, trail_head.c.hash).where(trail_head.c.id == HEAD)
    if tx.dialect.name != "sqlite":  # SQLite's write lock is held already
        query = query.with_for_update()
    row = tx.execute(query).one_or_none()
    if row:
        return row.seq, row.hash
    tx.execute(insert(trail_head).values(id=HEAD, seq=0, hash=GENESIS))
    return 0, GENESIS


def _actor(tx: Connection, by: Viewer) -> str:
    query = select(trail_actors.c.actor).where(trail_actors.c.account_id.is_(None))
    if by.account_id is not None:
        query = select(trail_actors.c.actor).where(trail_actors.c.account_id == by.account_id)
    found = tx.execute(query.limit(1)).scalar()
    if found:
        return str(found)
    salt = secrets.token_hex(16)
    actor = actor_digest(by.name, salt)
    tx.execute(
        insert(trail_actors).values(actor=actor, salt=salt, account_id=by.account_id, name=by.name)
    )
    return actor
