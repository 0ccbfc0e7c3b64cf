"""The backlog as it was known at a moment: today's items with everything since taken back."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from portfolio.domain.backlog import Category, Item, Level
from portfolio.domain.trail import Entry

EDITED, MOVED = "edit item", "move item"
_DAYS = frozenset({"earliest_on", "latest_on", "due_on"})
_MOMENTS = frozenset({"resolved_at", "created_at"})
_FIELDS = frozenset(Item.__dataclass_fields__) - {"id", "key", "version", "moves", "rank"}


@dataclass(frozen=True, slots=True)
class Change:
    """What one deed changed of an item, and what its fields were before it."""

    key: str
    at: datetime
    before: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """One item that was put elsewhere in the rank order."""

    key: str
    at: datetime
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the time since: `unheard` are items that came into the product later."""

    changes: tuple[Change, ...] = ()
    moves: tuple[Moved, ...] = ()
    unheard: Collection[str] = field(default_factory=frozenset)


def changes_in(entries: Iterable[Entry]) -> tuple[list[Change], list[Moved]]:
    """Return what entries of the trail say of items: edits, and moves in the rank order."""
    changed: list[Change] = []
    moved: list[Moved] = []
    for one in entries:
        key = one.object.removeprefix("item:")
        before = json.loads(one.before) if one.before else {}
        if one.deed == MOVED and one.after:
            moved.append(Moved(key, one.at, before["rank"], json.loads(one.after)["rank"]))
        elif one.deed == EDITED:
            changed.append(Change(key, one.at, before))
    return changed, moved


def taken_back(items: Iterable[Item], history: History, ids: Mapping[str, int]) -> list[Item]:
    """Return the items as they were before everything in the history, in the order of rank then.

    `ids` has the id of each key, for parents that imports name by key.
    """
    by_key: dict[str, list[Change]] = {}
    for change in sorted(history.changes, key=lambda one: one.at, reverse=True):
        by_key.setdefault(change.key, []).append(change)
    found = []
    for item in items:
        for change in by_key.get(item.key, ()):
            item = replace(item, **_values(change.before, ids))
        found.append(item)
    return _ranked(found, history.moves)


def was_there(item: Item, moment: datetime) -> bool:
    """Whether the item existed; one without a day of creation is taken to have."""
    return item.created_at is None or item.created_at < moment


def was_open(item: Item, moment: datetime) -> bool:
    """Whether the item existed and had not ended."""
    if not was_there(item, moment):
        return False
    return item.is_open or (item.resolved_at is not None and item.resolved_at >= moment)


def reopened(item: Item) -> Item:
    """Return the item as it was before it ended."""
    if item.is_open:
        return item
    return replace(
        item, category=Category.TODO, resolution=None, is_delivered=False, resolved_at=None
    )


def is_work(item: Item) -> bool:
    """Whether it is work of its own: a story, or a sub-task without its parent."""
    return item.level is Level.STORY or (item.level is Level.SUBTASK and item.parent_id is None)


def is_over(item: Item, until: datetime) -> bool:
    """Whether an item had ended by a moment."""
    return not item.is_open and item.resolved_at is not None and item.resolved_at < until


def is_delivered(item: Item, since: datetime, until: datetime) -> bool:
    """Whether an item was delivered between two moments."""
    if not item.is_delivered or item.resolved_at is None:
        return False
    return since <= item.resolved_at < until


def is_dropped(item: Item, until: datetime) -> bool:
    """Whether an item had ended by a moment without being delivered."""
    return is_over(item, until) and not item.is_delivered and item.category is not Category.TODO


def _values(before: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
    found = {name: _read(name, value) for name, value in before.items() if name in _FIELDS}
    if "parent_key" in before and "parent_id" not in before:
        found["parent_id"] = ids.get(before["parent_key"] or "")
    return found


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "category":
        return Category(value)
    if name == "level":
        return Level(value)
    if name == "skills":
        return tuple(value)
    if name in _DAYS:
        return date.fromisoformat(str(value)[:10])
    if name in _MOMENTS:
        return datetime.fromisoformat(str(value))
    return value


def _ranked(items: Sequence[Item], moves: Iterable[Moved]) -> list[Item]:
    """Return the items by the rank they had: the moves are taken back, the newest first.

    A rank is a place in one order over all items; those in between shift by one.
    """
    ranks = {item.key: item.rank for item in items}
    for move in sorted(moves, key=lambda one: one.at, reverse=True):
        low, high = min(move.old, move.new), max(move.old, move.new)
        shift = 1 if move.old < move.new else -1
        for key, rank in ranks.items():
            if low <= rank <= high:
                ranks[key] = rank + shift
        if move.key in ranks:
            ranks[move.key] = move.old
    back = (replace(item, rank=ranks[item.key]) for item in items)
    return sorted(back, key=lambda one: (one.rank, one.id))
