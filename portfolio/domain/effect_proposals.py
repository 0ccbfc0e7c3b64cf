"""What finished epics seem to have moved, proposed from their key result's own path."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from portfolio.domain.effects import SEEN_AFTER, FinishedEpic
from portfolio.domain.okrs import KeyResult, Kind, in_force, value_on

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An epic's part of what its key result moved from the day before it was finished on.

    `before` and `after` are the key result's values on those days, `observed` the way between
    them towards the target, `others` the epics that share it.
    """

    seen_from_on: date
    seen_until_on: date
    before: float | None
    after: float | None
    amount: float = 0.0
    observed: float = 0.0
    others: tuple[str, ...] = field(default=())

    def basis(self) -> dict[str, Any]:
        """Return how the figure came about, for the record."""
        return {
            "from": self.seen_from_on.isoformat(),
            "until": self.seen_until_on.isoformat(),
            "before": self.before,
            "after": self.after,
            "observed": self.observed,
            "others": list(self.others),
        }


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals by item; `elsewhere` is what the key result moved while no epic had ended."""

    by_item: dict[int, Proposal]
    elsewhere: float
    moved: float


def proposals(key_result: KeyResult, finished: Sequence[FinishedEpic], *, on: date) -> Proposals:
    """Share out what the key result moved until a day among the epics that ended before.

    Each step from one day with news to the next goes to the epics that were finished within the
    28 days before it, in proportion to what was expected of them. So the proposals add up to what
    was observed, and none is larger than what there is.
    """
    steps = _steps(key_result, on)
    windows = {
        one.item_id: found
        for one in finished
        if one.finished_on is not None and (found := _window(one.finished_on, steps))
    }
    known = {
        one.item_id: _empty(key_result, *windows[one.item_id])
        for one in finished
        if one.item_id in windows
    }
    elsewhere = 0.0
    for day, moved in steps:
        sharing = [
            one for one in finished if one.item_id in windows and _has(windows[one.item_id], day)
        ]
        if not sharing:
            elsewhere += moved
        for one, share in zip(sharing, _shares(sharing), strict=True):
            known[one.item_id] = _with(
                known[one.item_id], one, sharing, moved=moved * share, of=moved
            )
    return Proposals(known, elsewhere, sum(moved for _day, moved in steps))


def towards_target(key_result: KeyResult, value: float) -> float:
    """Return how far a value lies on the way to the target, in the key result's unit.

    Only differences of it mean anything.
    """
    kind, start, target = key_result.kind, key_result.start, key_result.target
    if kind is Kind.KEEP_IN_RANGE:
        low, high = key_result.start_value, key_result.target_value
        below = low - value if low is not None else 0.0
        above = value - high if high is not None else 0.0
        return -max(below, above, 0.0)
    falls = kind in (Kind.DECREASE, Kind.STAY_BELOW)
    if kind is Kind.BASELINE_FIRST and start is not None and target is not None:
        falls = target < start
    return -value if falls else value


def _steps(key_result: KeyResult, on: date) -> list[tuple[date, float]]:
    """Return each day with news and what it moved, the first against the start."""
    days = {one.on for one in in_force(key_result.check_ins, on=on)}
    if key_result.has_steps:
        days |= {one.done_on for one in key_result.steps if one.done_on and one.done_on <= on}
    before = None if key_result.kind.has_limit else key_result.start
    found = []
    for day in sorted(days):
        value = value_on(key_result, day)
        if value is None:
            continue
        if before is not None:
            moved = towards_target(key_result, value) - towards_target(key_result, before)
            found.append((day, moved))
        else:
            found.append((day, 0.0))
        before = value
    return found


def _window(finished_on: date, steps: Sequence[tuple[date, float]]) -> tuple[date, date] | None:
    """Return from when to when an epic's effect is looked for: to the first news at least."""
    after = [day for day, _moved in steps if day >= finished_on]
    if not after:
        return None
    until = max(finished_on + SEEN_AFTER, after[0])
    return finished_on, max(day for day in after if day <= until)


def _has(window: tuple[date, date], day: date) -> bool:
    return window[0] <= day <= window[1]


def _empty(key_result: KeyResult, first: date, until: date) -> Proposal:
    before = value_on(key_result, first - DAY)
    return Proposal(
        seen_from_on=first - DAY,
        seen_until_on=until,
        before=key_result.start if before is None and not key_result.kind.has_limit else before,
        after=value_on(key_result, until),
    )


def _shares(sharing: Sequence[FinishedEpic]) -> list[float]:
    total = sum(one.expected for one in sharing)
    if total <= 0:
        return [1 / len(sharing) for _one in sharing]
    return [one.expected / total for one in sharing]


def _with(
    known: Proposal,
    epic: FinishedEpic,
    sharing: Sequence[FinishedEpic],
    *,
    moved: float,
    of: float,
) -> Proposal:
    others = {*known.others, *(one.key for one in sharing if one.item_id != epic.item_id)}
    return replace(
        known,
        amount=known.amount + moved,
        observed=known.observed + of,
        others=tuple(sorted(others)),
    )
