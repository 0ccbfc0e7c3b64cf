"""Map a team's status to one of the four categories."""

from datetime import datetime

from portfolio.domain.backlog import Category
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import statuses, teams, trail
from portfolio.store.unit import Tx


def set_status_mapping(
    tx: Tx,
    by: Viewer,
    team_id: int | None,
    status: str,
    category: Category,
    *,
    now: datetime,
    version: int | None = None,
) -> int:
    """Map the status for a team, or for every team that maps it not itself (planner).

    Open items in that status are counted anew; what has ended keeps what it was counted as.
    Returns how many items changed.
    """
    require(by, Deed.EDIT_TEAM, Thing(team_ids=frozenset(() if team_id is None else (team_id,))))
    if not status.strip():
        raise Refused("Name the status.", {"status": "Write the status as the team does."})
    before = statuses.mapping_of(tx, team_id).get(status.strip().lower())
    statuses.set_mapping(tx, team_id, status, category, version=version)
    changed = statuses.recount_open(tx, team_id, status, category)
    trail.record(
        tx,
        by,
        "map status",
        "product:statuses" if team_id is None else f"team:{teams.team_by_id(tx, team_id).slug}",
        now=now,
        before={"status": status, "category": before.value if before else None},
        after={"status": status, "category": category.value, "items": changed},
    )
    return changed
