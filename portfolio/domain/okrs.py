"""Objectives, key results and check-ins: what they hold, and what each scores on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from portfolio.domain.cycles import Cycle, Span
from portfolio.domain.rhythm import WEEKLY, Rhythm

TOO_EARLY_BEFORE = 0.15  # of the cycle
ON_TRACK_FROM, AT_RISK_FROM = 0.7, 0.4
MET_FROM = {True: 0.7, False: 1.0}  # by whether the key result is aspirational
NEAR = 1e-9  # so that 0.7 of an expected 0.5 is met by 0.35


class Kind(StrEnum):
    """How a key result is measured."""

    INCREASE = "increase"
    DECREASE = "decrease"
    MILESTONE = "milestone"
    STAY_ABOVE = "stay_above"
    STAY_BELOW = "stay_below"
    KEEP_IN_RANGE = "keep_in_range"  # from the start value to the target value
    BASELINE_FIRST = "baseline_first"

    @property
    def has_limit(self) -> bool:
        """Whether it is about staying inside a limit rather than reaching a target."""
        return self in (Kind.STAY_ABOVE, Kind.STAY_BELOW, Kind.KEEP_IN_RANGE)


class Status(StrEnum):
    """Where a score stands against what was expected, or at the closing of its cycle."""

    TOO_EARLY = "too_early"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    REACHED = "reached"  # closed with 0.7 or more
    PARTLY = "partly"  # closed with 0.4 or more
    BELOW = "below"
    UNKNOWN = "unknown"  # there is no score yet

    @property
    def badness(self) -> int:
        """0 for good or not known, 1 for a warning, 2 for bad."""
        bad = (Status.OFF_TRACK, Status.BELOW)
        return 2 if self in bad else int(self in (Status.AT_RISK, Status.PARTLY))


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What was said about a key result for a day; a corrected one names what replaced it."""

    id: int
    on: date
    value: float | None
    made_at: datetime
    score: float | None = None
    confidence: float | None = None
    note: str = ""
    account_id: int | None = None
    replaced_by: int | None = None
    source: str | None = None  # what measured it; None: a person said it

    @property
    def is_late(self) -> bool:
        """Whether it was made more than a day after the day it is about."""
        return is_told_late(self.on, self.made_at)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a milestone."""

    id: int
    title: str
    weight: float = 1.0
    done_on: date | None = None
    position: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Phase:
    """The value that is expected by a day, where the way to the target is no straight line."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A key result with its steps and check-ins, these in the order of their days."""

    id: int
    objective_id: int
    code: str
    title: str
    kind: Kind
    start_value: float | None = None
    target_value: float | None = None
    unit: str = ""
    owner: str = ""
    account_id: int | None = None
    team_id: int | None = None
    phases: tuple[Phase, ...] = ()
    weight: float = 1.0
    aspirational: bool = False
    position: int = 0
    struck_on: date | None = None
    version: int = 1
    rhythm: Rhythm = WEEKLY  # of its team, else of its objective's
    carried_from_id: int | None = None  # the same one in the cycle before
    grade: float | None = None  # given at the closing, where it differs from the score
    steps: tuple[Step, ...] = ()
    check_ins: tuple[CheckIn, ...] = field(default=(), repr=False)

    @property
    def has_steps(self) -> bool:
        """Whether it is a milestone that is measured by its steps."""
        return self.kind is Kind.MILESTONE and bool(self.steps)

    @property
    def target(self) -> float | None:
        """The value at which it scores 1: a milestone's is the weight of all its steps."""
        if self.has_steps:
            return sum(step.weight for step in self.steps)
        if self.kind is Kind.MILESTONE and self.target_value is None:
            return 1.0
        return self.target_value

    @property
    def start(self) -> float | None:
        """The value at which it scores 0; where none was given, the first that was checked in."""
        if self.kind is Kind.MILESTONE:
            return 0.0 if self.has_steps or self.start_value is None else self.start_value
        if self.start_value is not None or self.kind is Kind.BASELINE_FIRST:
            return self.start_value
        known = (one.value for one in in_force(self.check_ins) if one.value is not None)
        return next(known, None)


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective with its key results and the objectives under it."""

    id: int
    cycle_id: int
    code: str
    title: str
    parent_id: int | None = None
    owner: str = ""
    area_id: int | None = None
    team_id: int | None = None
    weight: float = 1.0
    position: int = 0
    struck_on: date | None = None
    version: int = 1
    carried_from_id: int | None = None
    supports: tuple[int, ...] = ()  # objectives it serves without being a part of them
    closing_note: str = ""
    key_results: tuple[KeyResult, ...] = ()
    children: tuple["Objective", ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """The objectives of a cycle as they stand on a day."""

    cycle: Cycle
    on: date
    objectives: tuple[Objective, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the cycle is judged as closed: from the end of its last day, or when it was."""
        return self.cycle.is_closed or self.on >= self.cycle.span.ends_on

    def every_objective(self) -> tuple[Objective, ...]:
        """Return all objectives, each before those under it."""
        return tuple(_flat(self.objectives))

    def every_key_result(self) -> tuple[KeyResult, ...]:
        """Return all key results in the order of the tree."""
        return tuple(one for objective in self.every_objective() for one in objective.key_results)


def is_told_late(on: date, made_at: datetime) -> bool:
    """Whether something is said more than a day after the day it is about."""
    return made_at.date() > on + timedelta(days=1)


def in_force(check_ins: Iterable[CheckIn], *, on: date | None = None) -> list[CheckIn]:
    """Return the check-ins that were not corrected, until `on`, in the order of their days."""
    kept = (one for one in check_ins if one.replaced_by is None)
    return sorted(
        (one for one in kept if on is None or one.on <= on),
        key=lambda one: (one.on, one.made_at, one.id),
    )


def latest_check_in(key_result: KeyResult, on: date) -> CheckIn | None:
    """Return the check-in that counts on a day."""
    known = in_force(key_result.check_ins, on=on)
    return known[-1] if known else None


def heard_on(key_result: KeyResult, on: date) -> date | None:
    """Return the day of the latest news: a check-in or a step that was done."""
    latest = latest_check_in(key_result, on)
    days = [one.done_on for one in key_result.steps if one.done_on and one.done_on <= on]
    return max([*days, *([latest.on] if latest else [])], default=None)


def is_stale(key_result: KeyResult, on: date, span: Span) -> bool:
    """Whether nothing was heard for longer than the rhythm of the team and its grace allow.

    Without a rhythm that is 14 days of the cycle; a milestone with all its steps done is never.
    """
    if has_nothing_to_tell(key_result, on):
        return False
    since = max(heard_on(key_result, on) or span.starts_on, span.starts_on)
    return (min(on, span.ends_on) - since).days > key_result.rhythm.stale_after


def due_on(key_result: KeyResult, on: date, span: Span) -> date | None:
    """Return the day of the cycle by which the next check-in is expected; None for no more."""
    if key_result.struck_on is not None or has_nothing_to_tell(key_result, on):
        return None
    since = max(heard_on(key_result, on) or span.starts_on, span.starts_on)
    due = key_result.rhythm.due_after(since)
    return due if due <= span.ends_on else None


def has_nothing_to_tell(key_result: KeyResult, on: date) -> bool:
    """Whether every step of a milestone is done."""
    steps = key_result.steps if key_result.has_steps else ()
    return bool(steps) and all(one.done_on is not None and one.done_on <= on for one in steps)


def value_on(key_result: KeyResult, on: date) -> float | None:
    """Return the value that counts on a day; of a milestone the weight of the steps done."""
    if key_result.has_steps:
        return sum(one.weight for one in key_result.steps if one.done_on and one.done_on <= on)
    latest = latest_check_in(key_result, on)
    return None if latest is None else _value_of(key_result, latest)


def score_today(key_result: KeyResult, on: date, span: Span) -> float | None:
    """Return the score, 0 to 1, on a day of the cycle; None until a baseline stands."""
    if key_result.kind is Kind.BASELINE_FIRST and key_result.start_value is None:
        return None
    if key_result.kind.has_limit:
        return _share_inside(key_result, on, span)
    latest = None if key_result.has_steps else latest_check_in(key_result, on)
    if latest is not None and latest.value is None and latest.score is not None:
        return _clamp(latest.score)
    return score_of_value(key_result, value_on(key_result, on))


def score_of_value(key_result: KeyResult, value: float | None) -> float:
    """Return what a value scores between start and target; 0 where one of them is missing."""
    start, target = key_result.start, key_result.target
    if value is None or start is None or target is None:
        return 0.0
    if start == target:
        falls = key_result.kind is Kind.DECREASE
        return float(value <= target if falls else value >= target)
    return _clamp((value - start) / (target - start))


def expected_score(key_result: KeyResult, on: date, span: Span) -> float:
    """Return the score that is expected on a day: a straight line, or through the phases."""
    if not key_result.phases or key_result.kind.has_limit:
        return _elapsed(on, span)
    points = [(span.starts_on - timedelta(days=1), 0.0)]
    points += [
        (one.on, score_of_value(key_result, one.value))
        for one in sorted(key_result.phases, key=lambda phase: phase.on)
        if span.has(one.on)
    ]
    if points[-1][0] < span.ends_on:
        points.append((span.ends_on, 1.0))
    return _along(points, on)


def expected_value(key_result: KeyResult, on: date, span: Span) -> float | None:
    """Return the value that the expected curve has on a day; None where there is no such line."""
    start, target = key_result.start, key_result.target
    if key_result.kind.has_limit or start is None or target is None:
        return None
    return start + expected_score(key_result, on, span) * (target - start)


def status_of(score: float | None, expected: float, elapsed: float) -> Status:
    """Return the status while the cycle runs."""
    if score is None:
        return Status.UNKNOWN
    if elapsed < TOO_EARLY_BEFORE:
        return Status.TOO_EARLY
    if score + NEAR >= ON_TRACK_FROM * expected:
        return Status.ON_TRACK
    return Status.AT_RISK if score + NEAR >= AT_RISK_FROM * expected else Status.OFF_TRACK


def closing_status(score: float | None) -> Status:
    """Return the status at the closing of the cycle."""
    if score is None:
        return Status.UNKNOWN
    if score + NEAR >= ON_TRACK_FROM:
        return Status.REACHED
    return Status.PARTLY if score + NEAR >= AT_RISK_FROM else Status.BELOW


def is_met(key_result: KeyResult, score: float | None) -> bool:
    """Whether the score counts as met: 0.7 for an aspirational key result, 1 for a committed."""
    return score is not None and score + NEAR >= MET_FROM[key_result.aspirational]


def gap(key_result: KeyResult, on: date) -> float:
    """Return the distance still to go, in the key result's unit; 0 where there is none.

    For the kinds with a limit it is the distance back to the limit. Without a target, or before
    the baseline, there is nothing to measure a distance to: 0.
    """
    target, value = key_result.target, value_on(key_result, on)
    if key_result.kind.has_limit:
        return 0.0 if value is None else _outside(key_result, value)
    start = key_result.start
    if target is None or start is None:
        return 0.0
    value = start if value is None else value
    return 0.0 if score_of_value(key_result, value) >= 1 else abs(target - value)


def _flat(objectives: Iterable[Objective]) -> Iterable[Objective]:
    for one in objectives:
        yield one
        yield from _flat(one.children)


def _value_of(key_result: KeyResult, check_in: CheckIn) -> float | None:
    start, target = key_result.start, key_result.target
    if check_in.value is not None or check_in.score is None or start is None or target is None:
        return check_in.value
    return start + check_in.score * (target - start)


def _share_inside(key_result: KeyResult, on: date, span: Span) -> float:
    last = min(on, span.ends_on)
    if last < span.starts_on:
        return 0.0
    known = in_force(key_result.check_ins, on=last)
    inside = 0
    for place, one in enumerate(known):
        until = known[place + 1].on if place + 1 < len(known) else last + timedelta(days=1)
        if one.value is not None and _outside(key_result, one.value) == 0:
            inside += max(0, (until - max(one.on, span.starts_on)).days)
    return inside / ((last - span.starts_on).days + 1)


def _outside(key_result: KeyResult, value: float) -> float:
    low, high = _limits(key_result)
    below = low - value if low is not None else 0.0
    above = value - high if high is not None else 0.0
    return max(below, above, 0.0)


def _limits(key_result: KeyResult) -> tuple[float | None, float | None]:
    if key_result.kind is Kind.STAY_ABOVE:
        return key_result.target_value, None
    if key_result.kind is Kind.STAY_BELOW:
        return None, key_result.target_value
    return key_result.start_value, key_result.target_value


def _elapsed(on: date, span: Span) -> float:
    return _clamp(((on - span.starts_on).days + 1) / span.days)


def _along(points: list[tuple[date, float]], on: date) -> float:
    if on <= points[0][0]:
        return points[0][1]
    for (before, low), (after, high) in zip(points, points[1:], strict=False):
        if on <= after:
            return low + (high - low) * ((on - before).days / (after - before).days)
    return points[-1][1]


def _clamp(share: float) -> float:
    return min(1.0, max(0.0, share))
