"""Edit an item: what it says, where it hangs, who has it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portfolio.domain.backlog import (
    PARENT_LEVEL,
    Category,
    Item,
    Level,
    area_of,
    is_delivery,
    item_faults,
    thing_of,
)
from portfolio.domain.errors import Refused, Stale
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import backlog, statuses, trail
from portfolio.store.unit import Tx

TEXTS = frozenset({"title", "type", "status", "resolution", "priority", "kind_of_work"})
OTHERS = frozenset(
    {
        *("points", "is_optional", "earliest_on", "latest_on", "due_on", "category"),
        *("team_id", "area_id", "parent_key", "skills"),
    }
)


def edit_item(
    tx: Tx, by: Viewer, key: str, changes: Mapping[str, Any], *, version: int, now: datetime
) -> Item:
    """Save the changed fields of an item that still has `version`, and return the item.

    `changes` may hold fields of Item, `parent_key`, and `area_id`, where None means: inherit.
    Raises Stale with both versions where somebody saved the item in between.
    """
    item = backlog.one_item(tx, key)
    require(by, Deed.EDIT_ITEM, thing_of(item))
    unknown = set(changes) - TEXTS - OTHERS
    if unknown:
        raise Refused(f"An item has no {min(unknown)}.")
    if item.version != version:
        raise Stale("item", key, mine=changes, theirs=_now(tx, item, changes))
    values = _values(tx, item, changes)
    _require_new_place(by, item, values)
    before = _told(item, values, changes)
    if values:
        _end(item, values, now)
        backlog.save_item(tx, item.id, version=version, values={**values, "updated_at": now})
    if "area_id" in values:
        backlog.hand_area_down(tx, item.id, values["area_id"])
    if "skills" in changes:
        backlog.set_skills(tx, item.id, changes["skills"])
    saved = backlog.one_item(tx, key)
    after = _told(saved, values, changes)
    if before != after:
        trail.record(tx, by, "edit item", f"item:{key}", now=now, before=before, after=after)
    return saved


def _values(tx: Tx, item: Item, changes: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in changes.items() if name in Item.__dataclass_fields__}
    for name in ("skills", "area_id"):  # saved apart; what None means for an area, _place knows
        fields.pop(name, None)
    values: dict[str, Any] = {
        name: (value or None) if name in TEXTS - {"title", "type", "status"} else value
        for name, value in fields.items()
        if value != getattr(item, name)
    }
    faults = item_faults(
        title=values.get("title", item.title),
        points=values.get("points", item.points),
        first_on=values.get("earliest_on", item.earliest_on),
        last_on=values.get("latest_on", item.latest_on),
    )
    if faults:
        raise Refused("The item cannot be saved like this.", faults)
    if "category" in values:
        values["category"] = Category(values["category"]).value
    if "status" in values:
        mapped = statuses.mapping_of(tx, values.get("team_id", item.team_id))
        category = mapped.get(values["status"].strip().lower())
        if category is not None:
            values["category"] = category.value
    values.update(_place(tx, item, changes))
    return values


def _place(tx: Tx, item: Item, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parent and the area that the changes lead to, where they do."""
    if not {"parent_key", "area_id", "team_id"} & set(changes):
        return {}
    parent_key = changes.get("parent_key") or None
    parent = _parent(tx, item, parent_key) if "parent_key" in changes else _present_parent(tx, item)
    team_id = changes.get("team_id", item.team_id)
    team_area = backlog.area_by_team(tx).get(team_id) if team_id is not None else None
    kept = item.area_id if item.area_overridden or (parent is None and team_area is None) else None
    area_id, overridden = area_of(
        changes.get("area_id", kept),
        parent_area=parent.area_id if parent else None,
        team_area=team_area,
    )
    found: dict[str, Any] = {"area_id": area_id, "area_overridden": overridden}
    found["parent_id"] = parent.id if parent else None
    changed = {name: value for name, value in found.items() if value != getattr(item, name)}
    if "parent_id" in changed:
        changed["parent_key"] = parent.key if parent else None
    return changed


def _parent(tx: Tx, item: Item, parent_key: str | None) -> Item | None:
    if parent_key is None:
        return None
    wanted = PARENT_LEVEL[item.level]
    parent = backlog.items_by_key(tx, [parent_key]).get(parent_key)
    if parent is None or wanted is None or parent.level is not wanted:
        word = "nothing" if wanted is None else f"{_article(wanted)} {wanted}"
        raise Refused(
            f"{_article(item.level).capitalize()} {item.level} hangs under {word}.",
            {"parent_key": f"There is no such {wanted}." if wanted else "Leave it empty."},
        )
    return parent


def _present_parent(tx: Tx, item: Item) -> Item | None:
    if item.parent_id is None:
        return None
    return backlog.items_by_id(tx, [item.parent_id]).get(item.parent_id)


def _article(level: Level) -> str:
    return "an" if level in (Level.INITIATIVE, Level.EPIC) else "a"


def _require_new_place(by: Viewer, item: Item, values: Mapping[str, Any]) -> None:
    team_id = values.get("team_id", item.team_id)
    area_id = values.get("area_id", item.area_id)
    if (team_id, area_id) == (item.team_id, item.area_id):
        return
    thing = Thing(
        team_ids=frozenset(() if team_id is None else (team_id,)),
        area_ids=frozenset(() if area_id is None else (area_id,)),
    )
    require(by, Deed.EDIT_ITEM, thing)


def _end(item: Item, values: dict[str, Any], now: datetime) -> None:
    """Say when an item ended and whether it was delivered, where its category changes."""
    category = Category(values.get("category", item.category))
    resolution = values.get("resolution", item.resolution)
    if not {"category", "resolution"} & set(values):
        return
    delivered = category is Category.DONE and is_delivery(resolution or "Done")
    if delivered != item.is_delivered:
        values["is_delivered"] = delivered
    if category.is_open and item.resolved_at:
        values["resolved_at"] = None
    if not category.is_open and item.resolved_at is None:
        values["resolved_at"] = now


def _now(tx: Tx, item: Item, changes: Mapping[str, Any]) -> dict[str, Any]:
    theirs = {name: getattr(item, name) for name in changes if hasattr(item, name)}
    if "parent_key" in changes:
        parent = _present_parent(tx, item)
        theirs["parent_key"] = parent.key if parent else None
    return theirs


def _told(item: Item, values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    names = [name for name in (*values, "skills") if name in Item.__dataclass_fields__]
    told = {name: getattr(item, name) for name in names if name != "skills" or name in changes}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in told.items()
    }
