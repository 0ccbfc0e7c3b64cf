"""Remove an absence."""

from datetime import datetime

from portfolio.actions.tell_absence import tell_absence
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import Absence
from portfolio.store import staff, trail
from portfolio.store.unit import Tx


def remove_absence(tx: Tx, by: Viewer, absence_id: int, *, version: int, now: datetime) -> Absence:
    """Remove an absence that still has this version, and return what it was."""
    old = staff.one_absence(tx, absence_id)
    team_ids = staff.team_ids_of(tx, old.person_id, since=old.starts_on)
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=team_ids))
    staff.remove(tx, Absence, absence_id, version=version)
    tell_absence(tx, by, "absence removed", old, now=now)
    before = {
        "starts_on": old.starts_on,
        "ends_on": old.ends_on,
        "share": old.share,
        "team_ids": sorted(team_ids),
    }
    trail.record(tx, by, "remove absence", f"absence:{absence_id}", now=now, before=before)
    return old
