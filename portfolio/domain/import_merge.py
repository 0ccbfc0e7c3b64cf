"""Decides what an imported item is in the product, and what that changes."""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.domain.backlog import Category, Level, is_delivery
from portfolio.domain.imports import ImportedItem

# What a tracker's status category is called, and ours.
_TRACKER_CATEGORIES: Mapping[str, Category] = {
    "to do": Category.TODO,
    "todo": Category.TODO,
    "new": Category.TODO,
    "open": Category.TODO,
    "in progress": Category.DOING,
    "indeterminate": Category.DOING,
    "doing": Category.DOING,
    "done": Category.DONE,
    "complete": Category.DONE,
    "closed": Category.DONE,
}
LONGEST_TEXT = 80


@dataclass(frozen=True, slots=True)
class StatusRules:
    """How statuses and resolutions are read: what the teams mapped, and what delivers."""

    mapped: Mapping[tuple[int | None, str], Category]
    delivering: Mapping[str, bool]

    def category(self, item: ImportedItem, team_id: int | None) -> tuple[Category, bool]:
        """Return the category of an item, and whether somebody mapped its status to it."""
        status = item.status.casefold()
        for owner in (team_id, None):
            mapped = self.mapped.get((owner, status))
            if mapped:
                return mapped, True
        told = _TRACKER_CATEGORIES.get((item.status_category or "").casefold())
        if told:
            return told, False
        if item.resolution:
            return (Category.DONE if self.delivers(item.resolution) else Category.DROPPED), False
        # Closed without a word why: it is over, but nothing says that it was delivered.
        return (Category.DONE if item.is_closed else Category.TODO), False

    def is_delivered(self, item: ImportedItem, category: Category) -> bool:
        """Whether the item ended by being delivered."""
        if category is not Category.DONE:
            return False
        if item.resolution:
            return self.delivers(item.resolution)
        # Trackers without resolutions say by the category alone that work is done.
        return _TRACKER_CATEGORIES.get((item.status_category or "").casefold()) is Category.DONE

    def delivers(self, resolution: str) -> bool:
        """Whether a resolution is a delivery, by the product's list, else by the defaults."""
        told = self.delivering.get(resolution.casefold())
        return is_delivery(resolution) if told is None else told


def item_values(
    item: ImportedItem,
    *,
    rules: StatusRules,
    team_id: int | None,
    parent_key: str | None,
    source: str,
) -> dict[str, Any]:
    """Return an imported item as the columns of the backlog."""
    category, _ = rules.category(item, team_id)
    return {
        "key": item.key,
        "level": str(item.level),
        "type": item.type[:LONGEST_TEXT],
        "title": item.summary,
        "parent_key": parent_key,
        "team_id": team_id,
        "status": item.status[:120],
        "status_category": item.status_category and item.status_category[:40],
        "category": str(category),
        "resolution": item.resolution and item.resolution[:120],
        "is_delivered": rules.is_delivered(item, category),
        "priority": item.priority and item.priority[:LONGEST_TEXT],
        "points": item.points,
        "tracker_rank": item.rank and item.rank[:255],
        "due_on": item.due_on,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
        "resolved_at": item.resolved_at,
        "external_id": item.external_id and item.external_id[:LONGEST_TEXT],
        "project": item.project and item.project[:LONGEST_TEXT],
        "labels": list(item.labels),
        "source": source,
    }


# Which columns a thing that a file has a column for decides; the rest stay as they are.
_DECIDED: Mapping[str, tuple[str, ...]] = {
    "id": ("external_id",),
    "type": ("type", "level"),
    "status": ("status", "category", "is_delivered"),
    "status_category": ("status_category", "category", "is_delivered"),
    "resolution": ("resolution", "category", "is_delivered"),
    "priority": ("priority",),
    "project": ("project",),
    "created": ("created_at",),
    "updated": ("updated_at",),
    "resolved": ("resolved_at",),
    "due": ("due_on",),
    "points": ("points",),
    "point_estimate": ("points",),
    "team": ("team_id",),
    "rank": ("tracker_rank",),
    "label": ("labels",),
    "parent": ("parent_key",),
    "parent_key": ("parent_key",),
    "parent_link": ("parent_key",),
    "subtask_of": ("parent_key",),
    "epic": ("parent_key",),
}


_SAID_OF_THE_END = frozenset({"status", "status_category", "resolution", "resolved_at", "team_id"})
_DERIVED = frozenset({"category", "is_delivered"})


def decided_columns(told: Iterable[str]) -> frozenset[str]:
    """Return the columns of the backlog that a file with these things decides."""
    return frozenset({"title", "source"}).union(*(_DECIDED.get(thing, ()) for thing in told))


def slug_of(name: str, *, taken: Container[str] = ()) -> str:
    """Return a name as it may stand in an address, with a number where it is taken."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", folded.casefold()).strip("-")[:70] or "team"
    slug, number = plain, 1
    while slug in taken:
        number += 1
        slug = f"{plain}-{number}"
    return slug


def parent_of(item: ImportedItem, keys_by_id: Mapping[str, str]) -> str | None:
    """Return the key of an item's parent, which may be named by epic link, key or id."""
    by_id = keys_by_id.get(item.parent_id or "")
    if item.level is Level.SUBTASK:
        found = by_id or item.parent_key or item.epic_key
    else:
        found = item.epic_key or item.parent_key or by_id
    return None if found == item.key else found


def in_circles(parents: Mapping[str, str]) -> frozenset[str]:
    """Return the keys at which a circle of parents must be cut, one for each circle."""
    cuts: set[str] = set()
    cleared: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in cleared and here not in cuts:
            if here in path:
                cuts.add(here)
                break
            path[here] = None
            here = parents.get(here)
        cleared.update(path)
    return frozenset(cuts)


def differences(
    current: Mapping[str, Any], incoming: Mapping[str, Any], *, told: Iterable[str]
) -> dict[str, tuple[Any, Any]]:
    """Return the columns that an import changes, of those that the file tells about.

    What has ended keeps what it was counted as while the tracker says the same of it: a mapping
    that was changed since rewrites nothing of the past.
    """
    changed = {
        name: (current[name], incoming[name]) for name in told if current[name] != incoming[name]
    }
    has_ended = current.get("resolved_at") is not None
    if has_ended and not changed.keys() & _SAID_OF_THE_END:
        return {name: both for name, both in changed.items() if name not in _DERIVED}
    return changed
