"""Undo one deed of Sprint Planning One, as long as nobody changed the same items since."""

import json
from datetime import datetime

from portfolio.actions.keep_taken import keep_taken, planning_of, told
from portfolio.domain.errors import NotFound, Refused, Stale
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.taken_parts import read
from portfolio.store import backlog, taken, trail
from portfolio.store.unit import Tx

DEEDS = ("take items", "share items", "hand back item", "resize taken item", "undo taking")


def undo_taking(
    tx: Tx, by: Viewer, team_id: int, sprint_id: int, seq: int, *, now: datetime
) -> int:
    """Return the number of the trail's new entry; raise Stale where the items changed since."""
    require(by, Deed.RECORD_TAKEN, Thing(team_ids=frozenset((team_id,))))
    planning = planning_of(tx, team_id, sprint_id, now=now)
    found = trail.newest(
        tx, limit=1, before_seq=seq + 1, after_seq=seq - 1, object=f"team:{planning.team.slug}"
    )
    if not found or found[0].deed not in DEEDS:
        raise NotFound("deed to undo", seq)
    then, since = (json.loads(text or "{}") for text in (found[0].before, found[0].after))
    if since.get("cycle") != planning.cycle.name or since.get("sprint") != planning.sprint.name:
        raise Refused("This was done in another sprint: undo it there.")
    keys = [name for name in since if name not in ("cycle", "sprint")]
    items = {item.id: item for item in backlog.items_by_key(tx, keys).values()}
    before = taken.parts(tx, planning.open_ids, item_ids=list(items), locked=True)
    now_told = told(planning, items, before)
    changed = {key: now_told.get(key) for key in keys if now_told.get(key) != since[key]}
    if changed:
        raise Stale("taken item", ", ".join(changed), mine={k: then.get(k) for k in changed},
                    theirs=changed)  # fmt: skip
    slugs = {slug: one for one, slug in planning.slugs.items()}
    sprints = {name: one for one, name in planning.sprint_names.items()}
    after = {one: read(then.get(item.key, ()), slugs, sprints) for one, item in items.items()}
    return keep_taken(
        tx, by, "undo taking", planning, items=items, before=before, after=after, now=now
    )
