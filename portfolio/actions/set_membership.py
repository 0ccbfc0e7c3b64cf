"""Set the share of a person's time that belongs to a team; the planner's alone."""

from collections.abc import Sequence
from datetime import date, datetime

from portfolio.actions.tell_leads import tell_leads
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.teams import Membership, refuse_backwards
from portfolio.store import staff, teams, trail
from portfolio.store.unit import Tx

ROUNDING = 1e-9


def set_membership(
    tx: Tx,
    by: Viewer,
    person_id: int,
    team_id: int,
    share: float,
    *,
    now: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    membership_id: int | None = None,
    version: int = 0,
) -> int:
    """Add a membership, or change the one of an id and version; return its id.

    Refused where the person's shares would add up to more than the whole on some day.
    """
    require(by, Deed.SPLIT_PERSON)
    refuse_backwards(starts_on, ends_on)
    new = Membership(membership_id or 0, person_id, team_id, share, starts_on, ends_on)
    known = staff.memberships_of(tx, staff.one_person(tx, person_id).id)
    old = next((one for one in known if one.id == membership_id), None)
    team = teams.team_by_id(tx, team_id)
    refuse_more_than_whole([one for one in known if one.id != membership_id] + [new])
    values = {"team_id": team_id, "share": share, "starts_on": starts_on, "ends_on": ends_on}
    if membership_id is None:
        membership_id = staff.add(tx, Membership, {"person_id": person_id, **values})
    else:
        staff.save(tx, Membership, membership_id, version=version, values=values)
    facts: dict[str, object] = {
        "share": share,
        "starts_on": starts_on.isoformat() if starts_on else None,
        "ends_on": ends_on.isoformat() if ends_on else None,
    }
    tell_leads(tx, by, "membership", {team_id: facts}, now=now, person_id=person_id)
    trail.record(
        tx,
        by,
        "set membership",
        f"team:{team.slug}",
        now=now,
        before={key: getattr(old, key) for key in values} if old else None,
        after={**values, "person_id": person_id},
    )
    return membership_id


def refuse_more_than_whole(memberships: Sequence[Membership]) -> None:
    """Raise Refused where the shares of one person add up to more than 1 on some day."""
    for day in {one.starts_on or date.min for one in memberships}:
        whole = sum(
            one.share
            for one in memberships
            if (one.starts_on or date.min) <= day <= (one.ends_on or date.max)
        )
        if whole > 1 + ROUNDING:
            raise Refused(
                f"The shares of this person add up to {whole * 100:.0f} %.",
                {"share": "Lower this share, or end another one first."},
            )
