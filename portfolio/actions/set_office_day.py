"""Say that an office is closed on a day of its own, or works on a public holiday."""

from datetime import date, datetime

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import teams, trail
from portfolio.store.unit import Tx


def set_office_day(
    tx: Tx, by: Viewer, office_id: int, on: date, *, is_worked: bool, now: datetime
) -> None:
    """Store the office's own rule for a day; it outranks the public holidays."""
    require(by, Deed.MOVE_TEAM)
    if office_id not in {office.id for office in teams.all_offices(tx)}:
        raise NotFound("office", office_id)
    teams.set_extra_holiday(tx, office_id, on, is_worked=is_worked)
    after = {"on": on, "is_worked": is_worked}
    trail.record(tx, by, "set office day", f"office:{office_id}", now=now, after=after)
