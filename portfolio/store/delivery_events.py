"""What events of one source tell together, recorded with the figures that follow from it."""

from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from portfolio.domain.inbox import Facts
from portfolio.store import deliveries, incidents

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
One = TypeVar("One")


def record(tx: Connection, facts: Facts, *, source: str) -> None:
    """Record deployments, changes and incidents; of what is told twice the latest word counts."""
    deployments = _latest(facts.deployments, lambda one: one.external_id)
    changes = _latest(facts.changes, lambda one: (one.repository, one.sha))
    if deployments or changes:
        deliveries.record(tx, deployments, changes, source=source)
    found = _latest(facts.incidents, lambda one: one.external_id)
    if found:
        incidents.record(tx, found, source=source)


def _latest(told: Iterable[One], name: Callable[[Any], Hashable]) -> list[One]:
    kept: dict[Hashable, One] = {}
    for one in told:
        key = name(one)
        if key not in kept or _told_at(one) >= _told_at(kept[key]):
            kept[key] = one
    return list(kept.values())


def _told_at(one: Any) -> datetime:
    moment: datetime | None = one.told_at
    return moment or LONG_AGO
