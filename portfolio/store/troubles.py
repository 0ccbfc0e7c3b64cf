"""What is wrong around key results: sources that fail, guardrails that are broken."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, literal, select, union_all

from portfolio.store.tables.sources import guardrails, key_result_sources

FAILING, BROKEN = "failing", "broken"


@dataclass(frozen=True, slots=True)
class Troubles:
    """By key result: since when its source fails, and since when its guardrail is broken."""

    failing: dict[int, date] = field(default_factory=dict)
    broken: dict[int, date] = field(default_factory=dict)


def troubles(tx: Connection, key_result_ids: Collection[int], *, on: date) -> Troubles:
    """Return the troubles of key results that stand today and had begun by a day, in one query."""
    source, rail = key_result_sources.c, guardrails.c
    failing = select(
        literal(FAILING).label("what"), source.key_result_id, source.fault_since_on.label("since")
    ).where(source.key_result_id.in_(key_result_ids), source.fault_since_on <= on)
    broken = select(
        literal(BROKEN).label("what"), rail.key_result_id, rail.broken_since_on.label("since")
    ).where(rail.key_result_id.in_(key_result_ids), rail.broken_since_on <= on)
    found = Troubles()
    for row in tx.execute(union_all(failing, broken)):
        kept = found.failing if row.what == FAILING else found.broken
        kept[row.key_result_id] = row.since
    return found
