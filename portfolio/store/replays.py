"""Replays that were made, and what the facts of a quarter look like from outside."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from portfolio.domain.cycles import Cycle
from portfolio.store import rows
from portfolio.store.tables.backlog import items
from portfolio.store.tables.effects import effects
from portfolio.store.tables.okrs import check_ins, contributions, key_results, objectives
from portfolio.store.tables.plans import plans
from portfolio.store.tables.replays import replays
from portfolio.store.tables.teams import (
    absences,
    focus_factors,
    memberships,
    on_call_shifts,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored replay; `marks` say what the quarter's facts were when it was made."""

    id: int
    cycle_id: int
    state: str
    seconds: float
    made_at: datetime
    document: bytes
    job_id: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it was carried to its end."""
        return self.state == "whole"


_KEPT = tuple(replays.c[name] for name in Kept.__dataclass_fields__)


def add_replay(tx: Connection, document: bytes, values: Mapping[str, Any]) -> int:
    """Store a replay and return its id."""
    return rows.add(tx, replays, {**values, "document": gzip.compress(document, 6, mtime=0)})


def newest_replay(tx: Connection, cycle_id: int) -> Kept | None:
    """Return the newest replay of a cycle."""
    query = (
        select(*_KEPT).where(replays.c.cycle_id == cycle_id).order_by(replays.c.id.desc()).limit(1)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    return Kept(**{**values, "document": gzip.decompress(values["document"])})


def replayed_cycles(tx: Connection) -> set[int]:
    """Return the ids of the cycles that have a replay."""
    return set(tx.execute(select(replays.c.cycle_id).distinct()).scalars())


def marks(tx: Connection, cycle: Cycle, *, since: datetime, until: datetime) -> dict[str, str]:
    """Return what the facts of a quarter are today, part by part, in few words.

    Two marks that are equal part by part lead to the same replay; one that differs names the
    part in which something was changed.
    """
    queries = {
        "items": _items(since, until),
        "plans": select(func.count(), func.min(plans.c.published_at)).where(
            plans.c.cycle_id == cycle.id, plans.c.published_at.is_not(None)
        ),
        "key results": _of_cycle(key_results, cycle),
        "check-ins": _of_cycle(check_ins, cycle),
        "effects": _of_cycle(contributions, cycle),
        "said effects": _of_cycle(effects, cycle),
        "absences": _between(absences, cycle),
        "on-call": _between(on_call_shifts, cycle),
        "people": _versions(memberships),
        "focus": _versions(focus_factors),
    }
    return {
        part: " ".join(str(cell) for cell in tx.execute(query).one())
        for part, query in queries.items()
    }


def _items(since: datetime, until: datetime) -> Select[Any]:
    """Count what was open at some time between; what was created later says nothing of it."""
    sums: list[Any] = [func.count(), func.sum(items.c.version), func.sum(items.c.points)]
    query: Select[Any] = select(*sums)
    return query.where(
        or_(items.c.created_at.is_(None), items.c.created_at < until),
        or_(items.c.resolved_at.is_(None), items.c.resolved_at >= since),
    )


def _of_cycle(table: Any, cycle: Cycle) -> Select[Any]:
    second = func.max(table.c.made_at) if table is check_ins else func.sum(table.c.version)
    query: Select[Any] = select(func.count(), second).select_from(table)
    if table is not key_results:
        query = query.join(key_results, key_results.c.id == table.c.key_result_id)
    query = query.join(objectives, objectives.c.id == key_results.c.objective_id)
    return query.where(objectives.c.cycle_id == cycle.id)


def _between(table: Any, cycle: Cycle) -> Select[Any]:
    return _versions(table).where(
        table.c.ends_on >= cycle.span.starts_on, table.c.starts_on <= cycle.span.ends_on
    )


def _versions(table: Any) -> Select[Any]:
    query: Select[Any] = select(func.count(), func.sum(table.c.version))
    return query
