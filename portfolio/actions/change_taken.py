"""Change one part of what a team took: its size, what is left of it, or hand it back."""

from datetime import datetime

from portfolio.actions.keep_taken import keep_taken, planning_of
from portfolio.domain.errors import NotFound, Stale
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.taken_parts import Part, Parts, hand_back, resize, written
from portfolio.store import backlog, taken
from portfolio.store.unit import Tx


def change_taken(
    tx: Tx,
    by: Viewer,
    team_id: int,
    sprint_id: int,
    key: str,
    *,
    version: int,
    now: datetime,
    points: float | None = None,
    points_left: float | None = None,
    back: bool = False,
) -> int:
    """Return the number of the trail's entry; with `back` the team hands the item back.

    Without `points` the size stays. Raises Stale, with both versions, where somebody changed it
    in between, and NotFound where the team does not have it (any more).
    """
    require(by, Deed.RECORD_TAKEN, Thing(team_ids=frozenset((team_id,))))
    planning = planning_of(tx, team_id, sprint_id, now=now)
    item = backlog.one_item(tx, key)
    before = taken.parts(tx, planning.open_ids, item_ids=[item.id], locked=True)
    parts = before.get(item.id, ())
    spot = (team_id, sprint_id)
    own = next((one for one in parts if one.spot == spot), None)
    if own is None:
        raise NotFound("taken item", key)
    wished = own.points if points is None else points
    if own.version != version:
        mine = () if back else (Part(*spot, wished, points_left),)
        names = planning.sprint_names
        raise Stale(
            "taken item",
            key,
            mine={"taken": ", ".join(written(mine, planning.slugs, names)) or "handed back"},
            theirs={"taken": ", ".join(written([own], planning.slugs, names))},
        )
    after: Parts = hand_back(parts, spot) if back else resize(parts, spot, wished, points_left)
    return keep_taken(
        tx,
        by,
        "hand back item" if back else "resize taken item",
        planning,
        items={item.id: item},
        before=before,
        after={item.id: after},
        now=now,
    )
