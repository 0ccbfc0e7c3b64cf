"""What is said once about the whole product."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from portfolio.store import notices, reminders
from portfolio.store.tables.backlog import items
from portfolio.store.tables.jobs import jobs
from portfolio.store.tables.product import product
from portfolio.store.tables.teams import teams


def said(tx: Connection) -> dict[str, str]:
    """Return every name with its value: company, demo_made_on ..."""
    return {row.name: row.value for row in tx.execute(select(product.c.name, product.c.value))}


def say(tx: Connection, name: str, value: str) -> None:
    """Set one value."""
    tx.execute(delete(product).where(product.c.name == name))
    tx.execute(insert(product).values(name=name, value=value))


def counts(tx: Connection, *, account_id: int | None, today: date) -> dict[str, int]:
    """Return what the frame counts, in one query.

    Those are open epics, teams, jobs that wait or run, and what the account was told and has
    neither seen nor done.
    """
    parts: dict[str, Select[Any]] = {
        "backlog": select(func.count())
        .select_from(items)
        .where(items.c.level == "epic", items.c.category.in_(("todo", "doing"))),
        "teams": select(func.count()).select_from(teams).where(teams.c.disbanded_on.is_(None)),
        "jobs": select(func.count())
        .select_from(jobs)
        .where(jobs.c.state.in_(("queued", "running"))),
    }
    if account_id is not None:
        parts["notices"] = notices.unseen(account_id)
        parts["check_ins"] = reminders.waiting_count(account_id, today)
    row = tx.execute(select(*(part.scalar_subquery().label(name) for name, part in parts.items())))
    return dict(row.one()._mapping)
