"""Deployments that reached several services: counted by week and services, so that a sum of
deployments can count each of them once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Delete, delete, func, insert, select

from portfolio.domain.cycles import Span
from portfolio.domain.delivery import WEEK, instant, monday, week_of
from portfolio.store import services
from portfolio.store.delivery_facts import REACHED
from portfolio.store.tables.delivery import (
    deployment_overlaps,
    deployments,
    service_deployments,
)

MARGIN = timedelta(days=1)  # no time zone is further from UTC


@dataclass(frozen=True, slots=True)
class Overlap:
    """So many deployments of a week reached all of these services."""

    week_on: date
    service_ids: frozenset[int]
    deployments: int

    def counted_twice(self, among: Collection[int]) -> int:
        """How many too many a sum over these services counts."""
        return self.deployments * max(0, len(self.service_ids.intersection(among)) - 1)


@dataclass(frozen=True, slots=True)
class Shared:
    """A deployment that got through to several services of production."""

    deployment_id: int
    finished_at: datetime
    service_ids: tuple[int, ...]


def overlaps(tx: Connection, first_week: date, last_week: date) -> list[Overlap]:
    """Return the overlaps of the weeks, both ends counted."""
    one = deployment_overlaps.c
    query = select(one.week_on, one.services, one.deployments).where(
        one.week_on >= first_week, one.week_on <= last_week
    )
    return [
        Overlap(row.week_on, frozenset(map(int, row.services.split(","))), row.deployments)
        for row in tx.execute(query)
    ]


def shared_between(tx: Connection, days: Span) -> list[Shared]:
    """Return the deployments of several services on these days, in their first service's zone."""
    production = services.production_ids(tx)
    starts_at = instant(days.starts_on, UTC) - MARGIN
    ends_at = instant(days.ends_on, UTC) + MARGIN + MARGIN
    found = shared(tx, starts_at, ends_at, production)
    zones = services.zones(tx, {one.service_ids[0] for one in found})
    return [
        one
        for one in found
        if days.has(one.finished_at.astimezone(zones[one.service_ids[0]]).date())
    ]


def refresh(
    tx: Connection, first_at: datetime, last_at: datetime, *, production: Collection[int]
) -> None:
    """Recount every week that the moments lie in, in whatever time zone."""
    services.lock_production(tx)
    first_week, last_week = monday((first_at - MARGIN).date()), monday((last_at + MARGIN).date())
    starts_at, ends_at = instant(first_week, UTC) - MARGIN, instant(last_week + WEEK, UTC) + MARGIN
    found = _by_week(tx, shared(tx, starts_at, ends_at, production))
    old = delete(deployment_overlaps).where(
        deployment_overlaps.c.week_on.between(first_week, last_week)
    )
    _replace(tx, old, (one for one in found if first_week <= one[0] <= last_week))


def rebuild(tx: Connection, *, production: Collection[int]) -> None:
    """Recount every week."""
    services.lock_production(tx)
    found = _by_week(tx, shared(tx, None, None, production))
    _replace(tx, delete(deployment_overlaps), found)


def _by_week(tx: Connection, found: list[Shared]) -> list[tuple[date, Shared]]:
    zones = services.zones(tx, {one.service_ids[0] for one in found})
    return [(week_of(one.finished_at, zones[one.service_ids[0]]), one) for one in found]


def shared(
    tx: Connection,
    first_at: datetime | None,
    last_at: datetime | None,
    production: Collection[int],
) -> list[Shared]:
    """Return the deployments of several services between the moments, both counted."""
    wanted: list[ColumnElement[bool]] = [
        deployments.c.environment_id.in_(production),
        deployments.c.status.in_(REACHED),
    ]
    if first_at is not None and last_at is not None:
        wanted += [deployments.c.finished_at >= first_at, deployments.c.finished_at <= last_at]
    link = service_deployments
    many = (
        select(link.c.deployment_id)
        .join(deployments, deployments.c.id == link.c.deployment_id)
        .where(*wanted)
        .group_by(link.c.deployment_id)
        .having(func.count() > 1)
    )
    query = (
        select(link.c.deployment_id, link.c.finished_at, link.c.service_id)
        .where(link.c.deployment_id.in_(many))
        .order_by(link.c.deployment_id, link.c.service_id)
    )
    moments: dict[int, datetime] = {}
    reached: dict[int, list[int]] = defaultdict(list)
    for deployment_id, finished_at, service_id in tx.execute(query):
        moments[deployment_id] = finished_at
        reached[deployment_id].append(service_id)
    return [Shared(one, moments[one], tuple(ids)) for one, ids in reached.items()]


def _replace(tx: Connection, old: Delete, found: Iterable[tuple[date, Shared]]) -> None:
    counted = Counter((week_on, ",".join(map(str, one.service_ids))) for week_on, one in found)
    tx.execute(old)
    if counted:
        tx.execute(
            insert(deployment_overlaps),
            [
                {"week_on": week_on, "services": ids, "deployments": times}
                for (week_on, ids), times in sorted(counted.items())
            ],
        )
