"""Take items into a team's sprint, as Sprint Planning One decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portfolio.actions.keep_taken import Planning, keep_taken, planning_of
from portfolio.domain.backlog import Item, Level
from portfolio.domain.errors import Refused, Stale
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.taken_parts import Part, Parts, TakenByOther, take, written
from portfolio.store import backlog, estimates, plans, taken
from portfolio.store.unit import Tx

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Take:
    """An item by its key; without points those of the plan, its own, or its class's."""

    key: str
    points: float | None = None


def take_items(
    tx: Tx,
    by: Viewer,
    team_id: int,
    sprint_id: int,
    wanted: Sequence[Take],
    *,
    now: datetime,
    shared: bool = False,
) -> int:
    """Return the number of the trail's entry. What the team had in another sprint moves here.

    Raises Stale, with both versions, where another team took one of them and it is not to be
    shared; Refused for what is no open item of work.
    """
    require(by, Deed.RECORD_TAKEN, Thing(team_ids=frozenset((team_id,))))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise Refused("Choose at least one item to take, and at most 500 at once.")
    planning = planning_of(tx, team_id, sprint_id, now=now)
    items = {item.id: item for item in _items(tx, [one.key for one in wanted])}
    before = taken.parts(tx, planning.open_ids, item_ids=list(items), locked=True)
    points = _sizes(tx, planning, items, wanted, now=now)
    after: dict[int, Parts] = {}
    for item_id, item in items.items():
        own = Part(team_id, sprint_id, points[item_id])
        try:
            after[item_id] = take(before.get(item_id, ()), own, shared=shared)
        except TakenByOther as other:
            raise _stale(planning, item, own, other.parts) from None
    deed = "share items" if shared else "take items"
    return keep_taken(tx, by, deed, planning, items=items, before=before, after=after, now=now)


def _items(tx: Tx, keys: Sequence[str]) -> list[Item]:
    known = backlog.items_by_key(tx, keys)
    found = []
    for key in dict.fromkeys(keys):
        item = known.get(key)
        if item is None:
            raise Refused(f"There is no item {key}.", {"key": f"There is no item {key}."})
        if item.level in (Level.EPIC, Level.INITIATIVE) or not item.is_open:
            what = "is not open any more" if not item.is_open else f"is an {item.level}"
            raise Refused(
                f"{key} {what}: a team takes open stories.", {"key": "Choose an open story."}
            )
        found.append(item)
    return found


def _sizes(
    tx: Tx, planning: Planning, items: dict[int, Item], wanted: Sequence[Take], *, now: datetime
) -> dict[int, float]:
    force = plans.in_force(tx, planning.cycle.id)
    placed = {one.item_id: one.points for one in plans.placed(tx, force.id)} if force else {}
    asked = {one.key: one.points for one in wanted}
    classes = estimates.classes(tx, before=now)
    found = {}
    for item in items.values():
        said = asked[item.key]
        if said is None:
            own = item.points if item.points is not None else placed.get(item.id)
            said = classes.estimate(own, item.type, item.team_id).points
        if not 0 <= said <= 100_000:
            raise Refused("Points are a number from 0 on.", {"points": "Write a number from 0 on."})
        found[item.id] = round(said, 2)
    return found


def _stale(planning: Planning, item: Item, own: Part, others: Parts) -> Stale:
    names = planning.sprint_names
    return Stale(
        "item",
        item.key,
        mine={"taken by": ", ".join(written([own], planning.slugs, names))},
        theirs={"taken by": ", ".join(written(others, planning.slugs, names))},
    )
