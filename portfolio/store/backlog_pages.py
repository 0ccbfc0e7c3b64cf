"""The backlog as pages show it: filtered, as a tree or as a list, counted and summed."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from portfolio.domain.backlog import Category, Item, Level
from portfolio.store.backlog import ITEM_COLUMNS, item_of
from portfolio.store.tables.backlog import items
from portfolio.store.tables.okrs import contributions, key_results, objectives
from portfolio.store.tables.plans import plan_epics

NOBODY = 0  # the team or area of items that have none
_DONE = Category.DONE.value
_DROPPED = Category.DROPPED.value


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are wanted; what is None is not asked for. NOBODY: those without one."""

    text: str = ""
    area_id: int | None = None
    team_id: int | None = None
    level: Level | None = None
    category: Category | None = None
    objective_id: int | None = None
    parent_id: int | None = None  # the epic, or initiative, that it hangs directly under
    type: str = ""
    is_ranked: bool = False  # what a plan judges: open epics, and open items without one
    plan_id: int | None = None
    is_in: bool | None = None  # what that plan finishes, or leaves out

    @property
    def is_on(self) -> bool:
        """Whether anything is asked for."""
        return replace(self, is_ranked=False, plan_id=None) != Filter()


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of a level and category there are, and their points."""

    level: Level
    category: Category
    number: int
    points: float


@dataclass(frozen=True, slots=True)
class Sums:
    """What hangs under an item: how much, how much of it is done, how much has no points."""

    parts: int = 0
    done: int = 0
    points: float = 0.0
    points_done: float = 0.0
    without_points: int = 0

    @property
    def share_done(self) -> float | None:
        """The share of the points that is done, else of the parts; None without parts."""
        if self.points:
            return self.points_done / self.points
        return self.done / self.parts if self.parts else None


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective that an item is expected to move."""

    objective_id: int
    code: str
    title: str

    @property
    def number(self) -> int:
        """The number in its code, which gives it its colour; 0 without one."""
        digits = self.code.removeprefix("O")
        return int(digits) if digits.isdecimal() else 0


def counts(tx: Connection, wanted: Filter) -> list[Count]:
    """Return how many of the wanted items there are, by level and category."""
    query = (
        select(
            items.c.level,
            items.c.category,
            func.count().label("number"),
            func.coalesce(func.sum(items.c.points), 0.0).label("points"),
        )
        .where(*_wanted(items, wanted))
        .group_by(items.c.level, items.c.category)
    )
    return [
        Count(Level(row.level), Category(row.category), row.number, float(row.points))
        for row in tx.execute(query)
    ]


def listed(tx: Connection, wanted: Filter, *, limit: int, offset: int = 0) -> list[Item]:
    """Return a page of the wanted items in rank order."""
    query = _list(wanted).limit(limit).offset(offset)
    return [item_of(row) for row in tx.execute(query)]


def every(tx: Connection, wanted: Filter) -> Iterator[tuple[Item, str | None]]:
    """Yield each wanted item in rank order with its parent's key, read as a stream."""
    query = _list(wanted).add_columns(items.c.parent_key)
    for row in tx.execute(query.execution_options(yield_per=2000)):
        yield item_of(row), row.parent_key


def lines(tx: Connection, wanted: Filter, *, limit: int, offset: int = 0) -> list[Item]:
    """Return a page of the tree's lines: initiatives, their epics, then what hangs nowhere.

    An epic is a line where it, or something directly under it, is wanted.
    """
    above = items.alias("above")
    group = case((items.c.level == Level.INITIATIVE.value, items.c.rank), else_=above.c.rank)
    depth = case(
        (items.c.level == Level.INITIATIVE.value, 0), (items.c.level == Level.EPIC.value, 1),
        else_=2,
    )  # fmt: skip
    query = (
        select(*ITEM_COLUMNS)
        .select_from(items.outerjoin(above, above.c.id == items.c.parent_id))
        .where(*_lines(wanted))
        .order_by(group.is_(None), group, depth, items.c.rank, items.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [item_of(row) for row in tx.execute(query)]


def count_lines(tx: Connection, wanted: Filter) -> int:
    """Return how many lines the tree has."""
    return int(tx.execute(select(func.count()).where(*_lines(wanted))).scalar_one())


def parts(
    tx: Connection, parent_ids: Collection[int], wanted: Filter, *, limit: int
) -> dict[int, list[Item]]:
    """Return the wanted items directly under each of these, in rank order, so many in all."""
    found: dict[int, list[Item]] = defaultdict(list)
    if not parent_ids:
        return found
    query = (
        select(*ITEM_COLUMNS)
        .where(items.c.parent_id.in_(parent_ids), *_wanted(items, wanted))
        .order_by(items.c.rank, items.c.id)
        .limit(limit)
    )
    for row in tx.execute(query):
        found[row.parent_id].append(item_of(row))
    return found


def sums(tx: Connection, item_ids: Collection[int]) -> dict[int, Sums]:
    """Return what hangs under each item; under an initiative, the parts of its epics."""
    if not item_ids:
        return {}
    part, middle = items.alias("part"), items.alias("middle")
    direct = (
        select(part.c.parent_id.label("top"), *_summed(part))
        .where(part.c.parent_id.in_(item_ids), part.c.level.not_in(("epic", "initiative")))
        .group_by(part.c.parent_id)
    )
    # An epic without stories counts itself; one with stories counts by them.
    childless = ~exists(select(items.c.id).where(items.c.parent_id == part.c.id))
    below = (
        select(middle.c.parent_id.label("top"), *_summed(part))
        .join(middle, or_(middle.c.id == part.c.parent_id, middle.c.id == part.c.id))
        .where(
            middle.c.parent_id.in_(item_ids),
            middle.c.level == Level.EPIC.value,
            or_(part.c.id != middle.c.id, childless),
        )
        .group_by(middle.c.parent_id)
    )
    found: dict[int, Sums] = {}
    for query in (direct, below):
        for row in tx.execute(query):
            made = Sums(
                row.parts, int(row.done), float(row.points), float(row.points_done), int(row.bare)
            )
            found[row.top] = _together(found.get(row.top), made)
    return found


def places(tx: Connection, item_ids: Collection[int]) -> dict[int, int]:
    """Return the place of each item among those of its level, from 1."""
    if not item_ids:
        return {}
    # Counting only between one of the items and the next reads each row of the index once.
    asked = (
        select(
            items.c.id,
            items.c.level,
            items.c.rank,
            func.coalesce(
                func.lag(items.c.rank).over(partition_by=items.c.level, order_by=items.c.rank), -1
            ).label("since"),
        )
        .where(items.c.id.in_(item_ids))
        .subquery()
    )
    other = items.alias("other")
    between = (
        select(func.count())
        .select_from(other)
        .where(
            other.c.level == asked.c.level,
            other.c.rank > asked.c.since,
            other.c.rank <= asked.c.rank,
        )
        .scalar_subquery()
    )
    query = select(asked.c.id, asked.c.level, between.label("step")).order_by(asked.c.rank)
    reached: dict[str, int] = defaultdict(int)
    found = {}
    for row in tx.execute(query):
        reached[row.level] += row.step
        found[row.id] = reached[row.level]
    return found


def aims(tx: Connection, item_ids: Collection[int], cycle_id: int | None) -> dict[int, list[Aim]]:
    """Return the objectives that items, or for an initiative its epics, are expected to move."""
    found: dict[int, list[Aim]] = defaultdict(list)
    if not item_ids or cycle_id is None:
        return found
    above = items.alias("above")
    initiative = and_(above.c.id == items.c.parent_id, above.c.level == Level.INITIATIVE.value)
    query = (
        select(
            items.c.id,
            above.c.id.label("above_id"),
            objectives.c.id.label("objective_id"),
            objectives.c.code,
            objectives.c.title,
        )
        .select_from(contributions)
        .join(items, items.c.id == contributions.c.item_id)
        .join(key_results, key_results.c.id == contributions.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .outerjoin(above, initiative)
        .where(
            objectives.c.cycle_id == cycle_id,
            or_(items.c.id.in_(item_ids), above.c.id.in_(item_ids)),
        )
        .order_by(objectives.c.position, objectives.c.code)
    )
    for row in tx.execute(query):
        aim = Aim(row.objective_id, row.code, row.title)
        for item_id in (row.id, row.above_id):
            if item_id is not None and aim not in found[item_id]:
                found[item_id].append(aim)
    return found


def aims_of_cycle(tx: Connection, cycle_id: int | None) -> list[Aim]:
    """Return the objectives of a cycle, for the filter."""
    query = (
        select(objectives.c.id, objectives.c.code, objectives.c.title)
        .where(objectives.c.cycle_id == cycle_id, objectives.c.struck_on.is_(None))
        .order_by(objectives.c.position, objectives.c.code)
    )
    return [Aim(*row) for row in tx.execute(query)]


def types(tx: Connection) -> list[str]:
    """Return the types that items have, by name."""
    return list(tx.execute(select(items.c.type).distinct().order_by(items.c.type)).scalars())


def matching(table: Any, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter but the one of its category."""
    return _wanted(table, replace(wanted, category=None))


def _list(wanted: Filter) -> Select[Any]:
    return select(*ITEM_COLUMNS).where(*_wanted(items, wanted)).order_by(items.c.rank, items.c.id)


def _lines(wanted: Filter) -> list[ColumnElement[bool]]:
    tops = or_(
        items.c.level.in_((Level.INITIATIVE.value, Level.EPIC.value)), items.c.parent_id.is_(None)
    )
    if not wanted.is_on:
        return [tops]
    part = items.alias("wanted_part")
    below = exists(select(part.c.id).where(part.c.parent_id == items.c.id, *_wanted(part, wanted)))
    has_part = and_(items.c.level == Level.EPIC.value, below)
    return [tops, or_(and_(*_wanted(items, wanted)), has_part)]


def _wanted(table: Any, wanted: Filter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    for word in wanted.text.lower().split():
        where.append(
            or_(
                func.lower(table.c.title).contains(word, autoescape=True),
                func.lower(table.c.key).startswith(word, autoescape=True),
            )
        )
    for column, value in ((table.c.area_id, wanted.area_id), (table.c.team_id, wanted.team_id)):
        if value is not None:
            where.append(column.is_(None) if value == NOBODY else column == value)
    for column, asked in (
        (table.c.parent_id, wanted.parent_id),
        (table.c.type, wanted.type),
        (table.c.level, wanted.level),
        (table.c.category, wanted.category),
    ):
        if asked:
            where.append(column == (asked.value if isinstance(asked, StrEnum) else asked))
    if wanted.is_ranked:
        where += _ranked(table, is_open=wanted.category is None)
    if wanted.is_in is not None:
        finished = plan_epics.c.sprint_id
        judged = select(plan_epics.c.item_id).where(
            plan_epics.c.plan_id == wanted.plan_id,
            finished.is_not(None) if wanted.is_in else finished.is_(None),
        )
        where.append(table.c.id.in_(judged))
    if wanted.objective_id is not None:
        aiming = (
            select(contributions.c.item_id)
            .join(key_results, key_results.c.id == contributions.c.key_result_id)
            .where(key_results.c.objective_id == wanted.objective_id)
        )
        where.append(or_(table.c.id.in_(aiming), table.c.parent_id.in_(aiming)))
    return where


def _ranked(table: Any, *, is_open: bool) -> list[ColumnElement[bool]]:
    alone = and_(table.c.level == Level.STORY.value, table.c.parent_id.is_(None))
    kinds: list[ColumnElement[bool]] = [or_(table.c.level == Level.EPIC.value, alone)]
    if is_open:
        kinds.append(table.c.category.in_([one.value for one in Category if one.is_open]))
    return kinds


def _summed(part: Any) -> list[Any]:
    kept = part.c.category != _DROPPED
    done = part.c.category == _DONE
    points = func.coalesce(part.c.points, 0.0)
    return [
        func.sum(case((kept, 1), else_=0)).label("parts"),
        func.sum(case((done, 1), else_=0)).label("done"),
        func.sum(case((kept, points), else_=0.0)).label("points"),
        func.sum(case((done, points), else_=0.0)).label("points_done"),
        func.sum(case((and_(kept, ~done, part.c.points.is_(None)), 1), else_=0)).label("bare"),
    ]


def _together(one: Sums | None, other: Sums) -> Sums:
    if one is None:
        return other
    return Sums(*(getattr(one, name) + getattr(other, name) for name in Sums.__dataclass_fields__))
