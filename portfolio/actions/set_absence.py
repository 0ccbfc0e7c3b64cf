"""Enter an absence, or change one: days and a share of them, never a reason."""

from datetime import date, datetime
from typing import Any

from portfolio.actions.tell_absence import tell_absence
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import Absence
from portfolio.store import staff, trail
from portfolio.store.unit import Tx

LONGEST_DAYS = 800


def set_absence(
    tx: Tx,
    by: Viewer,
    person_id: int,
    starts_on: date,
    ends_on: date,
    *,
    now: datetime,
    share: float = 1.0,
    absence_id: int | None = None,
    version: int = 0,
) -> int:
    """Add an absence, or change the one of an id and version; return its id.

    A lead of any of the person's teams may do it. The trail names the teams, not the person.
    """
    team_ids = staff.team_ids_of(tx, person_id, since=starts_on)
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=team_ids))
    refuse_long(Absence(0, person_id, starts_on, ends_on, share))
    values = {"starts_on": starts_on, "ends_on": ends_on, "share": share}
    before: dict[str, Any] | None = None
    if absence_id is None:
        staff.one_person(tx, person_id)
        made = {"person_id": person_id, "account_id": by.account_id, "entered_at": now}
        absence_id = staff.add(tx, Absence, {**values, **made})
    else:
        old = staff.one_absence(tx, absence_id)
        if old.person_id != person_id:
            raise NotFound("absence", absence_id)
        before_ids = staff.team_ids_of(tx, person_id, since=old.starts_on)
        require(by, Deed.EDIT_CAPACITY, Thing(team_ids=before_ids))
        before = {key: getattr(old, key) for key in values}
        staff.save(tx, Absence, absence_id, version=version, values=values)
    said = Absence(absence_id, person_id, starts_on, ends_on, share)
    tell_absence(tx, by, "absence changed" if before else "absence", said, now=now)
    after = {**values, "team_ids": sorted(team_ids)}
    trail.record(
        tx, by, "set absence", f"absence:{absence_id}", now=now, before=before, after=after
    )
    return absence_id


def refuse_long(absence: Absence) -> None:
    """Raise Refused for an absence of years, which is a typing error."""
    if (absence.ends_on - absence.starts_on).days > LONGEST_DAYS:
        raise Refused(
            f"An absence of more than {LONGEST_DAYS} days is no absence.",
            {"ends_on": "Write an earlier day, or the day on which the person left."},
        )
