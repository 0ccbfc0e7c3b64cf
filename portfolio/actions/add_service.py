"""Add a service and say which team owns it."""

from datetime import datetime

from portfolio.domain.delivery import Service, ServiceRecord, slug_of
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import services, trail
from portfolio.store.unit import Tx


def add_service(tx: Tx, by: Viewer, record: ServiceRecord, *, now: datetime) -> Service:
    """Add a service; raise Refused where there is one of that name."""
    require(by, Deed.EDIT_DELIVERY)
    slug = record.slug or slug_of(record.name)
    if services.services_by_slug(tx, [slug]):
        raise Refused(f"There is a service {slug} already.", {"name": "Choose another name."})
    service = services.add_service(tx, record)
    trail.record(
        tx,
        by,
        "add service",
        f"service:{service.slug}",
        now=now,
        after={"name": record.name, "team": record.team_id},
    )
    return service
