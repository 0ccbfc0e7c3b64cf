"""Enter many absences at once: a company's calendar in one deed."""

from collections.abc import Sequence
from datetime import date, datetime

from portfolio.actions.set_absence import refuse_long
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.teams import Absence
from portfolio.store import staff, trail
from portfolio.store.unit import Tx


def add_absences(
    tx: Tx, by: Viewer, found: Sequence[tuple[int, date, date, float]], *, now: datetime
) -> int:
    """Add absences (person's id, first day, last day, share) and return how many."""
    require(by, Deed.SPLIT_PERSON)
    own = [Absence(0, *one) for one in found]
    for one in own:
        refuse_long(one)
    staff.add_absences(tx, own, account_id=by.account_id, now=now)
    trail.record(tx, by, "add absences", "absences:all", now=now, after={"absences": len(own)})
    return len(own)
