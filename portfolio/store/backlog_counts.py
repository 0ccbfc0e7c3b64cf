"""How many items of a filter were open, done or dropped on some days: for all filters at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, case, func, literal, or_, select, union_all

from portfolio.domain.backlog import Category
from portfolio.domain.backlog_shares import Tally
from portfolio.store.backlog_pages import Filter, matching
from portfolio.store.tables.backlog import items

AT_ONCE = 40  # so many filters in one query


def today(tx: Connection, wanted: Mapping[int, Filter]) -> dict[int, list[Tally]]:
    """Return the items of each filter by category, as they stand; whatever its own category."""
    found: dict[int, list[Tally]] = defaultdict(list)
    keys = sorted(wanted)
    for start in range(0, len(keys), AT_ONCE):
        parts = [
            select(
                literal(key).label("key"),
                items.c.category,
                func.count().label("number"),
                func.coalesce(func.sum(items.c.points), 0.0).label("points"),
            )
            .where(*matching(items, wanted[key]))
            .group_by(items.c.category)
            for key in keys[start : start + AT_ONCE]
        ]
        for row in tx.execute(union_all(*parts)):
            tally = Tally(Category(row.category), row.number, float(row.points))
            found[row.key].append(tally)
    return found


def on_days(
    tx: Connection, wanted: Filter, moments: Sequence[tuple[date, datetime]]
) -> dict[date, list[Tally]]:
    """Return what is known of some days' ends, from when items were created and ended.

    What was open then is told as to do: no one keeps which of it had been begun.
    """
    columns: list[Any] = []
    for place, (_day, ends_at) in enumerate(moments):
        there = or_(items.c.created_at.is_(None), items.c.created_at < ends_at)
        over = and_(items.c.resolved_at.is_not(None), items.c.resolved_at < ends_at)
        ended = items.c.category.in_((Category.DONE.value, Category.DROPPED.value))
        state = case(
            (and_(ended, or_(over, items.c.resolved_at.is_(None))), items.c.category), else_="todo"
        )
        for one in (Category.TODO, Category.DONE, Category.DROPPED):
            counts = and_(there, state == one.value)
            columns.append(func.sum(case((counts, 1), else_=0)).label(f"n{place}{one.value}"))
            points = case((counts, func.coalesce(items.c.points, 0.0)), else_=0.0)
            columns.append(func.sum(points).label(f"p{place}{one.value}"))
    row = tx.execute(select(*columns).where(*matching(items, wanted))).one()
    return {
        day: [
            Tally(
                one,
                int(row._mapping[f"n{place}{one.value}"] or 0),
                float(row._mapping[f"p{place}{one.value}"] or 0.0),
            )
            for one in (Category.TODO, Category.DONE, Category.DROPPED)
        ]
        for place, (day, _ends_at) in enumerate(moments)
    }
