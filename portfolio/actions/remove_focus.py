"""Remove the focus that was set from a day on, so that the one of before holds again."""

from datetime import date, datetime

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import Focus
from portfolio.store import staff, teams, trail
from portfolio.store.unit import Tx


def remove_focus(
    tx: Tx, by: Viewer, team_id: int, from_on: date, *, version: int, now: datetime
) -> Focus:
    """Remove the row that still has this version, and return what it was."""
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=frozenset((team_id,))))
    team = teams.team_by_id(tx, team_id)
    old = next((row for row in staff.focus_of(tx, team_id) if row.from_on == from_on), None)
    if old is None:
        raise NotFound("focus from", from_on)
    staff.remove(tx, Focus, old.id, version=version)
    before = {"focus": old.focus, "from_on": from_on}
    trail.record(tx, by, "remove focus", f"team:{team.slug}", now=now, before=before)
    return old
