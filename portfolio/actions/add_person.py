"""Add a person, with the teams that share them."""

from collections.abc import Mapping
from datetime import date, datetime

from portfolio.actions.set_membership import refuse_more_than_whole
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.teams import Membership, Person, refuse_backwards
from portfolio.store import staff, trail
from portfolio.store.unit import Tx


def add_person(
    tx: Tx,
    by: Viewer,
    name: str,
    shares: Mapping[int, float],
    *,
    now: datetime,
    office_id: int | None = None,
    account_id: int | None = None,
    joined_on: date | None = None,
    left_on: date | None = None,
) -> int:
    """Add a person with a share of their time for each team (by id), and return their id."""
    require(by, Deed.SPLIT_PERSON)
    if not name.strip():
        raise Refused("A person needs a name.", {"name": "Write a name."})
    refuse_backwards(joined_on, left_on)
    own = [Membership(0, 0, team_id, share, joined_on) for team_id, share in shares.items()]
    refuse_more_than_whole(own)
    person_id = staff.add(
        tx,
        Person,
        {
            "name": name.strip(),
            "office_id": office_id,
            "account_id": account_id,
            "joined_on": joined_on,
            "left_on": left_on,
        },
    )
    for one in own:
        values = {"person_id": person_id, "team_id": one.team_id, "share": one.share}
        staff.add(tx, Membership, {**values, "starts_on": joined_on})
    after = {"office_id": office_id, "joined_on": joined_on, "shares": dict(shares)}
    trail.record(tx, by, "add person", f"person:{person_id}", now=now, after=after)
    return person_id
