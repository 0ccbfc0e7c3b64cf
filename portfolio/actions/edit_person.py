"""Edit a person: name, office, the days they joined and left."""

from datetime import date, datetime

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.teams import Person, refuse_backwards
from portfolio.store import staff, trail
from portfolio.store.unit import Tx


def edit_person(
    tx: Tx,
    by: Viewer,
    person_id: int,
    *,
    version: int,
    name: str,
    now: datetime,
    office_id: int | None = None,
    joined_on: date | None = None,
    left_on: date | None = None,
) -> int:
    """Save a person and return the new version."""
    require(by, Deed.SPLIT_PERSON)
    if not name.strip():
        raise Refused("A person needs a name.", {"name": "Write a name."})
    refuse_backwards(joined_on, left_on)
    old = staff.one_person(tx, person_id)
    dates = {"office_id": office_id, "joined_on": joined_on, "left_on": left_on}
    saved = staff.save(
        tx, Person, person_id, version=version, values={"name": name.strip(), **dates}
    )
    before = {key: getattr(old, key) for key in dates}
    deed = "edit person"
    trail.record(tx, by, deed, f"person:{person_id}", now=now, before=before, after=dates)
    return saved
