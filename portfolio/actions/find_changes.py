"""Find what has changed since a problem was stated, the passing of days apart; writes nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from portfolio.actions.build_problem import Stated, build_problem
from portfolio.domain.cycles import Cycle
from portfolio.domain.plans import Scenario, differences
from portfolio.planning.build import key_result_name
from portfolio.planning.problem import Problem
from portfolio.store import cycles, okrs, plans
from portfolio.store.unit import Tx

Changes = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made for a problem: its fingerprint, what was noted with it, and when."""

    problem: str
    marks: Mapping[str, Any]
    made_at: datetime

    def asked_on(self, zone: tzinfo) -> date:
        """Return the day that the problem was stated on."""
        text = self.marks.get("asked_on")
        return date.fromisoformat(text) if text else self.made_at.astimezone(zone).date()


def find_changes(
    tx: Tx, scenario: Scenario, made: Made, *, today: date, zone: tzinfo = UTC
) -> Changes:
    """Return what is otherwise than when it was stated, part by part: (then, now); empty: nothing.

    Today's facts are put into a problem of that day: a running sprint that has a day less, or a
    limit held for a day longer, is no change. A sprint that has ended is one, and so is a
    check-in since.
    """
    cycle = cycles.cycle_by_id(tx, scenario.cycle_id)
    asked_on = made.asked_on(zone)
    as_then = build_problem(tx, cycle, scenario, today=asked_on, zone=zone)
    found: Changes = {}
    if as_then.problem.fingerprint() != made.problem:
        before = json.loads(plans.problem_bytes(tx, made.problem))
        found = differences(before, _plain(as_then.problem))
    if asked_on != today:
        as_now = build_problem(tx, cycle, scenario, today=today, zone=zone)
        found = {**_by_days(tx, cycle, as_then, as_now, today=today), **found}
    return found


def _by_days(tx: Tx, cycle: Cycle, then: Stated, now: Stated, *, today: date) -> Changes:
    """Return the sprints that have ended, and the key results that were checked in since."""
    limited = {
        key_result_name(one.id)
        for one in okrs.tree(tx, cycle.id, on=today).every_key_result()
        if one.kind.has_limit
    }
    before, after = _plain(then.problem), _plain(now.problem)
    parts = ("sprints", "key_results")
    return differences(
        {part: [one for one in before[part] if one["id"] not in limited] for part in parts},
        {part: [one for one in after[part] if one["id"] not in limited] for part in parts},
    )


def _plain(problem: Problem) -> dict[str, Any]:
    return dict(json.loads(problem.to_bytes()))
