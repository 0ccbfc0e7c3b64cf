"""Take a membership away as if it had never been; the planner's alone."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.teams import Membership
from portfolio.store import staff, teams, trail
from portfolio.store.unit import Tx


def remove_membership(
    tx: Tx, by: Viewer, membership_id: int, *, version: int, now: datetime
) -> Membership:
    """Remove the membership that still has this version, and return what it was."""
    require(by, Deed.SPLIT_PERSON)
    old = staff.one_membership(tx, membership_id)
    team = teams.team_by_id(tx, old.team_id)
    staff.remove(tx, Membership, membership_id, version=version)
    names = ("person_id", "team_id", "share", "starts_on", "ends_on")
    before = {name: getattr(old, name) for name in names}
    trail.record(tx, by, "remove membership", f"team:{team.slug}", now=now, before=before)
    return old
