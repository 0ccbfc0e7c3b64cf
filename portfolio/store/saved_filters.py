"""Saved filters of the backlog: kept by a name, and read as what they ask for today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from portfolio.domain.backlog import Category, Level
from portfolio.domain.errors import NotFound
from portfolio.domain.saved_filters import SavedFilter
from portfolio.store import rows
from portfolio.store.backlog_pages import NOBODY, Filter
from portfolio.store.tables.backlog import items
from portfolio.store.tables.okrs import objectives
from portfolio.store.tables.sources import saved_filters
from portfolio.store.tables.teams import areas, teams

WITHOUT = "none"  # "no team" and "no area" in the query
_FILTER = tuple(saved_filters.c[name] for name in SavedFilter.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Names:
    """The slugs, keys and codes that filters name, with the rows they are of today."""

    areas: Mapping[str, int]
    teams: Mapping[str, int]
    epics: Mapping[str, int]
    objectives: Mapping[tuple[int, str], int]  # by cycle and code


def seen_by(tx: Connection, account_id: int | None) -> list[SavedFilter]:
    """Return the filters that somebody may use: their own and the shared ones, by name."""
    own = saved_filters.c.account_id == account_id
    query = select(*_FILTER).where(or_(own, saved_filters.c.is_shared))
    return [_filter(row) for row in tx.execute(query.order_by(saved_filters.c.name))]


def by_id(tx: Connection, ids: Collection[int]) -> dict[int, SavedFilter]:
    """Return the filters of those ids that exist."""
    found = tx.execute(select(*_FILTER).where(saved_filters.c.id.in_(ids)))
    return {row.id: _filter(row) for row in found}


def add(tx: Connection, values: Mapping[str, Any]) -> int:
    """Keep a filter and return its id."""
    return rows.add(tx, saved_filters, values)


def save(tx: Connection, filter_id: int, *, version: int, values: Mapping[str, Any]) -> int:
    """Change a filter that still has this version; raise Stale."""
    return rows.save(tx, saved_filters, filter_id, version=version, values=values)


def remove(tx: Connection, filter_id: int, *, version: int) -> None:
    """Forget a filter that still has this version; raise Stale."""
    rows.remove(tx, saved_filters, filter_id, version=version)


def names(tx: Connection, wanted: Collection[SavedFilter]) -> Names:
    """Return what these filters name, in four queries."""
    keys = {one.query["epic"] for one in wanted if one.query.get("epic")}
    codes = {one.query["objective"] for one in wanted if one.query.get("objective")}
    aims = select(objectives.c.id, objectives.c.cycle_id, objectives.c.code)
    return Names(
        areas={row.slug: row.id for row in tx.execute(select(areas.c.slug, areas.c.id))},
        teams={row.slug: row.id for row in tx.execute(select(teams.c.slug, teams.c.id))},
        epics=_ids(tx, keys),
        objectives={
            (row.cycle_id, row.code): row.id
            for row in tx.execute(aims.where(objectives.c.code.in_(codes)))
        }
        if codes
        else {},
    )


def as_filter(one: SavedFilter, known: Names, *, cycle_id: int) -> Filter:
    """Return what a filter asks for in a cycle; raise NotFound for a name that is no more."""
    query = one.query
    aim = query.get("objective", "")
    return Filter(
        text=query.get("q", ""),
        area_id=_id_of("area", query.get("area", ""), known.areas),
        team_id=_id_of("team", query.get("team", ""), known.teams),
        parent_id=_id_of("epic", query.get("epic", ""), known.epics),
        type=query.get("type", ""),
        level=Level(query["level"]) if query.get("level") else None,
        category=Category(query["category"]) if query.get("category") else None,
        objective_id=_id_of("objective", aim, {aim: known.objectives.get((cycle_id, aim))}),
    )


def _ids(tx: Connection, keys: Collection[str]) -> dict[str, int]:
    if not keys:
        return {}
    query = select(items.c.key, items.c.id).where(items.c.key.in_(keys))
    return {row.key: row.id for row in tx.execute(query)}


def _id_of(kind: str, name: str, ids: Mapping[str, int | None]) -> int | None:
    if not name:
        return None
    if name == WITHOUT and kind in ("area", "team"):
        return NOBODY
    found = ids.get(name)
    if found is None:
        raise NotFound(kind, name)
    return found


def _filter(row: Row[Any]) -> SavedFilter:
    return SavedFilter(**row._mapping)
