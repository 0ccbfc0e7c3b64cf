"""The lines of objectives that the home, progress and team pages share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.forecasts import Forecast, Kind, Record
from portfolio.domain.odds import chance_below, shortfall
from portfolio.domain.okrs import MET_FROM, CheckIn, Status, expected_value, score_today, value_on
from portfolio.domain.standing import (
    CycleStanding,
    ExpectedScores,
    KeyResultStanding,
    ObjectiveStanding,
    expected_after,
    score_path,
    standing_of,
    weighted_mean,
)
from portfolio.screens.plan_in_view import PlanInView, still_attained
from portfolio.store import forecasts, okrs
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
    is_aspirational: bool = False
    expected_value: float | None = None  # what the curve has on the day
    confidence: float | None = None
    latest: CheckIn | None = None
    falling: int = 0  # weeks running in which the score fell
    forecast: Forecast | None = None  # of its score at the quarter's end
    forecast_before: Forecast | None = None  # as it was known a week ago
    value_forecast: Forecast | None = None  # of its value on that day

    @property
    def change(self) -> float:
        """What its score gained in the last week."""
        return (self.score or 0.0) - (self.score_before or 0.0)

    @property
    def forecast_change(self) -> float | None:
        """What its forecast gained in the last week; None where there was none then."""
        return change_of(self.forecast, self.forecast_before)

    @property
    def met_from(self) -> float:
        """The score that counts as met."""
        return MET_FROM[self.is_aspirational]

    @property
    def miss(self) -> float | None:
        """How likely it is not met at the quarter's end; None without a forecast."""
        if self.forecast is None:
            return None
        met = self.forecast.basis.get("chance")  # of the draws that the band was made of
        if isinstance(met, int | float):
            return 1 - float(met)
        return chance_below(self.forecast, self.met_from)

    @property
    def at_stake(self) -> float:
        """How much of the cycle's score is lost here on average.

        That is by the forecast, to what counts as met; without one, behind the expected curve.
        """
        if self.forecast:
            return self.share * shortfall(self.forecast, self.met_from)
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
    key_result_ids: tuple[int, ...] = ()  # of the whole branch
    share: float = 0.0  # of the cycle's score
    confidence: float | None = None  # the owners', apart from the progress
    forecast: Forecast | None = None  # of the score at the quarter's end
    forecast_before: Forecast | None = None  # as it was known a week ago

    @property
    def change(self) -> float:
        """What the score gained in the last week."""
        return (self.score or 0.0) - (self.week_ago or 0.0)

    @property
    def forecast_change(self) -> float | None:
        """What the forecast gained in the last week; None where there was none then."""
        return change_of(self.forecast, self.forecast_before)

    @property
    def will_miss(self) -> bool:
        """Whether nine of ten forecast outcomes stay below what counts as reached."""
        return self.forecast is not None and self.forecast.high < REACHED_FROM

    @property
    def is_in_danger(self) -> bool:
        """Whether somebody has to do something: it is behind, or its forecast is."""
        is_behind = self.status in (Status.OFF_TRACK, Status.AT_RISK)
        is_open = self.status in (Status.ON_TRACK, Status.TOO_EARLY)
        return is_behind or (is_open and self.will_miss)


@dataclass(frozen=True, slots=True)
class Goals:
    """All objectives of a cycle on a day."""

    on: date
    score: float | None
    week_ago: float | None
    after_plan: float | None
    lines: tuple[Line, ...]
    key_results: tuple[KeyResultLine, ...]
    forecast: Forecast | None = None
    forecast_before: Forecast | None = None
    record: Record | None = None  # of forecasts of objectives

    @property
    def forecast_change(self) -> float | None:
        """What the forecast of the whole gained in the last week."""
        return change_of(self.forecast, self.forecast_before)

    @property
    def in_danger(self) -> tuple[Line, ...]:
        """The objectives that are behind or will be, the worst first."""
        found = (line for line in self.lines if line.is_in_danger)
        return tuple(sorted(found, key=_danger))

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


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The newest forecasts of a cycle on a day, those of a week before, and a record."""

    now: Mapping[tuple[Kind, int], Forecast]
    before: Mapping[tuple[Kind, int], Forecast]
    record: Record | None = None

    def both(self, kind: Kind, subject_id: int) -> tuple[Forecast | None, Forecast | None]:
        """Return a subject's forecast now and a week before."""
        key = (kind, subject_id)
        return self.now.get(key), self.before.get(key)


def foreseen(tx: Tx, cycle_id: int, *, on: date) -> Foreseen:
    """Read what was forecast by a day, in three queries."""
    return Foreseen(
        forecasts.latest(tx, cycle_id, on=on),
        forecasts.latest(tx, cycle_id, on=on - WEEK),
        forecasts.record(tx, Kind.OBJECTIVE, on=on),
    )


def change_of(now: Forecast | None, before: Forecast | None) -> float | None:
    """Return by how much the middle of a forecast moved; None where one of them is missing."""
    return now.middle - before.middle if now and before else None


def load(
    tx: Tx, cycle_id: int, *, on: date, plan: PlanInView | None, known: Foreseen | None = None
) -> Goals:
    """Read how the cycle's objectives stand, and where the plan's open work would take them."""
    standing = standing_of(okrs.tree(tx, cycle_id, on=on))
    after = expected_after(standing, still_attained(tx, plan, standing)) if plan else None
    return goals_of(standing, known or foreseen(tx, cycle_id, on=on), after)


def goals_of(standing: CycleStanding, known: Foreseen, after: ExpectedScores | None) -> Goals:
    """Return the lines of what was read already."""
    own = {
        one.key_result.id: _key_result(one, standing, known) for one in standing.every_key_result()
    }
    expected = after.objectives if after else {}
    lines = tuple(
        _line(standing, one, number, own, known=known, after=expected)
        for number, one in enumerate(standing.objectives, start=1)
    )
    now, before = known.both(Kind.CYCLE, standing.tree.cycle.id)
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
        key_results=tuple(own.values()),
        forecast=now,
        forecast_before=before,
        record=known.record,
    )


def _line(
    standing: CycleStanding,
    one: ObjectiveStanding,
    number: int,
    own: Mapping[int, KeyResultLine],
    *,
    known: Foreseen,
    after: Mapping[int, float],
) -> Line:
    objective = one.objective
    path = score_path(standing.tree, objective, _days(standing))
    now, before = known.both(Kind.OBJECTIVE, objective.id)
    return Line(
        number=number,
        id=objective.id,
        code=objective.code,
        title=objective.title,
        score=one.score,
        week_ago=path[-2] if len(path) > 1 else None,
        after_plan=after.get(objective.id),
        status=one.status,
        path=tuple(path[-MOST_POINTS:]),
        heard_on=one.heard_on,
        stale=one.stale,
        worst=own[one.worst.key_result.id] if one.worst else None,
        key_result_ids=tuple(each.key_result.id for each in one.every_key_result()),
        share=one.share,
        confidence=one.confidence,
        forecast=now,
        forecast_before=before,
    )


def _key_result(one: KeyResultStanding, standing: CycleStanding, known: Foreseen) -> KeyResultLine:
    key_result, tree = one.key_result, standing.tree
    span, before = tree.cycle.span, tree.on - WEEK
    now, then = known.both(Kind.KEY_RESULT_SCORE, key_result.id)
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
        is_aspirational=key_result.aspirational,
        expected_value=expected_value(key_result, tree.on, span),
        confidence=one.confidence,
        latest=one.latest,
        falling=_falling(score_path(tree, key_result, _days(standing))),
        forecast=now,
        forecast_before=then,
        value_forecast=known.now.get((Kind.KEY_RESULT, key_result.id)),
    )


def _falling(path: Sequence[float | None]) -> int:
    """Return in how many weeks running, until the last, a score fell."""
    weeks = 0
    for after, before in zip(path[::-1], path[-2::-1], strict=False):
        if after is None or before is None or after >= before:
            break
        weeks += 1
    return weeks


def _danger(line: Line) -> tuple[int, float]:
    outlook = line.forecast.middle if line.forecast else (line.score or 0.0)
    return (-line.status.badness, outlook)


def _days(standing: CycleStanding) -> list[date]:
    """A day a week, back from the last known one to the cycle's first."""
    span = standing.tree.cycle.span
    day = min(standing.tree.on, span.ends_on)
    days = [day]
    while days[-1] - WEEK >= span.starts_on:
        days.append(days[-1] - WEEK)
    return days[::-1]
