"""The production deployments of services as facts: with their incidents and what they carried."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from portfolio.domain.delivery import DeploymentKind, DeploymentStatus
from portfolio.domain.delivery_weeks import Carried, Fact
from portfolio.store.tables.delivery import (
    changes,
    deployments,
    incidents,
    service_deployments,
    services,
)

Spans = Mapping[int, tuple[datetime, datetime]]  # by service, both ends counted
STATUSES = {one.value: one for one in DeploymentStatus}
KINDS = {one.value: one for one in DeploymentKind}
REACHED = (DeploymentStatus.SUCCESS.value, DeploymentStatus.ROLLED_BACK.value)


@dataclass(frozen=True, slots=True)
class _Trouble:
    began_at: datetime
    ended_at: datetime | None


def facts(tx: Connection, spans: Spans, production: Collection[int]) -> dict[int, list[Fact]]:
    """Return the facts of each service in its span, in the order of time: three queries."""
    if not spans:
        return {}
    wanted = _wanted(spans, production)
    carried = _carried(tx, wanted)
    troubles = _troubles(tx, wanted)
    link = service_deployments.c
    query = (
        select(
            link.service_id,
            link.deployment_id,
            link.finished_at,
            link.status,
            deployments.c.kind,
            deployments.c.revision,
            deployments.c.started_at,
            deployments.c.changed_hosts,
            deployments.c.no_impact_reason,
        )
        .join(deployments, deployments.c.id == link.deployment_id)
        .where(wanted)
        .order_by(link.service_id, link.finished_at, link.deployment_id)
    )
    found: dict[int, list[Fact]] = defaultdict(list)
    for service_id, *rest in tx.execute(query):
        deployment_id = rest[0]
        trouble = troubles.get((service_id, deployment_id))
        found[service_id].append(_fact(rest, trouble, carried.get(deployment_id, ())))
    return found


def first_ids(
    tx: Connection, service_ids: Collection[int], production: Collection[int]
) -> dict[int, int]:
    """Return the first deployment of each service that reached production."""
    return {one: first.deployment_id for one, first in firsts(tx, service_ids, production).items()}


@dataclass(frozen=True, slots=True)
class First:
    """The first deployment of a service that reached production."""

    deployment_id: int
    finished_at: datetime


def firsts(
    tx: Connection, service_ids: Collection[int], production: Collection[int]
) -> dict[int, First]:
    """Return when each service first reached production; one that never did is left out."""
    link = service_deployments.c
    earliest = (
        select(link.deployment_id)
        .where(
            link.service_id == services.c.id,
            link.environment_id.in_(production),
            link.status.in_(REACHED),
        )
        .order_by(link.finished_at, link.deployment_id)
        .limit(1)
        .correlate(services)
        .scalar_subquery()
    )
    own = select(services.c.id, earliest.label("first_id")).where(services.c.id.in_(service_ids))
    first = own.subquery()
    query = select(first.c.id, deployments.c.id.label("first_id"), deployments.c.finished_at).join(
        deployments, deployments.c.id == first.c.first_id
    )
    return {row.id: First(row.first_id, row.finished_at) for row in tx.execute(query)}


def _wanted(spans: Spans, production: Collection[int]) -> ColumnElement[bool]:
    link = service_deployments.c
    return or_(
        *[
            and_(
                link.service_id == service_id,
                link.environment_id.in_(production),
                link.finished_at >= first,
                link.finished_at <= last,
            )
            for service_id, (first, last) in spans.items()
        ]
    )


def _carried(tx: Connection, wanted: ColumnElement[bool]) -> dict[int, list[Carried]]:
    link = service_deployments.c
    carrying = select(link.deployment_id).where(wanted)
    query = select(
        changes.c.first_deployment_id,
        changes.c.authored_at,
        changes.c.committed_at,
        changes.c.is_merge,
        changes.c.is_linked,
    ).where(changes.c.first_deployment_id.in_(carrying))
    found: dict[int, list[Carried]] = defaultdict(list)
    for deployment_id, *change in tx.execute(query):
        found[deployment_id].append(Carried._make(change))
    return found


def _troubles(tx: Connection, wanted: ColumnElement[bool]) -> dict[tuple[int, int], _Trouble]:
    """Return the incidents by service and deployment; one without a service is every service's."""
    link = service_deployments.c
    query = (
        select(
            link.service_id,
            link.deployment_id,
            incidents.c.opened_at,
            incidents.c.mitigated_at,
            incidents.c.resolved_at,
        )
        .join(incidents, incidents.c.deployment_id == link.deployment_id)
        .where(
            wanted,
            or_(incidents.c.service_id.is_(None), incidents.c.service_id == link.service_id),
        )
    )
    found: dict[tuple[int, int], _Trouble] = {}
    for row in tx.execute(query):
        key = row.service_id, row.deployment_id
        one = _Trouble(row.opened_at, row.mitigated_at or row.resolved_at)
        found[key] = _both(found[key], one) if key in found else one
    return found


def _both(one: _Trouble, other: _Trouble) -> _Trouble:
    ends = (one.ended_at, other.ended_at)
    known = [end for end in ends if end is not None]
    return _Trouble(min(one.began_at, other.began_at), max(known) if len(known) == 2 else None)


def _fact(row: list[Any], trouble: _Trouble | None, carried: Iterable[Carried]) -> Fact:
    number, finished_at, status, kind, revision, started_at, changed_hosts, reason = row
    return Fact(
        number,
        finished_at,
        STATUSES[status],
        KINDS[kind],
        revision,
        started_at,
        changed_hosts,
        reason is not None,
        trouble.began_at if trouble else None,
        trouble.ended_at if trouble else None,
        tuple(carried),
    )
