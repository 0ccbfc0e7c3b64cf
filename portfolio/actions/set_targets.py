"""Set the targets of delivery metrics: the dashed lines of their charts."""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite

from portfolio.domain.delivery import TARGET_METRICS
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import services, trail
from portfolio.store.unit import Tx


def set_targets(tx: Tx, by: Viewer, targets: Mapping[str, float | None], *, now: datetime) -> None:
    """Set the targets of metrics of TARGET_METRICS, shares from 0 to 1; None takes one away."""
    require(by, Deed.EDIT_DELIVERY)
    faults = {name: fault for name, value in targets.items() if (fault := _fault(name, value))}
    if faults:
        raise Refused(" ".join(faults.values()), faults)
    before = {name: one.value for name, one in services.all_targets(tx).items()}
    changed = {name: value for name, value in targets.items() if before.get(name) != value}
    if not changed:
        return
    services.set_targets(tx, changed)
    trail.record(
        tx,
        by,
        "set delivery targets",
        "delivery-targets:all",
        now=now,
        before={name: before.get(name) for name in changed},
        after=changed,
    )


def _fault(name: str, value: float | None) -> str:
    if name not in TARGET_METRICS:
        return f"{name!r} is no delivery metric: {', '.join(TARGET_METRICS)}."
    if value is None:
        return ""
    if not isfinite(value) or value < 0:
        return "A target is a number from 0 on."
    return "A rate lies between 0 and 1." if name.endswith("_rate") and value > 1 else ""
