"""Items of the backlog: one, several, its family; add them and change them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from portfolio.domain.backlog import Category, Item, Level
from portfolio.domain.errors import NotFound
from portfolio.store import rows
from portfolio.store.tables.backlog import item_skills, items
from portfolio.store.tables.teams import skills, teams

ITEM_COLUMNS = tuple(items.c[name] for name in Item.__dataclass_fields__ if name != "skills")
_LEVEL, _CATEGORY = (list(Item.__dataclass_fields__).index(name) for name in ("level", "category"))


def one_item(tx: Connection, key: str) -> Item:
    """Return the item of a key, with its skills; raise NotFound."""
    row = tx.execute(select(*ITEM_COLUMNS).where(items.c.key == key)).one_or_none()
    if row is None:
        raise NotFound("item", key)
    return item_of(row, skills_of(tx, [row.id]))


def items_by_key(tx: Connection, keys: Collection[str]) -> dict[str, Item]:
    """Return the items of those keys that exist, without their skills."""
    if not keys:
        return {}
    found = tx.execute(select(*ITEM_COLUMNS).where(items.c.key.in_(keys)))
    return {row.key: item_of(row) for row in found}


def items_by_id(tx: Connection, ids: Collection[int]) -> dict[int, Item]:
    """Return the items of those ids that exist, without their skills."""
    if not ids:
        return {}
    found = tx.execute(select(*ITEM_COLUMNS).where(items.c.id.in_(ids)))
    return {row.id: item_of(row) for row in found}


def all_items(
    tx: Connection,
    *,
    levels: Collection[Level] = tuple(Level),
    categories: Collection[Category] = tuple(Category),
) -> list[Item]:
    """Return the items of these levels and categories in rank order, with their skills."""
    query = (
        select(*ITEM_COLUMNS)
        .where(
            items.c.level.in_([level.value for level in levels]),
            items.c.category.in_([category.value for category in categories]),
        )
        .order_by(items.c.rank, items.c.id)
    )
    own = skills_of(tx)
    return [item_of(row, own) for row in tx.execute(query)]


def ancestors(tx: Connection, item_id: int) -> list[Item]:
    """Return what the item hangs under, the initiative first."""
    start = select(items.c.parent_id.label("id"), func.abs(0).label("depth")).where(
        items.c.id == item_id
    )
    line = start.cte("line", recursive=True)
    above = items.alias("above")
    line = line.union_all(
        select(above.c.parent_id, line.c.depth + 1).where(above.c.id == line.c.id, line.c.depth < 8)
    )
    query = select(*ITEM_COLUMNS).join(line, line.c.id == items.c.id).order_by(line.c.depth.desc())
    return [item_of(row) for row in tx.execute(query)]


def children(tx: Connection, parent_ids: Collection[int], *, limit: int = 2000) -> list[Item]:
    """Return what hangs directly under these items, in rank order."""
    query = (
        select(*ITEM_COLUMNS)
        .where(items.c.parent_id.in_(parent_ids))
        .order_by(items.c.rank, items.c.id)
        .limit(limit)
    )
    return [item_of(row) for row in tx.execute(query)]


def skills_of(tx: Connection, item_ids: Collection[int] | None = None) -> dict[int, list[str]]:
    """Return the slugs of the skills that items need, by item id; of all without ids."""
    query = (
        select(item_skills.c.item_id, skills.c.slug)
        .join(skills, skills.c.id == item_skills.c.skill_id)
        .order_by(skills.c.slug)
    )
    if item_ids is not None:
        query = query.where(item_skills.c.item_id.in_(item_ids))
    found: dict[int, list[str]] = defaultdict(list)
    for item_id, slug in tx.execute(query):
        found[item_id].append(slug)
    return found


def area_by_team(tx: Connection) -> dict[int, int | None]:
    """Return the area of each team, by the team's id."""
    return {row.id: row.area_id for row in tx.execute(select(teams.c.id, teams.c.area_id))}


def taken_keys(tx: Connection, keys: Collection[str]) -> set[str]:
    """Return those of the keys that an item has already."""
    return set(tx.execute(select(items.c.key).where(items.c.key.in_(keys))).scalars())


def last_id(tx: Connection) -> int:
    """Return the greatest item id there is, 0 without items."""
    return int(tx.execute(select(func.coalesce(func.max(items.c.id), 0))).scalar_one())


def add_rows(tx: Connection, values: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Insert items as rows and return their ids by key."""
    if not values:
        return {}
    made = tx.execute(
        insert(items).returning(items.c.key, items.c.id), [dict(one) for one in values]
    )
    return {row.key: row.id for row in made}


def save_item(tx: Connection, item_id: int, *, version: int, values: Mapping[str, Any]) -> int:
    """Save an item that still has `version`; raise Stale or NotFound as rows.save does."""
    return rows.save(tx, items, item_id, version=version, values=values)


def add_skills(tx: Connection, pairs: Iterable[tuple[int, str]]) -> None:
    """Let items need skills, given as (item id, skill slug); unknown slugs are left out."""
    wanted = set(pairs)
    if not wanted:
        return
    slugs = {slug for _, slug in wanted}
    known = {
        row.slug: row.id
        for row in tx.execute(select(skills.c.slug, skills.c.id).where(skills.c.slug.in_(slugs)))
    }
    values = [
        {"item_id": item_id, "skill_id": known[slug]}
        for item_id, slug in sorted(wanted)
        if slug in known
    ]
    if values:
        tx.execute(insert(item_skills), values)


def set_skills(tx: Connection, item_id: int, slugs: Collection[str]) -> None:
    """Replace the skills that an item needs."""
    tx.execute(delete(item_skills).where(item_skills.c.item_id == item_id))
    add_skills(tx, {(item_id, slug) for slug in slugs})


def hand_area_down(tx: Connection, item_id: int, area_id: int | None) -> int:
    """Give the area to everything below an item that does not override it; return how many."""
    below = (
        select(items.c.id)
        .where(items.c.parent_id == item_id, items.c.area_overridden.is_(False))
        .cte("below", recursive=True)
    )
    part = items.alias("part")
    below = below.union(
        select(part.c.id).where(part.c.parent_id == below.c.id, part.c.area_overridden.is_(False))
    )
    changed = tx.execute(
        update(items)
        .where(items.c.id.in_(select(below.c.id)), items.c.area_id.is_distinct_from(area_id))
        .values(area_id=area_id, version=items.c.version + 1)
    )
    return changed.rowcount


def item_of(row: Row[Any], skills_by_item: Mapping[int, Sequence[str]] | None = None) -> Item:
    """Return the value of a row that begins with ITEM_COLUMNS."""
    cells: list[Any] = list(row[: len(ITEM_COLUMNS)])  # in the order of Item's fields
    cells[_LEVEL], cells[_CATEGORY] = Level(cells[_LEVEL]), Category(cells[_CATEGORY])
    own = skills_by_item.get(row.id, ()) if skills_by_item else ()
    cells.append(tuple(own))
    return Item(*cells)
