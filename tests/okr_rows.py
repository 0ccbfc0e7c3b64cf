"""Objectives and key results for tests, made with few words."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.cycles import Cycle, quarter_span
from portfolio.domain.okr_history import ScopeDeed
from portfolio.domain.okrs import CheckIn, KeyResult, Kind, Objective, Step, Tree
from portfolio.domain.people import SYSTEM
from portfolio.store import okr_changes, okrs
from portfolio.store.unit import Tx
from tests.people import NOW

_IDS = count(1)
QUARTER = "2027Q1"
SPAN = quarter_span(QUARTER)
FIRST = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)


def make_check_in(on: date, value: float | None, **differences: Any) -> CheckIn:
    """A check-in made at noon of its day."""
    made_at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return CheckIn(**{"id": next(_IDS), "on": on, "value": value, "made_at": made_at} | differences)


def make_key_result(*check_ins: CheckIn, **differences: Any) -> KeyResult:
    """An increase from 0 to 100 without a check-in."""
    values = {
        "id": next(_IDS),
        "objective_id": 1,
        "code": "1.1",
        "title": "Senders live",
        "kind": Kind.INCREASE,
        "start_value": 0.0,
        "target_value": 100.0,
        "check_ins": check_ins,
    }
    return KeyResult(**values | differences)


def make_step(done_on: date | None = None, weight: float = 1.0) -> Step:
    """A step of a milestone."""
    return Step(id=next(_IDS), title="A step", weight=weight, done_on=done_on)


def make_objective(*key_results: KeyResult, **differences: Any) -> Objective:
    """An objective that holds the key results."""
    values = {"id": next(_IDS), "cycle_id": 1, "code": "O1", "title": "Every channel"}
    return Objective(**values | {"key_results": key_results} | differences)


def make_tree(*objectives: Objective, on: date = date(2027, 2, 9), closed: bool = False) -> Tree:
    """The first quarter of 2027."""
    return Tree(Cycle(1, QUARTER, SPAN, is_closed=closed), on, objectives)


def add_objective(tx: Tx, **differences: Any) -> int:
    """Store an objective in the first quarter of 2027, which is made where it is missing."""
    cycle = open_cycle(tx, SYSTEM, QUARTER, now=NOW)
    values = {
        "cycle_id": cycle.id,
        "code": f"O{next(_IDS)}",
        "title": "Every channel a customer asks for",
        "created_at": FIRST,
    }
    return okrs.add_objective(tx, values | differences)


def add_key_result(tx: Tx, objective_id: int, **differences: Any) -> int:
    """Store a key result: an increase from 0 to 140 senders."""
    values = {
        "objective_id": objective_id,
        "code": f"1.{next(_IDS)}",
        "title": "Telegram senders live",
        "kind": "increase",
        "start_value": 0.0,
        "target_value": 140.0,
        "unit": "senders",
        "created_at": FIRST,
    }
    return okrs.add_key_result(tx, values | differences)


def add_check_in(tx: Tx, key_result_id: int, on: date, value: float, **differences: Any) -> int:
    """Store a check-in made at noon of its day."""
    made_at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    values = {"key_result_id": key_result_id, "on": on, "value": value, "made_at": made_at}
    return okrs.add_check_in(tx, values | differences)


def add_change(
    tx: Tx,
    deed: ScopeDeed,
    on: date,
    of: tuple[int, int | None],
    **differences: Any,
) -> None:
    """Store a change of scope of an objective, or of a key result of it."""
    objective_id, key_result_id = of
    values = {
        "cycle_id": okrs.cycle_of(tx, objective_id).id,
        "objective_id": objective_id,
        "key_result_id": key_result_id,
        "on": on,
        "deed": deed.value,
        "made_at": NOW,
    }
    okr_changes.add(tx, [values | differences])
