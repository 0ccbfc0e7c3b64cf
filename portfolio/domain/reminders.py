"""Who is reminded of which check-in on which day: before it is due, on the day, and once after."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_DAYS_OFF = 120  # in a row; who is away for longer is not waited for


class Stage(StrEnum):
    """What there is to say of a check-in on a working day."""

    TOMORROW = "tomorrow"  # due on the next working day
    TODAY = "today"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A check-in that somebody is asked for by a day."""

    account_id: int
    key_result_id: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody is told on a day about one check-in."""

    due: Due
    stage: Stage


# Whether an account works on a day: no weekend, no holiday of its office, no absence.
Works = Callable[[int, date], bool]


def stage_on(due: Due, day: date, works: Works) -> Stage | None:
    """Return what to say on a day; None on a day off, and where it is too early.

    What falls due on a day off is due on the first working day after it.
    """

    def is_worked(on: date) -> bool:
        return works(due.account_id, on)

    if not is_worked(day):
        return None
    due_on = _first_worked(due.due_on, is_worked)
    if day >= due_on:
        return Stage.TODAY if day == due_on else Stage.OVERDUE
    return Stage.TOMORROW if _first_worked(day + timedelta(days=1), is_worked) == due_on else None


def reminders_on(dues: Iterable[Due], day: date, works: Works) -> dict[int, list[Reminder]]:
    """Return by account everything that is due soon, today or for longer, most urgent first."""
    found: dict[int, list[Reminder]] = {}
    for due in sorted(dues, key=lambda one: (one.due_on, one.key_result_id)):
        stage = stage_on(due, day, works)
        if stage is not None:
            found.setdefault(due.account_id, []).append(Reminder(due, stage))
    return found


def _first_worked(day: date, is_worked: Callable[[date], bool]) -> date:
    found = (day + timedelta(days=ahead) for ahead in range(MOST_DAYS_OFF))
    return next((one for one in found if is_worked(one)), day)
