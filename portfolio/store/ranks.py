"""The one rank order: a permutation of all items, whoever moves what at the same time."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select, text, update

from portfolio.domain.errors import NotFound, Refused
from portfolio.store.tables.backlog import items

_LOCK = 7_164_001  # any number: the advisory lock of the rank order on PostgreSQL


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The item beside another, and how often it was moved so far."""

    key: str
    moves: int


def lock(tx: Connection) -> None:
    """Let no other transaction change ranks until this one ends."""
    if tx.dialect.name != "sqlite":  # SQLite's one writer holds the lock already
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def last(tx: Connection) -> int:
    """Return the greatest rank given so far, 0 without items."""
    return int(tx.execute(select(func.coalesce(func.max(items.c.rank), 0))).scalar_one())


def set_ranks(tx: Connection, places: Mapping[int, int]) -> None:
    """Give items (by id) other ranks; the caller holds the lock and keeps them a permutation."""
    if places:
        query = update(items).where(items.c.id == bindparam("row")).values(rank=bindparam("place"))
        query = query.values(moves=items.c.moves + 1)
        tx.execute(query, [{"row": item, "place": place} for item, place in places.items()])


def move(tx: Connection, item_id: int, beside_id: int, *, after: bool = False) -> tuple[int, int]:
    """Put an item directly before (or after) another; return its old and its new rank.

    Only the ranks between both places shift, by one, so that they stay the permutation they
    were.
    """
    lock(tx)
    query = select(items.c.id, items.c.rank).where(items.c.id.in_((item_id, beside_id)))
    found = {row.id: row.rank for row in tx.execute(query)}
    for wanted in (item_id, beside_id):
        if wanted not in found:
            raise NotFound("item", wanted)
    if item_id == beside_id:
        raise Refused("An item cannot be moved beside itself.")
    old, mark = found[item_id], found[beside_id]
    if old > mark:
        new = mark + 1 if after else mark
        between, step = (items.c.rank >= new) & (items.c.rank < old), 1
    else:
        new = mark if after else mark - 1
        between, step = (items.c.rank > old) & (items.c.rank <= new), -1
    if new == old:
        return old, new
    tx.execute(update(items).where(between).values(rank=items.c.rank + step))
    moved = {"rank": new, "moves": items.c.moves + 1}
    tx.execute(update(items).where(items.c.id == item_id).values(moved))
    return old, new


def place_in_level(tx: Connection, item_id: int) -> int:
    """Return an item's place among those of its level, from 1."""
    own = items.alias("own")
    query = (
        select(func.count())
        .select_from(items)
        .join(own, (own.c.level == items.c.level) & (items.c.rank <= own.c.rank))
        .where(own.c.id == item_id)
    )
    return int(tx.execute(query).scalar_one())


def at_place(tx: Connection, level: str, place: int) -> int | None:
    """Return the id of the item at a place of its level, counted from 1."""
    query = (
        select(items.c.id)
        .where(items.c.level == level)
        .order_by(items.c.rank, items.c.id)
        .offset(place - 1)
        .limit(1)
    )
    return tx.execute(query).scalar()


def key_at(tx: Connection, rank: int) -> str:
    """Return the key of the item that has this rank; raise NotFound."""
    found = tx.execute(select(items.c.key).where(items.c.rank == rank)).scalar()
    if found is None:
        raise NotFound("item of rank", rank)
    return str(found)


def last_of_level(tx: Connection, level: str) -> int:
    """Return the id of the last item of a level."""
    query = (
        select(items.c.id)
        .where(items.c.level == level)
        .order_by(items.c.rank.desc(), items.c.id.desc())
        .limit(1)
    )
    return int(tx.execute(query).scalar_one())


def beside(tx: Connection, item_id: int) -> tuple[Neighbour | None, Neighbour | None]:
    """Return the items of the same level directly before and after one."""
    own = items.alias("own")
    query = (
        select(items.c.key, items.c.moves)
        .join(own, own.c.level == items.c.level)
        .where(own.c.id == item_id)
    )
    before = query.where(items.c.rank < own.c.rank).order_by(items.c.rank.desc()).limit(1)
    after = query.where(items.c.rank > own.c.rank).order_by(items.c.rank).limit(1)
    above, below = tx.execute(before).first(), tx.execute(after).first()
    return (
        Neighbour(above.key, above.moves) if above else None,
        Neighbour(below.key, below.moves) if below else None,
    )
