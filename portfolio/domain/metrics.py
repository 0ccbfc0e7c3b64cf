"""The delivery metrics a key result may be measured by, and the two factors they are of."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portfolio.domain.cycles import Span
from portfolio.domain.delivery import WEEK, monday

SUNDAY = timedelta(days=6)


class Factor(StrEnum):
    """What a metric speaks of: how much gets through, or how much of it breaks."""

    THROUGHPUT = "throughput"
    INSTABILITY = "instability"

    @property
    def other(self) -> "Factor":
        """The factor that must not suffer for this one."""
        return Factor.INSTABILITY if self is Factor.THROUGHPUT else Factor.THROUGHPUT


class TimeUnit(StrEnum):
    """The unit of a metric that is a time."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"

    @property
    def per_hour(self) -> float:
        """How many of these an hour has."""
        return {"minutes": 60.0, "hours": 1.0, "days": 1 / 24}[self.value]


@dataclass(frozen=True, slots=True)
class Metric:
    """A delivery metric: its factor, whether more is better, and whether it is a time or share."""

    name: str
    factor: Factor
    more_is_better: bool = False
    is_time: bool = False
    is_share: bool = False


METRICS = {
    one.name: one
    for one in (
        Metric("deployments_per_week", Factor.THROUGHPUT, more_is_better=True),
        Metric("deployment_frequency", Factor.THROUGHPUT, more_is_better=True),
        Metric("lead_time_hours", Factor.THROUGHPUT, is_time=True),
        Metric("recovery_hours", Factor.THROUGHPUT, is_time=True),
        Metric("change_fail_rate", Factor.INSTABILITY, is_share=True),
        Metric("rework_rate", Factor.INSTABILITY, is_share=True),
    )
}


@dataclass(frozen=True, slots=True)
class Window:
    """The complete ISO weeks that a value is of; it is about the Sunday of the last."""

    weeks: tuple[date, ...]

    @property
    def on(self) -> date:
        """The day that the value is about."""
        return self.weeks[-1] + SUNDAY


def last_complete_week(today: date) -> date:
    """Return the Monday of the newest ISO week that is over."""
    return monday(today) - WEEK


def window_ending(last_week: date, *, weeks: int | None, span: Span) -> Window | None:
    """Return the window whose last week begins on this Monday.

    Without a number of weeks it has all since the quarter's first day; None where no week of the
    quarter is complete yet.
    """
    if weeks is not None:
        return Window(tuple(last_week - WEEK * n for n in reversed(range(weeks))))
    first = monday(span.starts_on + SUNDAY)  # the first Monday on or after the first day
    count = (last_week - first).days // 7 + 1
    return Window(tuple(first + WEEK * n for n in range(count))) if count > 0 else None
