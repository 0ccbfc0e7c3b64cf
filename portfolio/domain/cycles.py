"""Cycles (quarters) and the product's sprint calendar: arithmetic on dates, no clock."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.errors import Refused

SPRINT_DAYS = 12  # Monday to the second Friday, both counted
FORTNIGHT = timedelta(days=14)
NAME = re.compile(r"^(\d{4})Q([1-4])$")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `starts_on` to `ends_on`, both counted."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise Refused(f"The end {self.ends_on} lies before the start {self.starts_on}.")

    @property
    def days(self) -> int:
        """How many days the span counts."""
        return (self.ends_on - self.starts_on).days + 1

    def has(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.starts_on <= day <= self.ends_on

    def shared_with(self, other: "Span") -> int:
        """How many days both spans count."""
        first = max(self.starts_on, other.starts_on)
        last = min(self.ends_on, other.ends_on)
        return max(0, (last - first).days + 1)


@dataclass(frozen=True, slots=True)
class Sprint:
    """One sprint of the product's calendar; `number` counts within its cycle."""

    id: int
    cycle_id: int
    number: int
    span: Span

    @property
    def name(self) -> str:
        """S1, S2 ..."""
        return f"S{self.number}"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A quarter that is planned, with its sprints in the order of time."""

    id: int
    name: str
    span: Span
    sprints: tuple[Sprint, ...] = ()
    is_closed: bool = False

    @property
    def label(self) -> str:
        """2027 Q1, as people write it."""
        return f"{self.name[:4]} {self.name[4:]}"

    def elapsed(self, day: date) -> float:
        """The share of the cycle's days that have passed by the end of `day`, 0 to 1."""
        if day < self.span.starts_on:
            return 0.0
        return min(1.0, ((day - self.span.starts_on).days + 1) / self.span.days)

    def day_in_view(self, asked: date, today: date) -> date:
        """Return the day a page of the cycle shows: the one asked for, none to come.

        Before its first day there is nothing to see, but today what has been prepared; after its
        last day some still say how it ended.
        """
        return max(min(asked, today), min(self.span.starts_on, today))

    def weeks_from(self, day: date, weeks: int, today: date) -> date:
        """Return the day so many weeks later, or earlier, as far as it can be in view."""
        return self.day_in_view(day + timedelta(weeks=weeks), today)


def quarter_span(name: str) -> Span:
    """Return the days of a quarter such as `2027Q1`; raise Refused for another name."""
    found = NAME.match(name)
    if not found:
        raise Refused(f"{name!r} is no cycle. Write the year and the quarter, such as 2027Q1.")
    year, quarter = int(found[1]), int(found[2])
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + (quarter == 4), 3 * quarter % 12 + 1, 1)
    return Span(first, after - timedelta(days=1))


def quarter_of(day: date) -> str:
    """Return the name of the quarter that holds the day."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def next_quarter(name: str) -> str:
    """Return the name of the quarter after `name`."""
    return quarter_of(quarter_span(name).ends_on + timedelta(days=1))


def home_quarter(sprint: Span) -> str:
    """Return the quarter that holds most of the sprint's days; a tie goes to the earlier."""
    earlier, later = quarter_of(sprint.starts_on), quarter_of(sprint.ends_on)
    if quarter_span(later).shared_with(sprint) > quarter_span(earlier).shared_with(sprint):
        return later
    return earlier


def sprint_spans(quarter: str, *, known: Sequence[Span] = ()) -> list[Span]:
    """Return the sprints of a quarter, continuing the calendar of those that are `known`.

    The calendar is continuous: two weeks, Monday to the second Friday. Without known sprints it
    begins on the first Monday on or after the quarter's first day.
    """
    anchor = known[-1].starts_on if known else _first_monday(quarter_span(quarter).starts_on)
    span = quarter_span(quarter)
    starts = _fortnights(anchor, span.starts_on - 2 * FORTNIGHT, span.ends_on)
    sprints = (Span(start, start + timedelta(days=SPRINT_DAYS - 1)) for start in starts)
    if not known:
        return [s for s in sprints if s.starts_on >= anchor and home_quarter(s) == quarter]
    return [sprint for sprint in sprints if home_quarter(sprint) == quarter]


def _first_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _fortnights(anchor: date, earliest: date, latest: date) -> Iterator[date]:
    behind = (anchor - earliest) // FORTNIGHT
    start = anchor - behind * FORTNIGHT
    while start <= latest:
        yield start
        start += FORTNIGHT
