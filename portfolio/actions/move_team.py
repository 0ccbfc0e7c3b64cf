"""Move a team to another area."""

from datetime import datetime

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import teams, trail
from portfolio.store.unit import Tx


def move_team(
    tx: Tx, by: Viewer, team_id: int, area_id: int | None, *, version: int, now: datetime
) -> int:
    """Give a team another area and return its new version."""
    require(by, Deed.MOVE_TEAM)
    team = teams.team_by_id(tx, team_id)
    if area_id is not None and area_id not in {area.id for area in teams.all_areas(tx)}:
        raise NotFound("area", area_id)
    saved = teams.save_team(tx, team_id, version=version, values={"area_id": area_id})
    trail.record(
        tx,
        by,
        "move team",
        f"team:{team.slug}",
        now=now,
        before={"area_id": team.area_id},
        after={"area_id": area_id},
    )
    return saved
