"""Take values of a key result from a file or a machine: each by its day, the same ones once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portfolio.actions.keep_readings import keep_readings
from portfolio.actions.measure_sources import measure_sources
from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import CheckInDraft
from portfolio.domain.sources import Reading, Source
from portfolio.store import okrs, readings
from portfolio.store.unit import Tx


class State(StrEnum):
    """What became of a value."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"  # it was said before, and another value of that day counts since


@dataclass(frozen=True, slots=True)
class Value:
    """A value for a day, as somebody told it; `place` is its line, or its place in a list."""

    place: int
    on: date
    value: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A value with what became of it, and what counts for its day now."""

    value: Value
    state: State
    counts: float


def tell_values(
    tx: Tx,
    source: Source,
    values: Sequence[Value],
    *,
    now: datetime,
    today: date,
    may_return: bool = False,
) -> list[Told]:
    """Keep values of a key result and answer for each; several of a day: the last counts.

    A value that was told for its day before changes nothing, so that anything may be sent twice;
    with `may_return` one that was corrected since then counts again.
    """
    key = source.key_result_id
    days = {one.on for one in values}
    known = readings.of_key_results(tx, [key])[key]
    before = readings.said_before(tx, key, days)
    told: list[Told] = []
    made: dict[date, Reading] = {}
    for one in values:
        counts = made.get(one.on) or known.get(one.on)
        if counts is not None and counts.value == one.value:
            told.append(Told(one, State.UNCHANGED, one.value))
        elif counts is not None and (one.on, one.value) in before and not may_return:
            told.append(Told(one, State.SUPERSEDED, counts.value))
        else:
            made[one.on] = Reading(key, source.kind, one.on, one.value, now, note=one.note)
            told.append(Told(one, State.ADDED if counts is None else State.CHANGED, one.value))
    if made:
        keep_readings(tx, {key: list(made.values())}, now=now, today=today)
    measure_sources(tx, now=now, today=today, ids=[key])
    return told


def faults_of(
    tx: Tx, key_result_id: int, values: Sequence[Value], *, today: date
) -> dict[int, dict[str, str]]:
    """Return what a check-in of each value would be refused for, by place and field."""
    key_result = okrs.one_key_result(tx, key_result_id)
    span = okrs.spans(tx, [key_result_id])[key_result_id]
    found: dict[int, dict[str, str]] = {}
    for one in values:
        try:
            CheckInDraft(one.on, one.value, None, one.note).refuse_for(key_result, span, today)
            if key_result.struck_on is not None and one.on >= key_result.struck_on:
                fault = f"This key result was struck out on {key_result.struck_on}."
                raise Refused(fault, {"on": fault})
        except Refused as refused:
            found[one.place] = refused.faults
    return found
