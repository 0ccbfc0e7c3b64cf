"""The staging table of a backlog import, and its merge into the items."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from portfolio.domain.backlog import Category, Level
from portfolio.domain.import_merge import StatusRules
from portfolio.domain.imports import ImportedItem
from portfolio.store.tables.backlog import (
    import_rows,
    items,
    resolutions,
    status_mappings,
)
from portfolio.store.tables.teams import areas, teams

CHUNK = 2000
RANGE = 20_000
MERGED = (
    "key",
    "level",
    "type",
    "title",
    "parent_key",
    "team_id",
    "status",
    "status_category",
    "category",
    "resolution",
    "is_delivered",
    "priority",
    "points",
    "tracker_rank",
    "due_on",
    "created_at",
    "updated_at",
    "resolved_at",
    "external_id",
    "project",
    "labels",
    "source",
)
_MOMENTS = ("created_at", "updated_at", "resolved_at")


@dataclass(frozen=True, slots=True)
class StagedItem:
    """An item of the file beside the row it would change, where there is one."""

    item: ImportedItem
    item_id: int | None
    current: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class StagedSprints:
    """The sprints that an item's row names, and the team by whose board they are told apart."""

    item_id: int
    key: str
    line: int
    sprints: tuple[str, ...]
    team: str | None


def stage(tx: Connection, batch: str, staged: Sequence[ImportedItem]) -> None:
    """Add items to the staging table."""
    if staged:
        tx.execute(
            insert(import_rows),
            [
                {"batch": batch, "line": item.line, "key": item.key, "row": _document(item)}
                for item in staged
            ],
        )


def unstage(tx: Connection, batch: str) -> None:
    """Empty the staging table of a batch."""
    for first, last in _ranges(tx, import_rows, import_rows.c.batch == batch):
        tx.execute(
            delete(import_rows).where(
                import_rows.c.batch == batch, import_rows.c.id.between(first, last)
            )
        )


def staged_chunks(tx: Connection, batch: str) -> Iterator[list[StagedItem]]:
    """Yield the staged items in the order of the file, each beside the item of the same key."""
    after = 0
    columns = [items.c[name].label(f"now_{name}") for name in MERGED]
    while True:
        query = (
            select(import_rows.c.id, import_rows.c.row, items.c.id.label("item_id"), *columns)
            .select_from(import_rows.outerjoin(items, items.c.key == import_rows.c.key))
            .where(import_rows.c.batch == batch, import_rows.c.id > after)
            .order_by(import_rows.c.id)
            .limit(CHUNK)
        )
        found = tx.execute(query).all()
        if not found:
            return
        yield [_staged(row) for row in found]
        after = found[-1].id


def staged_sprints(tx: Connection, batch: str) -> Iterator[list[StagedSprints]]:
    """Yield what the staged items say of their sprints, chunk by chunk, once they are items."""
    after = 0
    while True:
        query = (
            select(import_rows.c.id, import_rows.c.line, import_rows.c.row, items.c.id, items.c.key)
            .join(items, items.c.key == import_rows.c.key)
            .where(import_rows.c.batch == batch, import_rows.c.id > after)
            .order_by(import_rows.c.id)
            .limit(CHUNK)
        )
        found = tx.execute(query).all()
        if not found:
            return
        yield [
            StagedSprints(item_id, key, line, tuple(row.get("sprints", ())), row.get("team"))
            for _, line, row, item_id, key in found
        ]
        after = found[-1][0]


def add_items(tx: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Add many items."""
    if values:
        tx.execute(insert(items), [{**row, "area_overridden": False} for row in values])


def change_items(tx: Connection, values: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Set the merged columns of many items and raise their versions."""
    if not values:
        return
    statement = (
        update(items)
        .where(items.c.id == bindparam("its_id"))
        .values({name: bindparam(f"new_{name}") for name in MERGED})
        .values(version=items.c.version + 1, parent_id=None)
    )
    tx.execute(
        statement,
        [
            {"its_id": item_id, **{f"new_{name}": row[name] for name in MERGED}}
            for item_id, row in values
        ],
    )


def join_parents(tx: Connection) -> None:
    """Let every item that names a parent by key find it."""
    parents = items.alias()
    found = select(parents.c.id).where(parents.c.key == items.c.parent_key).scalar_subquery()
    alone = items.c.parent_key.is_not(None) & items.c.parent_id.is_(None)
    for first, last in _ranges(tx, items, alone):
        tx.execute(
            update(items).where(alone, items.c.id.between(first, last)).values(parent_id=found)
        )


def crossing_parents(tx: Connection) -> bool:
    """Whether any item's parent stands no higher than itself, as in every circle one must."""
    parents = items.alias()
    levels = [str(level) for level in Level]
    not_above = or_(
        *(
            and_(items.c.level == level, parents.c.level.in_(levels[place:]))
            for place, level in enumerate(levels)
        )
    )
    query = select(items.c.id).join(parents, parents.c.id == items.c.parent_id).where(not_above)
    return tx.execute(query.limit(1)).first() is not None


def parents_by_key(tx: Connection) -> dict[str, str]:
    """Return the parent of every item that has one."""
    parents = items.alias()
    query = select(items.c.key, parents.c.key.label("parent")).join(
        parents, parents.c.id == items.c.parent_id
    )
    return {row.key: row.parent for row in tx.execute(query)}


def orphan(tx: Connection, keys: Iterable[str]) -> None:
    """Take these items from their parents; the keys of those are kept as written."""
    tx.execute(update(items).where(items.c.key.in_(list(keys))).values(parent_id=None))


def join_areas(tx: Connection, unassigned: int) -> None:
    """Give items without an area their parent's, else their team's, else `unassigned`."""
    parents = items.alias()
    of_parent = select(parents.c.area_id).where(parents.c.id == items.c.parent_id)
    of_team = select(teams.c.area_id).where(teams.c.id == items.c.team_id)
    for level in Level:
        tx.execute(
            update(items)
            .where(items.c.level == str(level), items.c.area_id.is_(None))
            .values(
                area_id=func.coalesce(
                    of_parent.scalar_subquery(), of_team.scalar_subquery(), unassigned
                )
            )
        )


def rank_like_tracker(tx: Connection, batch: str) -> None:
    """Share the ranks that the batch's items hold among them in the tracker's order."""
    query = (
        select(items.c.id, items.c.rank, items.c.tracker_rank)
        .select_from(import_rows.join(items, items.c.key == import_rows.c.key))
        .where(import_rows.c.batch == batch)
        .order_by(items.c.rank)
    )
    held = tx.execute(query).all()
    # Sorted here: databases compare text by locale, LexoRank compares bytes.
    wanted = sorted(held, key=lambda row: (row.tracker_rank is None, row.tracker_rank or ""))
    moved = [
        {"its_id": row.id, "new_rank": slot.rank}
        for row, slot in zip(wanted, held, strict=True)
        if row.rank != slot.rank
    ]
    if moved:
        statement = (
            update(items)
            .where(items.c.id == bindparam("its_id"))
            .values(rank=bindparam("new_rank"))
        )
        tx.execute(statement, moved)


def keys_of_external_ids(
    tx: Connection, external_ids: Iterable[str], *, source: str
) -> dict[str, str]:
    """Return the keys of items that are known by the tracker's ids."""
    wanted = list(external_ids)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        query = select(items.c.external_id, items.c.key).where(
            items.c.external_id.in_(wanted[start : start + CHUNK]), items.c.source == source
        )
        found.update({row.external_id: row.key for row in tx.execute(query)})
    return found


def status_rules(tx: Connection) -> StatusRules:
    """Return how the teams mapped statuses and which resolutions deliver."""
    mapped = select(status_mappings.c.team_id, status_mappings.c.status, status_mappings.c.category)
    delivering = select(resolutions.c.name, resolutions.c.is_delivery)
    return StatusRules(
        {
            (row.team_id, row.status.casefold()): Category(row.category)
            for row in tx.execute(mapped)
        },
        {row.name.casefold(): row.is_delivery for row in tx.execute(delivering)},
    )


def teams_by_tracker_name(tx: Connection) -> dict[str, int]:
    """Return the teams by their name in the tracker, and by their own where they have none."""
    query = select(teams.c.id, teams.c.name, teams.c.tracker_name)
    return {(row.tracker_name or row.name).casefold(): row.id for row in tx.execute(query)}


def team_slugs(tx: Connection) -> set[str]:
    """Return the slugs that are taken."""
    return set(tx.execute(select(teams.c.slug)).scalars())


def add_teams(tx: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Add many teams."""
    if values:
        tx.execute(insert(teams), list(values))


def area_ids(tx: Connection) -> dict[str, int]:
    """Return the areas by their slugs."""
    return {row.slug: row.id for row in tx.execute(select(areas.c.slug, areas.c.id))}


def add_area(tx: Connection, slug: str, name: str) -> None:
    """Add an area after the others."""
    position = tx.execute(select(func.count()).select_from(areas)).scalar_one()
    tx.execute(insert(areas).values(slug=slug, name=name, position=position))


def _ranges(tx: Connection, table: Table, where: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Return ranges of ids that cover the rows.

    SQLite remembers every page that a statement touches until it ends: one statement over a
    million rows would hold the table in memory.
    """
    query = select(func.min(table.c.id), func.max(table.c.id)).where(where)
    first, last = tx.execute(query).one()
    if first is None:
        return []
    return [(start, start + RANGE - 1) for start in range(first, last + 1, RANGE)]


def _staged(row: Row[Any]) -> StagedItem:
    found = row._mapping
    current = None
    if row.item_id is not None:
        current = {name: found[f"now_{name}"] for name in MERGED}
    return StagedItem(_item(row.row), row.item_id, current)


def _document(item: ImportedItem) -> dict[str, Any]:
    """Return the item without its links, which are merged for the whole file at once."""
    values = {name: getattr(item, name) for name in ImportedItem.__slots__ if name != "links"}
    for name in (*_MOMENTS, "due_on"):
        if values[name] is not None:
            values[name] = values[name].isoformat()
    return {name: value for name, value in values.items() if value not in (None, ())}


def _item(document: Mapping[str, Any]) -> ImportedItem:
    values = dict(document)
    values["level"] = Level(values["level"])
    for name in ("sprints", "labels", "components"):
        values[name] = tuple(values.get(name, ()))
    for name in _MOMENTS:
        if name in values:
            values[name] = datetime.fromisoformat(values[name])
    if "due_on" in values:
        values["due_on"] = date.fromisoformat(values["due_on"])
    return ImportedItem(**values)
