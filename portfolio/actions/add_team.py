"""Add a team."""

from collections.abc import Sequence
from datetime import datetime

from portfolio.actions.set_skills import set_skills
from portfolio.domain.errors import Refused
from portfolio.domain.import_merge import slug_of
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.teams import Team, refuse_zone
from portfolio.store import teams, trail
from portfolio.store.unit import Tx


def add_team(
    tx: Tx,
    by: Viewer,
    name: str,
    area_id: int | None = None,
    *,
    now: datetime,
    skills: Sequence[str] = (),
    tracker_name: str | None = None,
    time_zone: str | None = None,
    wip_limit: int | None = None,
) -> Team:
    """Add a team behind the others, with the skills of those names, and return it."""
    require(by, Deed.MOVE_TEAM)
    name = name.strip()
    if not name:
        raise Refused("A team needs a name.", {"name": "Write a name."})
    if time_zone:
        refuse_zone(time_zone)
    known = teams.all_teams(tx)
    if any(team.name.lower() == name.lower() for team in known):
        raise Refused(f"There is a team {name} already.", {"name": "Choose another name."})
    values = {
        "slug": slug_of(name, taken={team.slug for team in known}),
        "name": name,
        "area_id": area_id,
        "tracker_name": tracker_name,
        "time_zone": time_zone or None,
        "wip_limit": wip_limit,
        "position": max((team.position for team in known), default=-1) + 1,
    }
    team_id = teams.add_team(tx, values)
    after = {key: values[key] for key in ("name", "area_id", "time_zone", "wip_limit")}
    trail.record(tx, by, "add team", f"team:{values['slug']}", now=now, after=after)
    if skills:
        set_skills(tx, by, team_id, skills, now=now)
    return teams.team_by_id(tx, team_id)
