"""Sources of key results: set, read, and what is wrong with them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from portfolio.domain.cycles import Span
from portfolio.domain.errors import NotFound, Stale
from portfolio.domain.sources import (
    Fault,
    FaultKind,
    Source,
    SourceKind,
    document_of,
    settings_from,
)
from portfolio.store import rows
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.okrs import key_results, objectives
from portfolio.store.tables.sources import key_result_sources as sources
from portfolio.store.tables.sources import pushes

_SOURCE: tuple[Any, ...] = (
    sources.c.id,
    sources.c.key_result_id,
    sources.c.kind,
    sources.c.settings,
    sources.c.set_at,
    sources.c.account_id,
    sources.c.read_at,
    sources.c.fault,
    sources.c.fault_facts,
    sources.c.fault_since_on,
    sources.c.answer,
    sources.c.version,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A source with the key result and the quarter that it measures."""

    source: Source
    span: Span
    cycle_id: int
    is_closed: bool
    struck_on: date | None
    account_id: int | None
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was answered to values that were sent under a key."""

    digest: str
    answer: Mapping[str, Any]


def one_source(tx: Connection, key_result_id: int) -> Source | None:
    """Return the source of a key result; None where people check it in."""
    return of_key_results(tx, [key_result_id]).get(key_result_id)


def of_key_results(tx: Connection, ids: Collection[int]) -> dict[int, Source]:
    """Return the sources of those key results that have one."""
    found = tx.execute(select(*_SOURCE).where(sources.c.key_result_id.in_(ids)))
    return {row.key_result_id: _source(row) for row in found}


def of_cycle(tx: Connection, cycle_id: int) -> dict[int, Source]:
    """Return the sources of a cycle's key results."""
    query = (
        select(*_SOURCE)
        .join(key_results, key_results.c.id == sources.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(objectives.c.cycle_id == cycle_id)
    )
    return {row.key_result_id: _source(row) for row in tx.execute(query)}


def to_measure(
    tx: Connection, *, since: date, ids: Collection[int] | None = None
) -> list[Measured]:
    """Return the sources of the cycles that end on or after a day, or of some key results."""
    query = _measured().order_by(sources.c.id)
    if ids is None:
        query = query.where(
            cycles.c.ends_on >= since,
            cycles.c.closed_at.is_(None),
            key_results.c.struck_on.is_(None),
            objectives.c.struck_on.is_(None),
        )
    else:
        query = query.where(sources.c.key_result_id.in_(ids))
    return [
        Measured(
            _source(row),
            Span(row.starts_on, row.ends_on),
            row.cycle_id,
            row.closed_at is not None,
            row.struck_on,
            row.owner_id,
            row.team_id or row.objectives_team_id,
        )
        for row in tx.execute(query)
    ]


def lock(tx: Connection, ids: Collection[int]) -> None:
    """Let nobody else measure these sources until the transaction ends."""
    if tx.dialect.name == "sqlite":
        return  # its write lock is held already
    query = select(sources.c.id).where(sources.c.id.in_(ids)).order_by(sources.c.id)
    tx.execute(query.with_for_update()).all()


def save(tx: Connection, key_result_id: int, values: Mapping[str, Any], *, version: int) -> int:
    """Set or change a source and return its version; raise Stale with both versions.

    `version` is the one that the person saw, 0 for none.
    """
    there = one_source(tx, key_result_id)
    if there is None and version == 0:
        rows.add(tx, sources, {"key_result_id": key_result_id, **values})
        return 1
    mine = {"kind": values["kind"], **values["settings"]}
    if there is None:
        raise Stale("source", key_result_id, mine=mine, theirs={"kind": None})
    if there.version != version:
        raise _stale(there, mine)
    return rows.save(tx, sources, there.id, version=version, values=values)


def remove(tx: Connection, key_result_id: int, *, version: int) -> Source:
    """Take a source away that still has this version; raise Stale or NotFound."""
    there = one_source(tx, key_result_id)
    if there is None:
        raise NotFound("source", key_result_id)
    if there.version != version:
        raise _stale(there, {"kind": None})
    tx.execute(delete(sources).where(sources.c.id == there.id))
    return there


def note_states(tx: Connection, states: Mapping[int, Fault | None], *, now: datetime) -> None:
    """Note when sources were looked at, and what was wrong with each (by its id)."""
    if not states:
        return
    wanted = update(sources).where(sources.c.id == bindparam("of"))
    tx.execute(
        wanted,
        [
            {
                "of": source_id,
                "read_at": now,
                "fault": fault.kind.value if fault else None,
                "fault_facts": dict(fault.facts) if fault else None,
                "fault_since_on": fault.since if fault else None,
            }
            for source_id, fault in states.items()
        ],
    )


def note_answer(tx: Connection, source_id: int, answer: Mapping[str, Any]) -> None:
    """Keep what the last file did."""
    tx.execute(update(sources).where(sources.c.id == source_id).values(answer=dict(answer)))


def pushed(tx: Connection, key_result_id: int, sent_key: str) -> Pushed | None:
    """Return what was answered under this key; None where nothing was sent under it."""
    query = select(pushes.c.digest, pushes.c.answer).where(
        pushes.c.key_result_id == key_result_id, pushes.c.sent_key == sent_key
    )
    row = tx.execute(query).one_or_none()
    return Pushed(row.digest, row.answer) if row else None


def keep_push(
    tx: Connection,
    key_result_id: int,
    sent_key: str,
    *,
    digest: str,
    answer: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep what was answered under a key."""
    values = {"key_result_id": key_result_id, "sent_key": sent_key, "digest": digest}
    tx.execute(insert(pushes).values(**values, answer=dict(answer), at=now))


def filters_in_use(tx: Connection, filter_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return by filter the key results that are counted by it."""
    wanted = set(filter_ids)
    query = select(sources.c.key_result_id, sources.c.settings).where(
        sources.c.kind == SourceKind.BACKLOG.value
    )
    found: dict[int, list[int]] = {}
    for row in tx.execute(query):
        filter_id = row.settings.get("filter_id")
        if filter_id in wanted:
            found.setdefault(filter_id, []).append(row.key_result_id)
    return found


def _measured() -> Select[Any]:
    return (
        select(
            *_SOURCE,
            cycles.c.id.label("cycle_id"),
            cycles.c.starts_on,
            cycles.c.ends_on,
            cycles.c.closed_at,
            key_results.c.struck_on,
            key_results.c.account_id.label("owner_id"),
            key_results.c.team_id,
            objectives.c.team_id.label("objectives_team_id"),
        )
        .join(key_results, key_results.c.id == sources.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
    )


def _source(row: Row[Any]) -> Source:
    kind = SourceKind(row.kind)
    fault = None
    if row.fault is not None:
        fault = Fault(FaultKind(row.fault), row.fault_since_on, row.fault_facts or {})
    return Source(
        id=row.id,
        key_result_id=row.key_result_id,
        kind=kind,
        settings=settings_from(kind, row.settings),
        set_at=row.set_at,
        account_id=row.account_id,
        read_at=row.read_at,
        fault=fault,
        answer=row.answer,
        version=row.version,
    )


def _stale(there: Source, mine: Mapping[str, Any]) -> Stale:
    theirs = {"kind": there.kind.value, **document_of(there.settings)}
    names = dict.fromkeys((*mine, *theirs))
    return Stale(
        "source",
        there.key_result_id,
        mine={name: mine.get(name) for name in names},
        theirs={name: theirs.get(name) for name in names},
    )
