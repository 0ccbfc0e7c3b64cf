"""Guardrails of key results: set, and how they stand."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, update

from portfolio.domain.guardrails import Guardrail, GuardrailDraft
from portfolio.domain.sources import MetricSettings, SourceKind, settings_from
from portfolio.store.tables.sources import guardrails

_GUARDRAIL = tuple(
    guardrails.c[name]
    for name in (
        *("id", "key_result_id", "other_id", "settings", "limit_value", "why", "value", "n"),
        *("read_on", "broken_since_on", "version"),
    )
)


def of_key_results(tx: Connection, ids: Collection[int]) -> dict[int, Guardrail]:
    """Return the guardrails of those key results that have one."""
    query = select(*_GUARDRAIL).where(guardrails.c.key_result_id.in_(ids))
    return {row.key_result_id: _guardrail(row) for row in tx.execute(query)}


def guarding(tx: Connection, ids: Collection[int]) -> list[Guardrail]:
    """Return the guardrails of these key results, and those that these guard."""
    query = select(*_GUARDRAIL).where(
        or_(guardrails.c.key_result_id.in_(ids), guardrails.c.other_id.in_(ids))
    )
    return [_guardrail(row) for row in tx.execute(query)]


def save(tx: Connection, key_result_id: int, draft: GuardrailDraft) -> None:
    """Set the guardrail of a key result in place of the one it had; an empty one takes it away."""
    tx.execute(delete(guardrails).where(guardrails.c.key_result_id == key_result_id))
    if draft.is_there:
        tx.execute(
            insert(guardrails).values(
                key_result_id=key_result_id,
                other_id=draft.other_id,
                settings=asdict(draft.metric) if draft.metric else None,
                limit_value=draft.limit,
                why=draft.why.strip(),
            )
        )


def note_states(tx: Connection, states: Mapping[int, Mapping[str, Any]]) -> None:
    """Note how guardrails stand, by their ids: value, n, read_on, broken_since_on."""
    if not states:
        return
    wanted = update(guardrails).where(guardrails.c.id == bindparam("of"))
    tx.execute(
        wanted.values(
            {name: bindparam(name) for name in ("value", "n", "read_on", "broken_since_on")}
        ),
        [{"of": one, **values} for one, values in states.items()],
    )


def state(
    value: float | None, *, n: int | None, read_on: date, broken_since_on: date | None
) -> dict[str, Any]:
    """Return how a guardrail stands, as note_states takes it."""
    return {"value": value, "n": n, "read_on": read_on, "broken_since_on": broken_since_on}


def _guardrail(row: Row[Any]) -> Guardrail:
    metric = settings_from(SourceKind.DELIVERY, row.settings) if row.settings else None
    return Guardrail(
        id=row.id,
        key_result_id=row.key_result_id,
        other_id=row.other_id,
        metric=metric if isinstance(metric, MetricSettings) else None,
        limit=row.limit_value,
        why=row.why,
        value=row.value,
        n=row.n,
        read_on=row.read_on,
        broken_since_on=row.broken_since_on,
        version=row.version,
    )
