"""Keep the product's time zone: what is counted by the week is counted anew when it changes."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import delivery_weeks, product, trail
from portfolio.store.services import TIME_ZONE
from portfolio.store.unit import Store


def keep_time_zone(store: Store, by: Viewer, time_zone: str, *, now: datetime) -> bool:
    """Store the time zone and recount the weeks where it is another one; return whether it is."""
    require(by, Deed.EDIT_DELIVERY)
    with store.reading() as tx:
        before = product.said(tx).get(TIME_ZONE, "UTC")
    if before == time_zone:
        return False
    with store.writing() as tx:
        product.say(tx, TIME_ZONE, time_zone)
        delivery_weeks.rebuild(tx)
        trail.record(
            tx,
            by,
            "change time zone",
            "product:time_zone",
            now=now,
            before={"time_zone": before},
            after={"time_zone": time_zone},
        )
    return True
