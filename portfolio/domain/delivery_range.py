"""The whole ISO weeks that a delivery page shows."""

from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.cycles import Span
from portfolio.domain.delivery import WEEK, complete_weeks, monday, weeks_between
from portfolio.domain.errors import Refused

USUAL_WEEKS = 26
MOST_WEEKS = 530  # ten years
SUNDAY = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class WeekRange:
    """Weeks from one Monday to another, both counted; the last may still run today."""

    first_week: date
    last_week: date
    today: date

    @property
    def days(self) -> Span:
        """Its days, from the first Monday to the last Sunday."""
        return Span(self.first_week, self.last_week + SUNDAY)

    @property
    def weeks(self) -> list[date]:
        """Every Monday."""
        return weeks_between(self.first_week, self.last_week)

    @property
    def over(self) -> Span:
        """The days that are over; today's is not."""
        last = min(self.last_week + SUNDAY, self.today - timedelta(days=1))
        return Span(self.first_week, max(self.first_week, last))

    @property
    def complete(self) -> list[date]:
        """The Mondays of the weeks that are over."""
        return complete_weeks(
            self.first_week, min(self.last_week + SUNDAY, self.today - timedelta(days=1))
        )

    @property
    def running(self) -> date | None:
        """The week of today, where it is shown."""
        week = monday(self.today)
        return week if self.first_week <= week <= self.last_week else None


def range_of(first_on: date | None, last_on: date | None, *, today: date) -> WeekRange:
    """Return the weeks that hold these days; without them the 26 weeks that ended last.

    Raises Refused for a range that ends before it begins, or has more than ten years.
    """
    this_week = monday(today)
    if first_on is None and last_on is None:
        return WeekRange(this_week - USUAL_WEEKS * WEEK, this_week - WEEK, today)
    last_week = min(monday(last_on), this_week) if last_on else this_week - WEEK
    first_week = monday(first_on) if first_on else last_week - (USUAL_WEEKS - 1) * WEEK
    if first_on and last_on and last_on < first_on:
        raise Refused(
            f"The range ends on {last_on}, before it begins on {first_on}.",
            {"to": "Choose a later day."},
        )
    if first_week > last_week:
        first_week = last_week
    if (last_week - first_week) // WEEK >= MOST_WEEKS:
        raise Refused("Show at most ten years at once.", {"from": "Choose a later day."})
    return WeekRange(first_week, last_week, today)
