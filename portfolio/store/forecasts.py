"""Forecasts as they were made: kept, read as of a day, and closed with what came of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from portfolio.domain.forecasts import Forecast, Kind, Record, Unit, record_of
from portfolio.store.tables.forecasts import forecasts
from portfolio.store.tables.forecasts import records as kept

_COLUMNS = tuple(forecasts.c[name] for name in Forecast.__dataclass_fields__)
_JUDGED = tuple(null().label("basis") if one.name == "basis" else one for one in _COLUMNS)


def keep(tx: Connection, made: Iterable[Forecast], *, now: datetime) -> int:
    """Store forecasts as they were made and return how many; nothing stored is ever replaced."""
    entries = [
        {
            "cycle_id": one.cycle_id,
            "kind": one.kind.value,
            "subject_id": one.subject_id,
            "unit": one.unit.value,
            "made_on": one.made_on,
            "made_at": now,
            "until_on": one.until_on,
            "quantiles": list(one.quantiles),
            "basis": dict(one.basis),
        }
        for one in made
    ]
    if entries:
        tx.execute(insert(forecasts), entries)
    return len(entries)


def latest(
    tx: Connection,
    cycle_id: int,
    *,
    on: date,
    kinds: Collection[Kind] = (),
    subject_id: int | None = None,
) -> dict[tuple[Kind, int], Forecast]:
    """Return for each subject the newest forecast that was made on or before a day.

    `kinds` and `subject_id` narrow it down. What came of it only later is left out: the day did
    not know it.
    """
    newest = select(func.max(forecasts.c.id).label("id")).where(
        forecasts.c.cycle_id == cycle_id, forecasts.c.made_on <= on
    )
    if kinds:
        newest = newest.where(forecasts.c.kind.in_([kind.value for kind in kinds]))
    if subject_id is not None:
        newest = newest.where(forecasts.c.subject_id == subject_id)
    newest = newest.group_by(forecasts.c.kind, forecasts.c.subject_id)
    query = select(*_COLUMNS).where(forecasts.c.id.in_(newest))
    found = (_as_of(_forecast(row), on) for row in tx.execute(query))
    return {(one.kind, one.subject_id): one for one in found}


def made(tx: Connection, kind: Kind, subject_id: int) -> list[Forecast]:
    """Return every forecast of a subject in the order in which they were made."""
    query = (
        select(*_COLUMNS)
        .where(forecasts.c.kind == kind.value, forecasts.c.subject_id == subject_id)
        .order_by(forecasts.c.made_on, forecasts.c.id)
    )
    return [_forecast(row) for row in tx.execute(query)]


def made_in(
    tx: Connection, cycle_id: int, kinds: Collection[Kind], *, on: date
) -> dict[tuple[Kind, int], list[Forecast]]:
    """Return every forecast of some kinds in a cycle made until a day, by subject, in order."""
    query = (
        select(*_COLUMNS)
        .where(
            forecasts.c.cycle_id == cycle_id,
            forecasts.c.kind.in_([kind.value for kind in kinds]),
            forecasts.c.made_on <= on,
        )
        .order_by(forecasts.c.made_on, forecasts.c.id)
    )
    found: dict[tuple[Kind, int], list[Forecast]] = {}
    for row in tx.execute(query):
        one = _as_of(_forecast(row), on)
        found.setdefault((one.kind, one.subject_id), []).append(one)
    return found


def record(tx: Connection, kind: Kind, *, on: date) -> Record:
    """Return how the forecasts of a kind came true, as was known on a day."""
    return records(tx, (kind,), on=on)[kind]


def records(tx: Connection, kinds: Collection[Kind], *, on: date) -> dict[Kind, Record]:
    """Return the record of each of some kinds, as it stood after the last closing until a day."""
    wanted = [kind.value for kind in kinds]
    newest = (
        select(kept.c.kind, func.max(kept.c.closed_on).label("day"))
        .where(kept.c.kind.in_(wanted), kept.c.closed_on <= on)
        .group_by(kept.c.kind)
        .subquery()
    )
    query = select(
        kept.c.kind, kept.c.closed, kept.c.inside, kept.c.windows, kept.c.safe
    ).join_from(kept, newest, (kept.c.kind == newest.c.kind) & (kept.c.closed_on == newest.c.day))
    found = {
        Kind(row.kind): Record(Kind(row.kind), row.closed, row.inside, row.windows, row.safe)
        for row in tx.execute(query)
    }
    missing = [kind for kind in kinds if kind not in found]  # closed before records were kept
    return found | {
        kind: record_of(kind, own, on=on)
        for kind, own in (_judged(tx, missing, on=on) if missing else {}).items()
    }


def _judged(tx: Connection, kinds: Collection[Kind], *, on: date) -> dict[Kind, list[Forecast]]:
    """Return what the records of some kinds are made of: the closed ones, and every epic's.

    Their basis is left out.
    """
    is_closed = (forecasts.c.closed_on <= on) & forecasts.c.actual.is_not(None)
    query = (
        select(*_JUDGED)
        .where(
            forecasts.c.kind.in_([kind.value for kind in kinds]),
            or_(is_closed, (forecasts.c.kind == Kind.EPIC.value) & (forecasts.c.made_on < on)),
        )
        .order_by(forecasts.c.made_on, forecasts.c.id)
    )
    found: dict[Kind, list[Forecast]] = {kind: [] for kind in kinds}
    for row in tx.execute(query):
        one = _as_of(_forecast(row), on)
        found[one.kind].append(one)
    return found


def _keep_records(tx: Connection, *, on: date) -> None:
    """Keep the records as they stand after the closing of a day."""
    query = select(forecasts.c.kind).where(forecasts.c.closed_on == on).distinct()
    kinds = {Kind(row.kind) for row in tx.execute(query)} | {Kind.EPIC}  # their days pass anyway
    tx.execute(
        delete(kept).where(kept.c.kind.in_([kind.value for kind in kinds]), kept.c.closed_on >= on)
    )
    entries = [
        {
            "kind": kind.value,
            "closed_on": on,
            "closed": one.closed,
            "inside": one.inside,
            "windows": one.windows,
            "safe": one.safe,
        }
        for kind, own in _judged(tx, kinds, on=on).items()
        for one in (record_of(kind, own, on=on),)
    ]
    if entries:
        tx.execute(insert(kept), entries)


def open_ones(tx: Connection, *, on: date) -> list[Forecast]:
    """Return what may be closed on a day: what is about an earlier day, and every open epic's."""
    query = select(*_COLUMNS).where(
        forecasts.c.closed_on.is_(None),
        forecasts.c.made_on <= on,
        or_(forecasts.c.until_on < on, forecasts.c.kind == Kind.EPIC.value),
    )
    return [_forecast(row) for row in tx.execute(query.order_by(forecasts.c.id))]


def is_any_open(tx: Connection, *, until: date, goals: Collection[Kind], goals_until: date) -> bool:
    """Whether a forecast about a day up to `until` is open; some kinds are given longer."""
    is_goal = forecasts.c.kind.in_([kind.value for kind in goals])
    query = select(forecasts.c.id).where(
        forecasts.c.closed_on.is_(None),
        forecasts.c.until_on <= until,
        or_(~is_goal, forecasts.c.until_on <= goals_until),
    )
    return tx.execute(query.limit(1)).first() is not None


def close(tx: Connection, came: Mapping[int, float | None], *, on: date) -> int:
    """Write what came of open forecasts, by id; None: nothing can. Return how many there were.

    The records of their kinds are kept as they stand then, so that no page reads every forecast.
    """
    if not came:
        return 0
    statement = (
        update(forecasts)
        .where(forecasts.c.id == bindparam("of_id"), forecasts.c.closed_on.is_(None))
        .values(actual=bindparam("came"), closed_on=on)
    )
    tx.execute(statement, [{"of_id": one, "came": actual} for one, actual in came.items()])
    _keep_records(tx, on=on)
    return len(came)


def former(tx: Connection, kind: Kind, *, since: date, until: date) -> list[Forecast]:
    """Return the forecasts of a kind made between two days, with what was known on the last one."""
    query = (
        select(*_COLUMNS)
        .where(
            forecasts.c.kind == kind.value,
            forecasts.c.made_on >= since,
            forecasts.c.made_on < until,
        )
        .order_by(forecasts.c.id)
    )
    return [_as_of(_forecast(row), until) for row in tx.execute(query)]


def ended(tx: Connection, kind: Kind, *, until: date) -> list[Forecast]:
    """Return of each subject the last forecast that was closed until a day with what came."""
    last = (
        select(func.max(forecasts.c.id).label("id"))
        .where(
            forecasts.c.kind == kind.value,
            forecasts.c.closed_on <= until,
            forecasts.c.actual.is_not(None),
        )
        .group_by(forecasts.c.subject_id)
    )
    query = select(*_COLUMNS).where(forecasts.c.id.in_(last)).order_by(forecasts.c.id)
    return [_forecast(row) for row in tx.execute(query)]


def newest_day(tx: Connection, cycle_id: int) -> date | None:
    """Return the last day on which forecasts of a cycle were made."""
    query = select(func.max(forecasts.c.made_on)).where(forecasts.c.cycle_id == cycle_id)
    found: date | None = tx.execute(query).scalar_one()
    return found


def _forecast(row: Row[Any]) -> Forecast:
    """Return a row of _COLUMNS, which are in the order of a forecast's fields; pages read many."""
    kind, subject_id, unit, made_on, until_on, quantiles, cycle_id, basis, *rest = list[Any](row)
    return Forecast(
        Kind(kind),
        subject_id,
        Unit(unit),
        made_on,
        until_on,
        tuple(quantiles),
        cycle_id,
        basis or {},
        *rest,
    )


def _as_of(one: Forecast, on: date) -> Forecast:
    if one.closed_on is None or one.closed_on <= on:
        return one
    return replace(one, actual=None, closed_on=None)
