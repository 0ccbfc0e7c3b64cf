"""Move an item to another place of the one rank order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portfolio.domain.backlog import Item, thing_of
from portfolio.domain.errors import Refused, Stale
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import backlog, ranks, trail
from portfolio.store.unit import Tx

NEWEST = 20  # entries of the item among which the last move is looked for


@dataclass(frozen=True, slots=True)
class Seen:
    """How often the item, and the one it goes beside, had been moved when somebody saw them."""

    moves: int | None = None
    beside_moves: int | None = None


def move_item(
    tx: Tx,
    by: Viewer,
    key: str,
    *,
    now: datetime,
    before: str | None = None,
    after: str | None = None,
    place: int | None = None,
    seen: Seen = Seen(),  # noqa: B008 # frozen
) -> tuple[int, int]:
    """Put an item directly before or after another, or at a place among those of its level.

    Returns its old and its new rank. A place counts from 1; one behind the last is the last.
    Ranks stay a permutation however many people move items at the same time. Raises Stale, with
    the wish and the place it has now, where somebody moved either item since it was `seen`.
    """
    item = backlog.one_item(tx, key)
    require(by, Deed.MOVE_ITEM, thing_of(item))
    if sum(one is not None for one in (before, after, place)) != 1:
        raise Refused("Say one place: before an item, after an item, or a number.")
    ranks.lock(tx)
    item = backlog.one_item(tx, key)  # as it stands now that nobody else can move it
    wish = {"before": before, "after": after, "place": place}
    _require_unmoved(tx, item, seen.moves, wish)
    if place is not None:
        beside_id, behind = _at_place(tx, item, place)
    else:
        other = backlog.one_item(tx, before or after or "")
        _require_unmoved(tx, other, seen.beside_moves, wish)
        beside_id, behind = other.id, before is None
    old, new = ranks.move(tx, item.id, beside_id, after=behind)
    if new != old:
        trail.record(
            tx,
            by,
            "move item",
            f"item:{key}",
            now=now,
            before={"rank": old},
            after={"rank": new},
        )
    return old, new


def _require_unmoved(tx: Tx, item: Item, moves: int | None, wish: dict[str, Any]) -> None:
    if moves is None or moves == item.moves:
        return
    told = trail.newest(tx, object=f"item:{item.key}", limit=NEWEST)
    last = next((one for one in told if one.deed == "move item"), None)
    theirs: dict[str, Any] = {"place": ranks.place_in_level(tx, item.id)}
    if last:
        names = trail.actor_names(tx, {last.actor})
        theirs |= {"moved_by": names.get(last.actor), "moved_at": last.at}
    mine = {name: value for name, value in wish.items() if value is not None}
    raise Stale("item", item.key, mine=mine, theirs=theirs)


def _at_place(tx: Tx, item: Item, place: int) -> tuple[int, bool]:
    if place < 1:
        raise Refused("Places count from 1.", {"place": "Write 1 or more."})
    now_at = ranks.place_in_level(tx, item.id)
    if place == now_at:
        raise Refused("The item is there already.", {"place": "Choose another place."})
    found = ranks.at_place(tx, item.level.value, place)
    if found is None:
        return ranks.last_of_level(tx, item.level.value), True
    return found, place > now_at
