"""Remove an on-call shift."""

from datetime import datetime

from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import OnCallShift
from portfolio.store import staff, trail
from portfolio.store.unit import Tx


def remove_on_call(
    tx: Tx, by: Viewer, shift_id: int, *, version: int, now: datetime
) -> OnCallShift:
    """Remove a shift that still has this version, and return what it was."""
    old = staff.one_shift(tx, shift_id)
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=frozenset((old.team_id,))))
    staff.remove(tx, OnCallShift, shift_id, version=version)
    before = {"team_id": old.team_id, "starts_on": old.starts_on, "ends_on": old.ends_on}
    trail.record(tx, by, "remove on-call", f"shift:{shift_id}", now=now, before=before)
    return old
