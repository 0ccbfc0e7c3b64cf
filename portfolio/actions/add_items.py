"""Add many items at once, with the links between them: a company's backlog in one deed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from portfolio.domain.backlog import (
    KEY_PREFIX,
    PARENT_LEVEL,
    Category,
    Item,
    Level,
    Link,
    NewItem,
    area_of,
    is_delivery,
)
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import backlog, item_links, ranks, trail
from portfolio.store.unit import Tx

MOST_AT_ONCE = 20_000


def add_items(
    tx: Tx,
    by: Viewer,
    new: Sequence[NewItem],
    links: Sequence[Link] = (),
    *,
    now: datetime,
    source: str = "",
) -> dict[str, int]:
    """Add the items behind all others, in the order given, and return their ids by key.

    An item's parent may be among them, in any place. An item without a key is given one, an
    item without an area has its parent's, else its team's. Nothing is added where one is refused.
    """
    require(by, Deed.EDIT_ITEM)
    if len(new) > MOST_AT_ONCE:
        raise Refused(f"Add at most {MOST_AT_ONCE:,} items at once.")
    ranks.lock(tx)
    keyed = _with_keys(tx, new)
    parents = backlog.items_by_key(tx, {one.parent_key for _, one in keyed if one.parent_key})
    added = _add_by_level(tx, by, keyed, parents, now=now, source=source)
    backlog.add_skills(tx, ((added[key], slug) for key, one in keyed for slug in one.skills))
    linked = item_links.add_links(tx, links, source=source)
    trail.record(
        tx,
        by,
        "add items",
        "backlog:all",
        now=now,
        after={"items": len(added), "links": linked, "first": next(iter(added), None)},
    )
    return added


def _with_keys(tx: Tx, new: Sequence[NewItem]) -> list[tuple[str, NewItem]]:
    number = backlog.last_id(tx)
    keyed = []
    for one in new:
        number += 1
        keyed.append((one.key or f"{KEY_PREFIX[one.level]}-{number}", one))
    keys = {key for key, _ in keyed}
    if len(keys) < len(keyed):
        raise Refused("Two of the new items have the same key.", {"key": "Choose another."})
    taken = backlog.taken_keys(tx, keys)
    if taken:
        raise Refused(
            f"There is an item {min(taken)} already.", {"key": "Choose a key that is free."}
        )
    return keyed


def _add_by_level(
    tx: Tx,
    by: Viewer,
    keyed: Sequence[tuple[str, NewItem]],
    known: Mapping[str, Item],
    *,
    now: datetime,
    source: str,
) -> dict[str, int]:
    # A parent's id and area must be there before its children's rows: four inserts, one a level.
    above = {key: (item.level, item.id, item.area_id) for key, item in known.items()}
    team_areas = backlog.area_by_team(tx)
    first = ranks.last(tx) + 1
    placed = [(first + place, key, one) for place, (key, one) in enumerate(keyed)]
    added: dict[str, int] = {}
    for level in Level:
        values = []
        for rank, key, one in placed:
            if one.level is not level:
                continue
            parent_id, parent_area = _parent_of(one, above)
            team_area = team_areas.get(one.team_id) if one.team_id is not None else None
            area_id, overridden = area_of(one.area_id, parent_area=parent_area, team_area=team_area)
            _require_reach(by, one.team_id, area_id)
            values.append(
                {
                    **_row(one, now=now, source=source),
                    "key": key,
                    "rank": rank,
                    "parent_id": parent_id,
                    "area_id": area_id,
                    "area_overridden": overridden,
                }
            )
        ids = backlog.add_rows(tx, values)
        above.update({row["key"]: (level, ids[row["key"]], row["area_id"]) for row in values})
        added.update(ids)
    return added


def _parent_of(
    one: NewItem, above: Mapping[str, tuple[Level, int, int | None]]
) -> tuple[int | None, int | None]:
    if not one.parent_key:
        return None, None
    found = above.get(one.parent_key)
    wanted = PARENT_LEVEL[one.level]
    if found is None or found[0] is not wanted:
        under = f"an {wanted}" if wanted in (Level.INITIATIVE, Level.EPIC) else f"a {wanted}"
        raise Refused(
            f"{one.parent_key} is not {under} that {one.title!r} can hang under."
            if wanted
            else "An initiative hangs under nothing.",
            {"parent_key": f"Name {under} that exists." if wanted else "Leave it empty."},
        )
    return found[1], found[2]


def _require_reach(by: Viewer, team_id: int | None, area_id: int | None) -> None:
    thing = Thing(
        team_ids=frozenset(() if team_id is None else (team_id,)),
        area_ids=frozenset(() if area_id is None else (area_id,)),
    )
    require(by, Deed.EDIT_ITEM, thing)


def _row(one: NewItem, *, now: datetime, source: str) -> dict[str, Any]:
    values = asdict(one)
    for name in ("skills", "labels"):
        del values[name]
    return {
        **values,
        "level": one.level.value,
        "category": one.category.value,
        "type": one.type or one.level.value.capitalize(),
        "is_delivered": one.category is Category.DONE and is_delivery(one.resolution or "Done"),
        "created_at": one.created_at or now,
        "updated_at": one.updated_at or one.created_at or now,
        "labels": list(one.labels) or None,
        "source": source,
    }
