"""Previews: who asked what, the queue, and what came out."""

import gzip
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from portfolio.domain.errors import NotFound
from portfolio.domain.previews import Preview, PreviewState, preview_from
from portfolio.planning.plan import Plan, plan_from_bytes
from portfolio.store import rows
from portfolio.store.tables.previews import previews

_COLUMNS = tuple(previews.c[name] for name in Preview.__dataclass_fields__)
_WAITING, _RUNNING = PreviewState.WAITING.value, PreviewState.RUNNING.value


def add(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add a waiting preview and return its id."""
    return rows.add(tx, previews, {"state": _WAITING, **values})


def supersede(tx: Connection, account_id: int, subject: str) -> None:
    """End the person's waiting previews of the same thing."""
    tx.execute(
        update(previews)
        .where(
            previews.c.account_id == account_id,
            previews.c.state == _WAITING,
            previews.c.subject == subject,
            previews.c.saved_at.is_(None),
        )
        .values(state=PreviewState.SUPERSEDED.value)
    )


def one(tx: Connection, preview_id: int) -> Preview:
    """Return a preview; raise NotFound."""
    row = tx.execute(select(*_COLUMNS).where(previews.c.id == preview_id)).one_or_none()
    if row is None:
        raise NotFound("preview", preview_id)
    return _preview(row)


def locked(tx: Connection, preview_id: int) -> Preview:
    """Return a preview whose row nobody else can change until the transaction ends."""
    query = select(*_COLUMNS).where(previews.c.id == preview_id)
    if tx.dialect.name != "sqlite":  # there the whole database is locked for writing already
        query = query.with_for_update()
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("preview", preview_id)
    return _preview(row)


def set_values(tx: Connection, preview_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a preview."""
    tx.execute(update(previews).where(previews.c.id == preview_id).values(dict(values)))


def ahead_of(tx: Connection, preview_id: int) -> int:
    """Return how many previews are solved before this one."""
    query = select(func.count()).where(
        previews.c.state.in_((_WAITING, _RUNNING)), previews.c.id < preview_id
    )
    return int(tx.execute(query).scalar_one())


def oldest_waiting(tx: Connection) -> int | None:
    """Return the id of the preview that is next, without locking anything."""
    query = select(previews.c.id).where(previews.c.state == _WAITING).order_by(previews.c.id)
    return tx.execute(query.limit(1)).scalar()


def running(tx: Connection) -> list[Preview]:
    """Return what lanes are working on."""
    query = select(*_COLUMNS).where(previews.c.state == _RUNNING).order_by(previews.c.id)
    return [_preview(row) for row in tx.execute(query)]


def claim(tx: Connection, preview_id: int, lane: str, *, now: datetime) -> bool:
    """Take a waiting preview; return whether it was still to be had."""
    taken = tx.execute(
        update(previews)
        .where(previews.c.id == preview_id, previews.c.state == _WAITING)
        .values(
            state=_RUNNING,
            claimed_by=lane,
            claimed_at=now,
            attempts=previews.c.attempts + 1,
        )
    )
    return taken.rowcount == 1


def release(tx: Connection, preview: Preview, values: Mapping[str, Any]) -> None:
    """Take a running preview from the lane that lost it, unless that has changed since."""
    tx.execute(
        update(previews)
        .where(
            previews.c.id == preview.id,
            previews.c.state == _RUNNING,
            previews.c.attempts == preview.attempts,
        )
        .values(dict(values))
    )


def finish(
    tx: Connection, preview_id: int, lane: str, *, attempts: int, values: Mapping[str, Any]
) -> bool:
    """Store what came out; return whether the preview was still this lane's."""
    kept = tx.execute(
        update(previews)
        .where(
            previews.c.id == preview_id,
            previews.c.claimed_by == lane,
            previews.c.attempts == attempts,
            previews.c.state == _RUNNING,
        )
        .values(dict(values))
    )
    return kept.rowcount == 1


def packed(plan: Plan) -> bytes:
    """Return a plan as it is stored."""
    return gzip.compress(plan.to_bytes(), 6, mtime=0)


def plan_for(tx: Connection, fingerprint: str) -> Plan | None:
    """Return the newest previewed plan of a problem, by that problem's fingerprint."""
    query = (
        select(previews.c.plan)
        .where(previews.c.after == fingerprint, previews.c.plan.is_not(None))
        .order_by(previews.c.id.desc())
        .limit(1)
    )
    found = tx.execute(query).scalar()
    return None if found is None else plan_from_bytes(gzip.decompress(found))


def answer(tx: Connection, preview_id: int) -> tuple[Plan | None, dict[str, Plan], dict[str, Any]]:
    """Return the plan with the edit, those by simpler rules, and the marks beside them."""
    query = select(previews.c.plan, previews.c.others, previews.c.marks)
    row = tx.execute(query.where(previews.c.id == preview_id)).one_or_none()
    if row is None or row.plan is None:
        return None, {}, {}
    others = json.loads(gzip.decompress(row.others)) if row.others else {}
    plans = {name: plan_from_bytes(json.dumps(one).encode()) for name, one in others.items()}
    return plan_from_bytes(gzip.decompress(row.plan)), plans, dict(row.marks or {})


def packed_others(plans: Mapping[str, Plan]) -> bytes:
    """Return the plans by simpler rules as they are stored."""
    documents = {name: one.to_document() for name, one in plans.items()}
    return gzip.compress(json.dumps(documents).encode(), 6, mtime=0)


def saved_since(tx: Connection, cycle_id: int, since: datetime | None) -> list[Preview]:
    """Return what was saved (and not undone) of a cycle since a moment, oldest first."""
    query = select(*_COLUMNS).where(
        previews.c.cycle_id == cycle_id,
        previews.c.saved_at.is_not(None),
        previews.c.undone_at.is_(None),
    )
    if since is not None:
        query = query.where(previews.c.saved_at > since)
    return [_preview(row) for row in tx.execute(query.order_by(previews.c.saved_at, previews.c.id))]


def tidy(tx: Connection, *, before: datetime) -> int:
    """Delete previews of before then that were never saved; return how many."""
    gone = tx.execute(
        delete(previews).where(previews.c.asked_at < before, previews.c.saved_at.is_(None))
    )
    return int(gone.rowcount)


def _preview(row: Row[Any]) -> Preview:
    return preview_from(dict(row._mapping))
