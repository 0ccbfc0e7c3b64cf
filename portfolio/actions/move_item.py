"""Move an item to another place of the one rank order."""

from datetime import datetime

from portfolio.domain.backlog import Item, thing_of
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import backlog, ranks, trail
from portfolio.store.unit import Tx


def move_item(
    tx: Tx,
    by: Viewer,
    key: str,
    *,
    now: datetime,
    before: str | None = None,
    after: str | None = None,
    place: int | None = None,
) -> tuple[int, int]:
    """Put an item directly before or after another, or at a place among those of its level.

    Returns its old and its new rank. A place counts from 1; one behind the last is the last.
    Ranks stay a permutation however many people move items at the same time.
    """
    item = backlog.one_item(tx, key)
    require(by, Deed.MOVE_ITEM, thing_of(item))
    if sum(one is not None for one in (before, after, place)) != 1:
        raise Refused("Say one place: before an item, after an item, or a number.")
    ranks.lock(tx)
    if place is not None:
        beside_id, behind = _at_place(tx, item, place)
    else:
        beside_id, behind = backlog.one_item(tx, before or after or "").id, before is None
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
