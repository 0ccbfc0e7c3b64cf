"""Services with their teams and time zones, environments, and the targets of the figures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, insert, select

from portfolio.domain.delivery import Environment, Service, ServiceRecord, is_production, slug_of
from portfolio.domain.errors import NotFound
from portfolio.store import product, rows
from portfolio.store.tables.delivery import delivery_targets, environments, services
from portfolio.store.tables.teams import teams

TIME_ZONE = "time_zone"  # the name in the table `product`
_SERVICE = tuple(services.c[name] for name in Service.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Target:
    """The dashed line of a metric."""

    metric: str
    value: float


def all_services(tx: Connection) -> list[Service]:
    """Return every service, by name."""
    return [_service(row) for row in tx.execute(select(*_SERVICE).order_by(services.c.name))]


def one_service(tx: Connection, slug: str) -> Service:
    """Return the service of a slug; raise NotFound."""
    row = tx.execute(select(*_SERVICE).where(services.c.slug == slug)).one_or_none()
    if row is None:
        raise NotFound("service", slug)
    return _service(row)


def services_by_slug(tx: Connection, slugs: Collection[str]) -> dict[str, Service]:
    """Return those services that exist, by slug."""
    found = tx.execute(select(*_SERVICE).where(services.c.slug.in_(slugs)))
    return {row.slug: _service(row) for row in found}


def add_service(tx: Connection, record: ServiceRecord) -> Service:
    """Add a service and return it."""
    slug = record.slug or slug_of(record.name)
    values = {
        "slug": slug,
        "name": record.name,
        "team_id": record.team_id,
        "retired_on": record.retired_on,
    }
    return Service(rows.add(tx, services, values), slug, record.name, record.team_id)


def add_missing(tx: Connection, named: Mapping[str, str]) -> dict[str, int]:
    """Return the ids of services by slug, adding those that are not there under their names."""
    known = {slug: one.id for slug, one in services_by_slug(tx, list(named)).items()}
    missing = [{"slug": slug, "name": name} for slug, name in named.items() if slug not in known]
    if missing:
        made = tx.execute(insert(services).returning(services.c.slug, services.c.id), missing)
        known.update({row.slug: row.id for row in made})
    return known


def add_named(tx: Connection, names: Collection[str]) -> dict[str, int]:
    """Return the ids of services by slug, from names or slugs; unknown ones are added."""
    return add_missing(tx, {slug_of(name): name for name in names})


def save_service(
    tx: Connection, service_id: int, *, version: int, values: Mapping[str, Any]
) -> int:
    """Save a service that still has `version`; raise Stale or NotFound as rows.save does."""
    return rows.save(tx, services, service_id, version=version, values=values)


def lock(tx: Connection, service_ids: Collection[int]) -> None:
    """Let nobody else count the weeks of these services until the transaction ends.

    Who waits here sees, once it goes on, what the other one recorded.
    """
    if tx.dialect.name == "sqlite":
        return  # its write lock is held already
    # key_share: rows that refer to the services may still be written, in whatever order.
    query = select(services.c.id).where(services.c.id.in_(service_ids)).order_by(services.c.id)
    tx.execute(query.with_for_update(key_share=True)).all()


def lock_production(tx: Connection) -> None:
    """Let nobody else count deployments of several services until the transaction ends."""
    if tx.dialect.name == "sqlite":
        return
    query = select(environments.c.id).where(environments.c.is_production)
    tx.execute(query.order_by(environments.c.id).with_for_update(key_share=True)).all()


def services_of_teams(tx: Connection, team_ids: Collection[int]) -> list[int]:
    """Return the ids of the services that these teams own."""
    return list(tx.execute(select(services.c.id).where(services.c.team_id.in_(team_ids))).scalars())


def zones(tx: Connection, service_ids: Collection[int]) -> dict[int, ZoneInfo]:
    """Return the time zone in which each service counts its weeks: its team's, else the product's.

    The product's is said once (`product.time_zone`) and not read from the settings here, so that
    the roll-up stays as it was made until it is made anew.
    """
    usual = product.said(tx).get(TIME_ZONE, "UTC")
    query = (
        select(services.c.id, teams.c.time_zone)
        .outerjoin(teams, teams.c.id == services.c.team_id)
        .where(services.c.id.in_(service_ids))
    )
    return {row.id: ZoneInfo(row.time_zone or usual) for row in tx.execute(query)}


def all_environments(tx: Connection) -> list[Environment]:
    """Return every environment, production first."""
    query = select(environments.c.id, environments.c.name, environments.c.is_production).order_by(
        environments.c.is_production.desc(), environments.c.name
    )
    return [Environment(row.id, row.name, row.is_production) for row in tx.execute(query)]


def production_ids(tx: Connection) -> list[int]:
    """Return the environments that count in the figures."""
    return [one.id for one in all_environments(tx) if one.is_production]


def add_missing_environments(tx: Connection, names: Collection[str]) -> dict[str, Environment]:
    """Return the environments by name, adding those that are not there."""
    known = {one.name: one for one in all_environments(tx)}
    missing = [
        {"name": name, "is_production": is_production(name)}
        for name in sorted(set(names))
        if name not in known
    ]
    if missing:
        made = tx.execute(
            insert(environments).returning(
                environments.c.id, environments.c.name, environments.c.is_production
            ),
            missing,
        )
        known.update({row.name: Environment(row.id, row.name, row.is_production) for row in made})
    return known


def all_targets(tx: Connection) -> dict[str, Target]:
    """Return the targets by metric."""
    query = select(delivery_targets.c.metric, delivery_targets.c.value)
    return {row.metric: Target(row.metric, row.value) for row in tx.execute(query)}


def set_targets(tx: Connection, targets: Mapping[str, float | None]) -> None:
    """Set the targets of these metrics; None takes one away."""
    tx.execute(delete(delivery_targets).where(delivery_targets.c.metric.in_(list(targets))))
    values = [
        {"metric": metric, "value": value} for metric, value in targets.items() if value is not None
    ]
    if values:
        tx.execute(insert(delivery_targets), values)


def _service(row: Row[Any]) -> Service:
    return Service(**row._mapping)
