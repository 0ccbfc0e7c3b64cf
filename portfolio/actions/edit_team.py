"""Edit what is said of a team."""

from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.teams import refuse_zone
from portfolio.store import delivery_weeks, services, teams, trail
from portfolio.store.unit import Tx

LARGEST_LIMIT = 100


def edit_team(
    tx: Tx,
    by: Viewer,
    team_id: int,
    *,
    version: int,
    name: str,
    now: datetime,
    tracker_name: str | None = None,
    time_zone: str | None = None,
    wip_limit: int | None = None,
) -> int:
    """Save a team's name, tracker name, time zone and limit of epics; return its new version."""
    require(by, Deed.EDIT_TEAM, Thing(team_ids=frozenset((team_id,))))
    if time_zone:
        refuse_zone(time_zone)
    team = teams.team_by_id(tx, team_id)
    name = name.strip()
    if not name:
        raise Refused("A team needs a name.", {"name": "Write a name."})
    if wip_limit is not None and not 1 <= wip_limit <= LARGEST_LIMIT:
        raise Refused(
            "The limit of epics lies between 1 and 100.", {"wip_limit": "Write 1 to 100."}
        )
    if any(one.name.lower() == name.lower() and one.id != team_id for one in teams.all_teams(tx)):
        raise Refused(f"There is a team {name} already.", {"name": "Choose another name."})
    values = {
        "name": name,
        "tracker_name": tracker_name or None,
        "time_zone": time_zone or None,
        "wip_limit": wip_limit,
    }
    saved = teams.save_team(tx, team_id, version=version, values=values)
    if team.time_zone != values["time_zone"]:
        delivery_weeks.rebuild(tx, services.services_of_teams(tx, [team_id]))
    before = {key: getattr(team, key) for key in values}
    trail.record(tx, by, "edit team", f"team:{team.slug}", now=now, before=before, after=values)
    return saved
