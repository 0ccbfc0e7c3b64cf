"""Set the target of a delivery metric: the dashed line of its chart."""

from datetime import datetime
from math import isfinite

from portfolio.domain.delivery import TARGET_METRICS
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import services, trail
from portfolio.store.unit import Tx


def set_target(tx: Tx, by: Viewer, metric: str, value: float, *, now: datetime) -> None:
    """Set the target of one of TARGET_METRICS; shares are written from 0 to 1."""
    require(by, Deed.EDIT_DELIVERY)
    if metric not in TARGET_METRICS:
        raise Refused(f"{metric!r} is no delivery metric: {', '.join(TARGET_METRICS)}.")
    if not isfinite(value) or value < 0 or (metric.endswith("_rate") and value > 1):
        raise Refused("A target is a number from 0 on, a rate from 0 to 1.", {"value": str(value)})
    before = services.all_targets(tx).get(metric)
    services.set_target(tx, metric, value)
    trail.record(
        tx,
        by,
        "set delivery target",
        f"delivery-target:{metric}",
        now=now,
        before={"value": before.value} if before else None,
        after={"value": value},
    )
