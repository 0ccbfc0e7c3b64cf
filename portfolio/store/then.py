"""What was known at a moment: items that were there, and everything that happened to them since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from portfolio.domain.backlog import Category, Item, Level
from portfolio.domain.items_then import EDITED, MOVED, Change, History, changes_in
from portfolio.domain.trail import Entry
from portfolio.store import backlog, trail
from portfolio.store.tables.backlog import (
    import_changes,
    imports,
    item_tracker_sprints,
    items,
    tracker_sprints,
)
from portfolio.store.tables.teams import absences

EVERY = 1_000_000_000  # entries: as many as there are
_ABOVE = (Level.EPIC.value, Level.INITIATIVE.value)
_OPEN = (Category.TODO.value, Category.DOING.value)


@dataclass(frozen=True, slots=True)
class InSprint:
    """An item in a sprint of the tracker that ran, or began, in a span of time."""

    item_id: int
    sprint_id: int
    team_id: int | None
    starts_at: datetime


def items_around(tx: Connection, *, since: datetime, until: datetime) -> list[Item]:
    """Return what was open at some time between, and every epic and initiative from before.

    An item that ended without a day counts as ended when it was last changed.
    """
    ended = func.coalesce(items.c.resolved_at, items.c.updated_at)
    query: Any = (
        select(*backlog.ITEM_COLUMNS, ended.label("ended_at"))
        .where(
            or_(items.c.created_at.is_(None), items.c.created_at < until),
            or_(items.c.level.in_(_ABOVE), items.c.category.in_(_OPEN), ended >= since),
        )
        .order_by(items.c.rank, items.c.id)
    )
    skills = backlog.skills_of(tx)
    place = list(Item.__dataclass_fields__).index("resolved_at")
    found = []
    for row in tx.execute(query):
        if row.resolved_at is None and row.category not in _OPEN:
            cells = list(row)
            cells[place] = row.ended_at
            found.append(_item(cells, skills.get(row.id, ())))
        else:
            found.append(backlog.item_of(row, skills))
    return found


def history_since(tx: Connection, moment: datetime) -> History:
    """Return what the trail and the imports say of items from a moment on."""
    entries = trail.newest(tx, limit=EVERY, since=moment, deeds=(EDITED, MOVED))
    changed, moved = changes_in(entries)
    query = (
        select(
            import_changes.c.item_key,
            imports.c.made_at,
            import_changes.c.deed,
            import_changes.c.changes,
        )
        .join(imports, imports.c.id == import_changes.c.import_id)
        .where(imports.c.made_at >= moment)
        .order_by(import_changes.c.id)
    )
    unheard = set()
    for key, at, deed, said in tx.execute(query):
        if deed == "added":
            unheard.add(key)
        else:
            before = {name: both[0] for name, both in (said or {}).items()}
            changed.append(Change(key, at, before))
    return History(tuple(changed), tuple(moved), frozenset(unheard))


def entries_since(tx: Connection, moment: datetime, deeds: tuple[str, ...]) -> list[Entry]:
    """Return the entries of the trail with these deeds from a moment on, the newest first."""
    return trail.newest(tx, limit=EVERY, since=moment, deeds=deeds)


def absences_since(tx: Connection, moment: datetime) -> set[int]:
    """Return the ids of the absences that were entered at a moment or later."""
    query = select(absences.c.id).where(absences.c.entered_at >= moment)
    return set(tx.execute(query).scalars())


def in_sprints(tx: Connection, *, since: datetime, until: datetime) -> list[InSprint]:
    """Return which items were in sprints of the tracker that ran or began between, oldest first."""
    query = (
        select(
            item_tracker_sprints.c.item_id,
            tracker_sprints.c.id,
            tracker_sprints.c.team_id,
            tracker_sprints.c.starts_at,
        )
        .join(tracker_sprints, tracker_sprints.c.id == item_tracker_sprints.c.tracker_sprint_id)
        .where(_ran(since, until))
        .order_by(tracker_sprints.c.starts_at, item_tracker_sprints.c.item_id)
    )
    return [InSprint(*row) for row in tx.execute(query)]


def ids_by_key(found: list[Item]) -> Mapping[str, int]:
    """Return the id of each key."""
    return {one.key: one.id for one in found}


def _ran(since: datetime, until: datetime) -> ColumnElement[bool]:
    ended = func.coalesce(tracker_sprints.c.completed_at, tracker_sprints.c.ends_at)
    return and_(tracker_sprints.c.starts_at < until, or_(ended >= since, ended.is_(None)))


def _item(cells: list[Any], skills: Any) -> Item:
    names = [name for name in Item.__dataclass_fields__ if name != "skills"]
    values = dict(zip(names, cells, strict=False))
    values["level"], values["category"] = Level(values["level"]), Category(values["category"])
    return Item(**values, skills=tuple(skills))
