"""The backlog's past and future as forecasts look at it: what was open when, and delivered when."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from portfolio.domain.backlog import Category, Level
from portfolio.domain.cycles import Cycle
from portfolio.domain.forecast_facts import Epic, Spot, Work
from portfolio.domain.plans import Placed, Taken
from portfolio.store.tables.backlog import items

DAY = timedelta(days=1)
_OPEN = (Category.TODO.value, Category.DOING.value)


def works(
    tx: Connection, *, since: date, zones: Mapping[int, tzinfo], zone: tzinfo = UTC
) -> tuple[Work, ...]:
    """Return the items that are delivered by themselves and were open on some day from `since` on.

    Days are those of the item's team, else of `zone`. What was closed on no known day is left
    out.
    """
    loose = and_(items.c.level == Level.SUBTASK.value, items.c.parent_id.is_(None))
    query = (
        select(
            items.c.id,
            items.c.type,
            items.c.rank,
            items.c.parent_id,
            items.c.team_id,
            items.c.area_id,
            items.c.points,
            items.c.created_at,
            items.c.resolved_at,
            items.c.is_delivered,
            items.c.category,
        )
        .where(or_(items.c.level == Level.STORY.value, loose), _open_since(since))
        .order_by(items.c.rank, items.c.id)
    )
    found = []
    for row in tx.execute(query):
        own = zones.get(row.team_id, zone)
        closed = None if row.category in _OPEN else _day(row.resolved_at, own)
        found.append(
            Work(
                row.id,
                row.type,
                row.rank,
                row.parent_id,
                row.team_id,
                row.area_id,
                row.points,
                _day(row.created_at, own),
                closed,
                row.is_delivered and closed is not None,
            )
        )
    return tuple(found)


def epics(tx: Connection, *, since: date, zone: tzinfo = UTC) -> tuple[Epic, ...]:
    """Return the epics that were open on some day from `since` on, in the order of rank."""
    query = (
        select(
            items.c.id,
            items.c.rank,
            items.c.area_id,
            items.c.team_id,
            items.c.created_at,
            items.c.resolved_at,
            items.c.is_delivered,
            items.c.category,
        )
        .where(items.c.level == Level.EPIC.value, _open_since(since))
        .order_by(items.c.rank, items.c.id)
    )
    return tuple(
        Epic(
            row.id,
            row.rank,
            row.area_id,
            row.team_id,
            _day(row.created_at, zone),
            None if row.category in _OPEN else _day(row.resolved_at, zone),
            row.is_delivered,
        )
        for row in tx.execute(query)
    )


def spots(
    cycle: Cycle, placed: Iterable[Placed], taken: Iterable[Taken]
) -> dict[int, tuple[Spot, ...]]:
    """Return where items are: with the team that took them, else where the plan has them."""
    places = {sprint.id: place for place, sprint in enumerate(cycle.sprints)}
    found = {
        one.item_id: (Spot(one.team_id, places.get(one.sprint_id, 0), one.points),)
        for one in placed
    }
    by_team: dict[int, tuple[Spot, ...]] = {}
    for part in taken:
        spot = Spot(part.team_id, places.get(part.sprint_id, 0), part.remaining)
        by_team[part.item_id] = (*by_team.get(part.item_id, ()), spot)
    return found | by_team


def _open_since(since: date) -> ColumnElement[bool]:
    moment = datetime.combine(since - DAY, time(), UTC)
    return or_(items.c.category.in_(_OPEN), items.c.resolved_at >= moment)


def _day(moment: Any, zone: tzinfo) -> date | None:
    if moment is None:
        return None
    found: date = moment.astimezone(zone).date()
    return found
