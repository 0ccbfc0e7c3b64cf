"""Push values of a key result: what a machine sends over HTTP."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portfolio.actions.tell_values import State, Told, Value, faults_of, tell_values
from portfolio.domain.errors import NotFound, PortfolioError, Refused
from portfolio.domain.people import SYSTEM
from portfolio.domain.sources import SourceKind
from portfolio.store import okrs, sources, trail
from portfolio.store.unit import Tx


class Conflict(PortfolioError):
    """The key result does not take values so: it says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: whether anything is new, and each value with what became of it."""

    is_new: bool
    document: dict[str, Any]


def push_values(
    tx: Tx,
    token_id: int,
    key_result_id: int,
    values: Sequence[Value],
    *,
    now: datetime,
    today: date,
    sent_key: str = "",
) -> Answer:
    """Keep what a machine says of a key result and answer for each value.

    The same again changes nothing, nor does anything under a key that was sent before. Raises
    NotFound, Conflict, and Refused with faults by place and field.
    """
    key_result = okrs.one_key_result(tx, key_result_id)
    digest = _digest(values)
    if sent_key:
        before = sources.pushed(tx, key_result_id, sent_key)
        if before is not None and before.digest != digest:
            raise Conflict("This Idempotency-Key was sent before with other values.")
        if before is not None:
            return Answer(False, dict(before.answer))
    source = sources.one_source(tx, key_result_id)
    if source is None or source.kind is not SourceKind.PUSH:
        raise Conflict("This key result is not measured by pushed values.")
    if okrs.cycle_of(tx, key_result.objective_id).is_closed:
        raise Conflict("The quarter of this key result is closed.")
    sources.lock(tx, [source.id])
    faults = faults_of(tx, key_result_id, values, today=today)
    if faults:
        raise Refused("Some values cannot be taken.", _named(faults, len(values)))
    told = tell_values(tx, source, values, now=now, today=today, may_return=bool(sent_key))
    document = {"key_result": key_result_id, "values": [_line(one) for one in told]}
    if sent_key:
        sources.keep_push(tx, key_result_id, sent_key, digest=digest, answer=document, now=now)
    is_new = any(one.state in (State.ADDED, State.CHANGED) for one in told)
    if is_new:
        after = {"values": len(told), "token": token_id, **_last(told)}
        trail.record(tx, SYSTEM, "push values", f"kr:{key_result_id}", now=now, after=after)
    return Answer(is_new, document)


def key_result_there(tx: Tx, key_result_id: int) -> None:
    """Raise NotFound where there is no such key result."""
    if not okrs.key_results_by_id(tx, [key_result_id]):
        raise NotFound("key result", key_result_id)


def _digest(values: Sequence[Value]) -> str:
    rows = [(one.on.isoformat(), one.value, one.note) for one in values]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _line(one: Told) -> dict[str, Any]:
    told = {"on": one.value.on.isoformat(), "value": one.value.value, "state": one.state.value}
    return told | ({"counts": one.counts} if one.state is State.SUPERSEDED else {})


def _last(told: Sequence[Told]) -> dict[str, Any]:
    last = max(told, key=lambda one: one.value.on)
    return {"on": last.value.on.isoformat(), "value": last.value.value}


def _named(faults: dict[int, dict[str, str]], count: int) -> dict[str, str]:
    return {
        name if count == 1 else f"{place}.{name}": fault
        for place, own in faults.items()
        for name, fault in own.items()
    }
