"""Set the focus of a team from a sprint on."""

from datetime import date, datetime

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import Focus, refuse_share
from portfolio.store import cycles, staff, teams, trail
from portfolio.store.unit import Tx

LONGEST_NOTE = 500


def set_focus(
    tx: Tx,
    by: Viewer,
    team_id: int,
    from_on: date,
    focus: float,
    *,
    now: datetime,
    note: str = "",
    version: int | None = None,
) -> None:
    """Set the share of available days that goes into the backlog, from a sprint's first day on.

    `version` is that of the row that holds from the same day; leave it out for a day without one.
    """
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=frozenset((team_id,))))
    refuse_share(focus)
    team = teams.team_by_id(tx, team_id)
    if len(note) > LONGEST_NOTE:
        raise Refused("The note is too long.", {"note": f"Write at most {LONGEST_NOTE} letters."})
    if all(sprint.span.starts_on != from_on for sprint in cycles.all_sprints(tx)):
        raise Refused(f"No sprint starts on {from_on}.", {"from_on": "Choose a sprint."})
    values = {"focus": focus, "note": note, "account_id": by.account_id}
    old = next((row for row in staff.focus_of(tx, team_id) if row.from_on == from_on), None)
    if old is None:
        staff.add(tx, Focus, {"team_id": team_id, "from_on": from_on, **values})
    else:
        staff.save(tx, Focus, old.id, version=version or 0, values=values)
    trail.record(
        tx,
        by,
        "set focus",
        f"team:{team.slug}",
        now=now,
        before={"focus": old.focus, "from_on": from_on} if old else None,
        after={"focus": focus, "from_on": from_on},
        reason=note,
    )
