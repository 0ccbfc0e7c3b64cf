"""Set how often a team checks in."""

from datetime import datetime

from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.rhythm import Rhythm
from portfolio.store import rhythms, teams, trail
from portfolio.store.unit import Tx


def set_rhythm(
    tx: Tx, by: Viewer, slug: str, rhythm: Rhythm, *, version: int, now: datetime
) -> None:
    """Store the rhythm of a team; `version` is what was seen, 0 for none. Raises Stale."""
    team = teams.one_team(tx, slug)
    require(by, Deed.EDIT_TEAM, Thing(team_ids=frozenset({team.id})))
    known = rhythms.of_teams(tx, [team.id]).get(team.id)
    if known and known == (rhythm, version):
        return
    rhythms.save(tx, team.id, rhythm, version=version)
    before = _told(known[0]) if known else None
    trail.record(tx, by, "set rhythm", f"team:{slug}", now=now, before=before, after=_told(rhythm))


def _told(rhythm: Rhythm) -> dict[str, str]:
    return {"every": rhythm.every.value, "first_on": rhythm.first_on.isoformat()}
