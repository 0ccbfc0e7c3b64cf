"""Tell the leads of each team of a person about an absence; never its reason."""

from datetime import datetime

from portfolio.actions.tell_leads import tell_leads
from portfolio.domain.people import Viewer
from portfolio.domain.teams import Absence, Membership
from portfolio.store import staff
from portfolio.store.unit import Tx


def tell_absence(tx: Tx, by: Viewer, kind: str, absence: Absence, *, now: datetime) -> None:
    """Tell the leads of each team of a person that an absence was entered, changed or removed."""
    days = {
        "starts_on": absence.starts_on.isoformat(),
        "ends_on": absence.ends_on.isoformat(),
        "share": absence.share,
    }
    facts = {
        one.team_id: {**days, "part": one.share}
        for one in staff.memberships_of(tx, absence.person_id)
        if _overlaps(one, absence)
    }
    if facts:
        tell_leads(tx, by, kind, facts, now=now, person_id=absence.person_id)


def _overlaps(one: Membership, absence: Absence) -> bool:
    if one.starts_on and one.starts_on > absence.ends_on:
        return False
    return one.ends_on is None or one.ends_on >= absence.starts_on
