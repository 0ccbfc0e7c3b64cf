"""Enter an on-call rota: many shifts in one deed."""

from collections.abc import Sequence
from datetime import date, datetime

from portfolio.actions.set_on_call import refuse_long
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import OnCallShift
from portfolio.store import staff, teams, trail
from portfolio.store.unit import Tx


def add_rota(
    tx: Tx,
    by: Viewer,
    team_id: int,
    shifts: Sequence[tuple[int, date, date, float]],
    *,
    now: datetime,
) -> int:
    """Add shifts (person's id, first day, last day, share) of a team and return how many."""
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=frozenset((team_id,))))
    team = teams.team_by_id(tx, team_id)
    own = [OnCallShift(0, who, team_id, first, last, share) for who, first, last, share in shifts]
    members = staff.member_ids(tx, team_id)
    for shift in own:
        refuse_long(shift)
        if shift.person_id not in members:
            raise Refused("Somebody in the rota is not in the team.")
    staff.add_shifts(tx, own)
    trail.record(tx, by, "add rota", f"team:{team.slug}", now=now, after={"shifts": len(own)})
    return len(own)
