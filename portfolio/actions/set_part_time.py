"""Say which part of each weekday a person works, from a day on."""

from datetime import date, datetime

from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import PartTime
from portfolio.store import staff, trail
from portfolio.store.unit import Tx

Week = tuple[float, float, float, float, float]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def set_part_time(
    tx: Tx,
    by: Viewer,
    person_id: int,
    from_on: date,
    week: Week,
    *,
    now: datetime,
    version: int = 0,
) -> int:
    """Set the shares of Monday to Friday and return the row's id.

    A lead of any of the person's teams may do it. `version` is that of the row from the same day;
    leave it out where there is none.
    """
    person = staff.one_person(tx, person_id)
    team_ids = staff.team_ids_of(tx, person_id, since=from_on)
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=team_ids))
    PartTime(0, person.id, from_on, *week)  # refuses a share that is none
    values = dict(zip(WEEKDAYS, week, strict=True))
    own = [row for row in staff.all_part_times(tx) if row.person_id == person_id]
    old = next((row for row in own if row.from_on == from_on), None)
    if old is None:
        row_id = staff.add(tx, PartTime, {"person_id": person_id, "from_on": from_on, **values})
    else:
        row_id = old.id
        staff.save(tx, PartTime, old.id, version=version, values=values)
    before = {"from_on": from_on, "week": list(old.week)} if old else None
    after = {"from_on": from_on, "week": list(week), "team_ids": sorted(team_ids)}
    trail.record(
        tx, by, "set part time", f"person:{person_id}", now=now, before=before, after=after
    )
    return row_id
