"""Objectives and key results in a line each, as the home, progress and team pages share them."""

from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.forecasts import Forecast, Record
from portfolio.domain.odds import chance_below, shortfall
from portfolio.domain.okrs import MET_FROM, CheckIn, Status

WEEK = timedelta(days=7)
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


def change_of(now: Forecast | None, before: Forecast | None) -> float | None:
    """Return by how much the middle of a forecast moved; None where one of them is missing."""
    return now.middle - before.middle if now and before else None


def _danger(line: Line) -> tuple[int, float]:
    outlook = line.forecast.middle if line.forecast else (line.score or 0.0)
    return (-line.status.badness, outlook)
