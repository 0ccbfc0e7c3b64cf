"""How often each team checks in."""

from collections.abc import Collection

from sqlalchemy import Connection, select, update

from portfolio.domain.errors import Stale
from portfolio.domain.rhythm import Every, Rhythm
from portfolio.store import rows
from portfolio.store.tables.rhythms import rhythms


def of_teams(tx: Connection, team_ids: Collection[int]) -> dict[int, tuple[Rhythm, int]]:
    """Return the rhythm and its version of each of the teams that has chosen one."""
    query = select(rhythms.c.team_id, rhythms.c.every, rhythms.c.first_on, rhythms.c.version).where(
        rhythms.c.team_id.in_(sorted(team_ids))
    )
    return {
        row.team_id: (Rhythm(Every(row.every), row.first_on), row.version)
        for row in tx.execute(query)
    }


def save(tx: Connection, team_id: int, rhythm: Rhythm, *, version: int) -> None:
    """Store a team's rhythm; raise Stale where it no longer has `version`, 0 for none yet."""
    values = {"every": rhythm.every.value, "first_on": rhythm.first_on}
    if version == 0:
        if not rows.add_new(tx, rhythms, {"team_id": team_id, **values}):
            raise _stale(tx, team_id, rhythm)
        return
    saved = tx.execute(
        update(rhythms)
        .where(rhythms.c.team_id == team_id, rhythms.c.version == version)
        .values(**values, version=version + 1)
    )
    if saved.rowcount != 1:
        raise _stale(tx, team_id, rhythm)


def _stale(tx: Connection, team_id: int, mine: Rhythm) -> Stale:
    found = of_teams(tx, [team_id]).get(team_id)
    theirs = _told(found[0]) if found else {}
    return Stale("rhythm", team_id, mine=_told(mine), theirs=theirs)


def _told(rhythm: Rhythm) -> dict[str, str]:
    return {"every": rhythm.every.value, "first_on": rhythm.first_on.isoformat()}
