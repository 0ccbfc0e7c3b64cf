"""What happened within the last days: leave that was entered, and what owners said."""

from datetime import UTC, date, datetime, time, timedelta

from portfolio.actions.set_absence import set_absence
from portfolio.store.unit import Tx
from seed.staff import Staff

AGO = timedelta(days=2)
AWAY = (("Comet", 2, 5), ("Comet", 5, 4), ("Basalt", 3, 3))  # team, whose place, working days
FRIDAY = 4

# What an owner says of a key result that goes this way; of some nobody says anything.
NOTES = {
    "stuck": "The scanner of the first vendor misses too much. We switch to the second one; "
    "two operators are on it, the rest follow next sprint.",
    "slow": "Half of it waits for other teams; we meet them on Thursday to free it.",
}


def leave(tx: Tx, staff: Staff, *, today: date) -> None:
    """Enter leave of the coming days, as leads did it the day before yesterday."""
    by = staff.viewers["planner"]
    now = datetime.combine(today - AGO, time(9), UTC)
    monday = today + timedelta(days=-today.weekday() % 7)
    for team, place, days in AWAY:
        person = staff.people[team][place % len(staff.people[team])]
        set_absence(tx, by, person, monday, monday + timedelta(days=min(days - 1, FRIDAY)), now=now)


def note_of(path: str, *, is_last: bool) -> str:
    """Return what is said with a check-in: only the last one says what happens next."""
    return NOTES.get(path, "") if is_last else ""
