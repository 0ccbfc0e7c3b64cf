"""Frontiers: what other capacities would bring, as computed for a problem."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from portfolio.store import rows
from portfolio.store.tables.plans import frontiers


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored frontier; `document` is what the planner answered, `marks` what it started from."""

    id: int
    scenario_id: int
    cycle_id: int
    problem: str
    seconds: float
    made_at: datetime
    document: bytes
    job_id: int | None = None
    marks: Mapping[str, Any] = field(default_factory=dict)


_KEPT = tuple(frontiers.c[name] for name in Kept.__dataclass_fields__)


def add_frontier(tx: Connection, document: bytes, values: Mapping[str, Any]) -> int:
    """Store a frontier and return its id."""
    return rows.add(tx, frontiers, {**values, "document": gzip.compress(document, 6, mtime=0)})


def newest_frontier(tx: Connection, scenario_id: int) -> Kept | None:
    """Return the newest frontier of a scenario."""
    query = (
        select(*_KEPT)
        .where(frontiers.c.scenario_id == scenario_id)
        .order_by(frontiers.c.id.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    return Kept(**{**values, "document": gzip.decompress(values["document"])})
