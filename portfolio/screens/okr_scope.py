"""What changed in the scope of a cycle: added, struck out, back, re-targeted, fallen back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.domain.cycles import Cycle
from portfolio.domain.okr_history import OkrHistory, ScopeChange, ScopeDeed
from portfolio.domain.okrs import CheckIn, KeyResult, Objective, in_force, score_of_value
from portfolio.store import okrs, people
from portfolio.store.unit import Tx

FELL_BY = 0.005  # of a score: less is not seen in two digits


class Turn(StrEnum):
    """What happened to the scope on a day."""

    ADDED = "added"
    STRUCK = "struck"
    BACK = "back"
    RETARGETED = "retargeted"
    CHANGED = "changed"
    FELL = "fell"  # a value further from its target than the one before


@dataclass(frozen=True, slots=True)
class Row:
    """One change; a fall names the check-ins between which it lies."""

    on: date
    turn: Turn
    objective: Objective
    key_result: KeyResult | None
    change: ScopeChange | None = None
    was: CheckIn | None = None
    now: CheckIn | None = None

    @property
    def reason(self) -> str:
        """Why it was done, or what was noted with the value."""
        said = self.change.reason if self.change else ""
        return said or (self.now.note if self.now else "")

    @property
    def account_id(self) -> int | None:
        """Who did it."""
        return self.change.account_id if self.change else self.now.account_id if self.now else None


@dataclass(frozen=True, slots=True)
class Screen:
    """All that changed within a cycle until a day, the latest first."""

    cycle: Cycle
    on: date
    rows: tuple[Row, ...]
    counts: Mapping[Turn, int]  # of the whole cycle
    names: Mapping[int, str]  # of accounts
    wanted: str


def load(tx: Tx, cycle: Cycle, *, on: date, wanted: str = "") -> Screen:
    """Read the changes from the cycle's second day on: what stood on the first was planned."""
    history = okrs.history(tx, cycle.id)
    every = rows_of(history, on)
    kept = tuple(one for one in every if not wanted or one.turn == wanted)
    return Screen(
        cycle=cycle,
        on=on,
        rows=kept,
        counts={turn: sum(one.turn is turn for one in every) for turn in Turn},
        names={one.id: one.name for one in people.all_accounts(tx)},
        wanted=wanted,
    )


def rows_of(history: OkrHistory, on: date) -> tuple[Row, ...]:
    """Return what changed within the cycle until a day, the latest first."""
    first, objectives = history.cycle.span.starts_on, {one.id: one for one in history.objectives}
    key_results = {one.id: one for one in history.key_results}
    rows = [
        Row(
            change.on,
            _turn(change),
            objectives[change.objective_id],
            key_results.get(change.key_result_id or 0),
            change,
        )
        for change in history.changes
        if first < change.on <= on and change.objective_id in objectives
    ]
    for one in history.key_results:
        rows += [
            Row(now.on, Turn.FELL, objectives[one.objective_id], one, was=was, now=now)
            for was, now in _falls(one, on)
            if now.on >= first
        ]
    return tuple(sorted(rows, key=lambda row: row.on, reverse=True))


def _turn(change: ScopeChange) -> Turn:
    if change.deed is not ScopeDeed.CHANGED:
        return Turn(change.deed.value)
    terms = ("start_value", "target_value")
    moved = any(change.before.get(name) != change.after.get(name) for name in terms)
    return Turn.RETARGETED if moved else Turn.CHANGED


def _falls(key_result: KeyResult, on: date) -> list[tuple[CheckIn, CheckIn]]:
    """Return the check-ins that stand further from the target than the one before."""
    if key_result.kind.has_limit:
        return []
    said = [one for one in in_force(key_result.check_ins, on=on) if one.value is not None]
    return [
        (was, now)
        for was, now in zip(said, said[1:], strict=False)
        if score_of_value(key_result, now.value) < score_of_value(key_result, was.value) - FELL_BY
    ]
