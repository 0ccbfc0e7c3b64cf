"""Remove part time that was set from a day on, so that the one of before holds again."""

from datetime import date, datetime

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import PartTime
from portfolio.store import staff, trail
from portfolio.store.unit import Tx


def remove_part_time(
    tx: Tx, by: Viewer, person_id: int, from_on: date, *, version: int, now: datetime
) -> PartTime:
    """Remove the row that still has this version, and return what it was."""
    team_ids = staff.team_ids_of(tx, person_id, since=from_on)
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=team_ids))
    old = staff.part_time_from(tx, person_id, from_on)
    if old is None:
        raise NotFound("part time from", from_on)
    staff.remove(tx, PartTime, old.id, version=version)
    before = {"from_on": from_on, "week": list(old.week), "team_ids": sorted(team_ids)}
    trail.record(tx, by, "remove part time", f"person:{person_id}", now=now, before=before)
    return old
