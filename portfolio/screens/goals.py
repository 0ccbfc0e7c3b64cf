"""The lines of objectives that the home, progress and team pages share."""

from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.cycles import Span
from portfolio.domain.okrs import Status, score_today, value_on
from portfolio.domain.standing import (
    CycleStanding,
    KeyResultStanding,
    ObjectiveStanding,
    expected_after,
    score_path,
    standing_of,
    weighted_mean,
)
from portfolio.screens.plan_in_view import PlanInView, still_attained
from portfolio.store import okrs
from portfolio.store.unit import Tx

WEEK = timedelta(days=7)
MOST_POINTS = 14  # of a small line
REACHED_FROM = 0.7


@dataclass(frozen=True, slots=True)
class KeyResultLine:
    """A key result in one line."""

    id: int
    code: str
    title: str
    unit: str
    owner: str
    value: float | None
    target: float | None
    score: float | None
    expected: float
    status: Status
    share: float
    heard_on: date | None
    is_stale: bool
    account_id: int | None
    team_id: int | None
    objective_id: int
    value_before: float | None  # a week ago
    score_before: float | None

    @property
    def change(self) -> float:
        """What its score gained in the last week."""
        return (self.score or 0.0) - (self.score_before or 0.0)

    @property
    def at_stake(self) -> float:
        """How much of the cycle's score is behind the expected curve here."""
        return self.share * max(0.0, self.expected - (self.score or 0.0))


@dataclass(frozen=True, slots=True)
class Line:
    """An objective in one line; `number` gives its colour."""

    number: int
    id: int
    code: str
    title: str
    score: float | None
    week_ago: float | None
    after_plan: float | None
    status: Status
    path: tuple[float | None, ...]
    heard_on: date | None
    stale: int
    worst: KeyResultLine | None

    @property
    def change(self) -> float:
        """What the score gained in the last week."""
        return (self.score or 0.0) - (self.week_ago or 0.0)


@dataclass(frozen=True, slots=True)
class Goals:
    """All objectives of a cycle on a day."""

    on: date
    score: float | None
    week_ago: float | None
    after_plan: float | None
    lines: tuple[Line, ...]
    key_results: tuple[KeyResultLine, ...]

    @property
    def change(self) -> float:
        """What the score gained in the last week."""
        return (self.score or 0.0) - (self.week_ago or 0.0)

    def count(self, *statuses: Status) -> int:
        """Return how many objectives have one of the statuses."""
        return sum(line.status in statuses for line in self.lines)

    def with_status(self, *statuses: Status) -> tuple[Line, ...]:
        """Return the objectives with one of the statuses."""
        return tuple(line for line in self.lines if line.status in statuses)

    @property
    def stale(self) -> tuple[KeyResultLine, ...]:
        """The key results without news for too long, the oldest first."""
        stale = (one for one in self.key_results if one.is_stale)
        return tuple(sorted(stale, key=lambda one: one.heard_on or date.min))


def load(tx: Tx, cycle_id: int, *, on: date, plan: PlanInView | None) -> Goals:
    """Read how the cycle's objectives stand, and where the plan's open work would take them."""
    standing = standing_of(okrs.tree(tx, cycle_id, on=on))
    after = expected_after(standing, still_attained(tx, plan, standing)) if plan else None
    lines = tuple(
        _line(standing, one, number, after.objectives.get(one.objective.id) if after else None)
        for number, one in enumerate(standing.objectives, start=1)
    )
    span, before = standing.tree.cycle.span, on - WEEK
    return Goals(
        on=standing.tree.on,
        score=standing.score,
        week_ago=weighted_mean(
            [
                (one.objective.weight, line.week_ago)
                for one, line in zip(standing.objectives, lines, strict=True)
            ]
        ),
        after_plan=after.cycle if after else None,
        lines=lines,
        key_results=tuple(_key_result(one, before, span) for one in standing.every_key_result()),
    )


def _line(
    standing: CycleStanding, one: ObjectiveStanding, number: int, after_plan: float | None
) -> Line:
    objective = one.objective
    span, before = standing.tree.cycle.span, standing.tree.on - WEEK
    path = score_path(standing.tree, objective, _days(standing))
    return Line(
        number=number,
        id=objective.id,
        code=objective.code,
        title=objective.title,
        score=one.score,
        week_ago=path[-2] if len(path) > 1 else None,
        after_plan=after_plan,
        status=one.status,
        path=tuple(path[-MOST_POINTS:]),
        heard_on=one.heard_on,
        stale=one.stale,
        worst=_key_result(one.worst, before, span) if one.worst else None,
    )


def _key_result(one: KeyResultStanding, before: date, span: Span) -> KeyResultLine:
    key_result = one.key_result
    return KeyResultLine(
        id=key_result.id,
        code=key_result.code,
        title=key_result.title,
        unit=key_result.unit,
        owner=key_result.owner,
        value=one.value,
        target=key_result.target,
        score=one.score,
        expected=one.expected,
        status=one.status,
        share=one.share,
        heard_on=one.heard_on,
        is_stale=one.is_stale,
        account_id=key_result.account_id,
        team_id=key_result.team_id,
        objective_id=key_result.objective_id,
        value_before=value_on(key_result, before),
        score_before=score_today(key_result, before, span) if span.has(before) else None,
    )


def _days(standing: CycleStanding) -> list[date]:
    """A day a week, back from the last known one to the cycle's first."""
    span = standing.tree.cycle.span
    day = min(standing.tree.on, span.ends_on)
    days = [day]
    while days[-1] - WEEK >= span.starts_on:
        days.append(days[-1] - WEEK)
    return days[::-1]
