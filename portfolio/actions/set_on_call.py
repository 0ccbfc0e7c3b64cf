"""Put a person on call for a team, or change a shift."""

from datetime import date, datetime
from typing import Any

from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import OnCallShift
from portfolio.store import staff, trail
from portfolio.store.unit import Tx

LONGEST_DAYS = 100


def set_on_call(
    tx: Tx,
    by: Viewer,
    team_id: int,
    person_id: int,
    starts_on: date,
    ends_on: date,
    *,
    now: datetime,
    share: float = 1.0,
    shift_id: int | None = None,
    version: int = 0,
) -> int:
    """Add a shift, or change the one of an id and version; return its id."""
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=frozenset((team_id,))))
    shift = OnCallShift(0, person_id, team_id, starts_on, ends_on, share)
    refuse_long(shift)
    if team_id not in staff.team_ids_of(tx, person_id, since=starts_on):
        raise Refused("This person is not in the team.", {"person_id": "Choose a member."})
    values = {"person_id": person_id, "starts_on": starts_on, "ends_on": ends_on, "share": share}
    before: dict[str, Any] | None = None
    if shift_id is None:
        shift_id = staff.add(tx, OnCallShift, {"team_id": team_id, **values})
    else:
        old = staff.one_shift(tx, shift_id)
        if old.team_id != team_id:
            raise NotFound("shift", shift_id)
        before = {key: getattr(old, key) for key in values}
        staff.save(tx, OnCallShift, shift_id, version=version, values=values)
    after = {**values, "team_id": team_id}
    trail.record(tx, by, "set on-call", f"shift:{shift_id}", now=now, before=before, after=after)
    return shift_id


def refuse_long(shift: OnCallShift) -> None:
    """Raise Refused for a shift of months, which is a typing error."""
    if (shift.ends_on - shift.starts_on).days > LONGEST_DAYS:
        raise Refused(
            f"A shift lasts at most {LONGEST_DAYS} days.", {"ends_on": "Write an earlier day."}
        )
