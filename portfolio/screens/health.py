"""Readiness of the database and the few counts that a monitor reads."""

from datetime import datetime, timedelta

from portfolio.store import health, schema
from portfolio.store.unit import Store, Tx

READY = "ready"
ALIVE = timedelta(seconds=30)


def readiness(store: Store) -> str:
    """Return READY, or in a word what is missing."""
    try:
        revision = schema.revision_of(store.engine)
    except store.faults:
        return "no database"
    if revision != schema.head():
        return f"schema {revision or 'empty'}, {schema.head()} is needed: run flask db upgrade"
    return READY


def counts(tx: Tx, *, now: datetime) -> dict[str, int]:
    """Return jobs by state and the workers alive."""
    by_state = health.jobs_by_state(tx)
    found = {f'jobs{{state="{state}"}}': count for state, count in sorted(by_state.items())}
    return {**found, "workers_alive": health.workers_since(tx, now - ALIVE)}
