"""Delivered work with points: what the reference classes are made of."""

from datetime import UTC, date, datetime, time, tzinfo

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from portfolio.domain.backlog import Level
from portfolio.domain.estimates import ReferenceClasses, Sized, reference_classes
from portfolio.store.tables.backlog import items


def delivered_work() -> ColumnElement[bool]:
    """The condition of an item that was delivered as work of its own.

    A sub-task is part of its parent, where that is known; an epic is the sum of its items.
    """
    loose = and_(items.c.level == Level.SUBTASK.value, items.c.parent_id.is_(None))
    return and_(
        items.c.is_delivered.is_(True),
        items.c.resolved_at.is_not(None),
        or_(items.c.level == Level.STORY.value, loose),
    )


def classes(tx: Connection, *, before: datetime) -> ReferenceClasses:
    """Return the reference classes of what was delivered before a moment, in one query."""
    query = (
        select(items.c.type, items.c.team_id, items.c.points, func.count())
        .where(delivered_work(), items.c.points.is_not(None), items.c.resolved_at < before)
        .group_by(items.c.type, items.c.team_id, items.c.points)
    )
    return reference_classes(Sized(*row) for row in tx.execute(query))


def classes_until(tx: Connection, day: date, *, zone: tzinfo = UTC) -> ReferenceClasses:
    """Return the reference classes of what was delivered before a day began in a time zone."""
    return classes(tx, before=datetime.combine(day, time(), zone).astimezone(UTC))
