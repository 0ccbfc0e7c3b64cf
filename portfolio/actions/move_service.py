"""Give a service to a team; its weeks are then counted in that team's time zone."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import delivery_weeks, services, trail
from portfolio.store.unit import Tx


def move_service(
    tx: Tx, by: Viewer, slug: str, team_id: int | None, *, version: int, now: datetime
) -> None:
    """Give the service to the team, or to none; raise Stale where somebody did so in between."""
    require(by, Deed.EDIT_DELIVERY)
    before = services.one_service(tx, slug)
    services.save_service(tx, before.id, version=version, values={"team_id": team_id})
    delivery_weeks.rebuild(tx, [before.id])
    trail.record(
        tx,
        by,
        "move service",
        f"service:{slug}",
        now=now,
        before={"team": before.team_id},
        after={"team": team_id},
    )
