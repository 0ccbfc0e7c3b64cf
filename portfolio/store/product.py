"""What is said once about the whole product."""

from sqlalchemy import Connection, delete, func, insert, select

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


def counts(tx: Connection) -> dict[str, int]:
    """Return what the frame counts: open epics, teams, and jobs that wait or run; one query."""
    parts = {
        "backlog": select(func.count())
        .select_from(items)
        .where(items.c.level == "epic", items.c.category.in_(("todo", "doing"))),
        "teams": select(func.count()).select_from(teams).where(teams.c.disbanded_on.is_(None)),
        "jobs": select(func.count())
        .select_from(jobs)
        .where(jobs.c.state.in_(("queued", "running"))),
    }
    row = tx.execute(select(*(part.scalar_subquery().label(name) for name, part in parts.items())))
    return dict(row.one()._mapping)
