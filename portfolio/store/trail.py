"""Append to the trail and read it."""

import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

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
    account_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Entry]:
    """Return the newest entries, newest first, as far as they are what is asked for.

    That is: one object, one kind of objects, certain deeds, all but certain deeds, one account,
    a time from `since` to just before `until`.
    """
    query = select(*_columns()).order_by(trail.c.seq.desc()).limit(limit)
    if before_seq is not None:
        query = query.where(trail.c.seq < before_seq)
    if after_seq is not None:
        query = query.where(trail.c.seq > after_seq)
    if account_id is not None:
        query = query.where(trail.c.account_id == account_id)
    if since is not None:
        query = query.where(trail.c.at >= since)
    if until is not None:
        query = query.where(trail.c.at < until)
    if deeds:
        query = query.where(trail.c.deed.in_(deeds))
    if object is not None:
        query = query.where(trail.c.object == object)
    if kind is not None:
        query = query.where(trail.c.object.startswith(f"{kind}:", autoescape=True))
    if without:
        query = query.where(trail.c.deed.not_in(without))
    return [Entry(*row) for row in tx.execute(query)]


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
