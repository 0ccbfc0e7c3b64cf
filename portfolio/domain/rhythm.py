"""How often a team checks in: on which days news is due, and when the last news is too old."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = 7
FRIDAY = 4
EARLY_DAYS = 3  # news of so many days before a due day counts for it
GRACE_DAYS = 7  # so that a weekly rhythm, that of a team which chose none, is stale after 14 days


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"

    @property
    def days(self) -> int:
        """Return the most days from one due day to the next, a month being counted as 31."""
        return {Every.WEEK: 7, Every.FORTNIGHT: 14, Every.MONTH: 31}[self]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A team's due days: those of a weekday, each week, each second one, or the month's first.

    `first_on` is one of the due days: it gives the weekday, and which of two weeks is meant.
    """

    every: Every = Every.WEEK
    first_on: date = date(2027, 1, 1)

    @property
    def weekday(self) -> int:
        """The weekday of the due days, 0 for Monday."""
        return self.first_on.weekday()

    @property
    def stale_after(self) -> int:
        """After how many days the last news is too old."""
        return self.every.days + GRACE_DAYS

    def due_after(self, heard_on: date) -> date:
        """Return the day by which more is expected after news of a day."""
        return self.first_after(heard_on + timedelta(days=EARLY_DAYS))

    def first_after(self, day: date) -> date:
        """Return the first due day after a day."""
        ahead = (self.weekday - day.weekday() - 1) % WEEK + 1
        found = day + timedelta(days=ahead)
        if self.every is Every.MONTH:
            while found.day > WEEK:
                found += timedelta(days=WEEK)
        elif (found - self.first_on).days % self.every.days:
            found += timedelta(days=WEEK)
        return found


WEEKLY = Rhythm()  # of a team that chose none: Fridays


def begun(every: Every, weekday: int, *, today: date, weeks_later: int = 0) -> Rhythm:
    """Return the rhythm whose first due day is that weekday of this week, or of a later one."""
    monday = today - timedelta(days=today.weekday())
    return Rhythm(every, monday + timedelta(days=weekday + WEEK * weeks_later))
