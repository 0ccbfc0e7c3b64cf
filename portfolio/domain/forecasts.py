"""Forecasts as they are stored and shown: a band for a day, and the record of a kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any

from portfolio.domain.errors import Refused

CHANCES = (0.1, 0.15, 0.25, 0.5, 0.75, 0.85, 0.9)  # of a forecast's quantiles
ENOUGH_CLOSED = 30  # closed forecasts of a kind before its record says anything


class Kind(StrEnum):
    """What a forecast is about; only forecasts of one kind share a record."""

    EPIC = "epic"  # the day it is done; the subject is the epic's item
    TEAM = "team"  # work delivered from that day until the quarter's end, of a team
    AREA = "area"  # of an area
    PRODUCT = "product"  # of all teams; the subject is the cycle
    OBJECTIVE_WORK = "objective_work"  # of the epics behind an objective
    TEAM_SOON = "team_soon"  # work delivered in the next four weeks, of a team
    PRODUCT_SOON = "product_soon"  # of all teams
    KEY_RESULT = "key_result"  # its value on the quarter's last day
    KEY_RESULT_SCORE = "key_result_score"
    OBJECTIVE = "objective"  # its score on the quarter's last day
    CYCLE = "cycle"  # the organisation's score on that day


class Unit(StrEnum):
    """What a forecast counts; units are never mixed."""

    POINTS = "points"
    ITEMS = "items"
    EPICS = "epics"
    SCORE = "score"
    VALUE = "value"  # in the key result's own unit
    DAYS = "days"  # from the day it was made


@dataclass(frozen=True, slots=True)
class Forecast:
    """A band for one subject as it was made: `quantiles` of CHANCES in `unit`.

    An epic's quantiles are days after `made_on`; one beyond `until_on` is not told more closely.
    """

    kind: Kind
    subject_id: int
    unit: Unit
    made_on: date  # a Monday, but for one made by hand
    until_on: date  # the day it is about; of an epic the last day that was looked at
    quantiles: tuple[float, ...]
    cycle_id: int = 0
    basis: Mapping[str, Any] = field(default_factory=dict)  # what it rests on, in plain figures
    actual: float | None = None  # what came of it
    closed_on: date | None = None
    id: int = 0
    made_at: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.quantiles) != len(CHANCES):
            raise Refused(f"A forecast has {len(CHANCES)} quantiles, not {len(self.quantiles)}.")

    @property
    def low(self) -> float:
        """The lower end of the 80 % band."""
        return self.quantiles[0]

    @property
    def middle(self) -> float:
        """The half-half value."""
        return self.quantiles[3]

    @property
    def sure(self) -> float:
        """The value that is reached with 85 %: of work p15, of an epic's days p85."""
        return self.quantiles[5] if self.unit is Unit.DAYS else self.quantiles[1]

    @property
    def middle_on(self) -> date | None:
        """The day by which an epic is as likely done as not; None beyond the last day seen."""
        return self._day(self.middle)

    @property
    def sure_on(self) -> date | None:
        """The day by which an epic is done with 85 %; None beyond the last day seen."""
        return self._day(self.sure)

    @property
    def last_on(self) -> date | None:
        """The last day of its band; None where an epic's is beyond the last day seen."""
        return self._day(self.high) if self.unit is Unit.DAYS else self.until_on

    @property
    def high(self) -> float:
        """The upper end of the 80 % band."""
        return self.quantiles[-1]

    @property
    def held(self) -> bool | None:
        """Whether the 80 % band held; None while it is open."""
        return None if self.actual is None else self.low <= self.actual <= self.high

    @property
    def kept(self) -> bool | None:
        """Whether the 85 % figure came true; None while it is open."""
        if self.actual is None:
            return None
        return self.actual <= self.sure if self.unit is Unit.DAYS else self.actual >= self.sure

    def _day(self, days: float) -> date | None:
        on = self.made_on + timedelta(days=ceil(days))
        return on if on <= self.until_on else None


@dataclass(frozen=True, slots=True)
class Record:
    """How forecasts of a kind came true: `inside` of `closed` fell into their 80 % band.

    `windows` are those that share no day and subject: misses of one window count once.
    """

    kind: Kind
    closed: int
    inside: int
    windows: int
    safe: int = 0  # of the closed: the 85 % figure came true

    @property
    def is_checked(self) -> bool:
        """Whether there are enough closed forecasts to say anything."""
        return self.closed >= ENOUGH_CLOSED

    @property
    def share(self) -> float | None:
        """The share of bands that held; None while too few are closed."""
        return self.inside / self.closed if self.is_checked else None

    @property
    def safe_share(self) -> float | None:
        """The share of 85 % figures that came true; None while too few are closed."""
        return self.safe / self.closed if self.is_checked else None


def record_of(kind: Kind, made: Iterable[Forecast], *, on: date) -> Record:
    """Return how forecasts of a kind came true, whatever their order, as known on a day.

    Of several made on one day for one subject the newest counts. An epic's counts once the last
    day of its band is over, done or not: else only those that were done fast would be counted.
    Windows: for each subject as many as can be chosen without a day in common.
    """
    newest: dict[tuple[int, int, date], Forecast] = {}
    for one in sorted(made, key=lambda one: one.id):
        if one.kind is kind and _is_over(one, on):
            newest[one.cycle_id, one.subject_id, one.made_on] = one
    counted = list(newest.values())
    return Record(
        kind,
        closed=len(counted),
        inside=sum(one.held is True for one in counted),
        windows=_windows(counted),
        safe=sum(one.kept is True for one in counted),
    )


def _is_over(one: Forecast, on: date) -> bool:
    if one.unit is not Unit.DAYS:
        return one.actual is not None
    last = one.last_on
    is_dropped = one.closed_on is not None and one.actual is None
    return last is not None and last < on and not is_dropped


def _windows(forecasts: Iterable[Forecast]) -> int:
    """Count the spans that share no day, of each subject the most there are."""
    last: dict[int, date] = {}
    count = 0
    for one in sorted(forecasts, key=lambda one: (_end(one), one.made_on)):
        if one.subject_id not in last or one.made_on > last[one.subject_id]:
            last[one.subject_id] = _end(one)
            count += 1
    return count


def _end(one: Forecast) -> date:
    last = one.last_on or one.until_on
    return min(one.closed_on or last, last)
