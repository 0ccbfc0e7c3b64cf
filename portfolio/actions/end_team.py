"""End a team from a day on, or take that back; the planner's alone."""

from datetime import date, datetime

from portfolio.actions.tell_leads import tell_leads
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import teams, trail
from portfolio.store.unit import Tx


def end_team(
    tx: Tx, by: Viewer, team_id: int, on: date | None, *, version: int, now: datetime
) -> int:
    """Let a team be no more from a day on (None: it goes on) and return its new version.

    Its capacity ends with the day before. Its open items stay its own by name until somebody
    moves them, and the next plan gives them to any team that can do them.
    """
    require(by, Deed.MOVE_TEAM)
    team = teams.team_by_id(tx, team_id)
    saved = teams.save_team(tx, team_id, version=version, values={"disbanded_on": on})
    tell_leads(tx, by, "end", {team_id: {"on": on.isoformat() if on else None}}, now=now)
    trail.record(
        tx,
        by,
        "end team",
        f"team:{team.slug}",
        now=now,
        before={"disbanded_on": team.disbanded_on},
        after={"disbanded_on": on},
    )
    return saved
