"""Set the target of one delivery metric."""

from datetime import datetime

from portfolio.actions.set_targets import set_targets
from portfolio.domain.people import Viewer
from portfolio.store.unit import Tx


def set_target(tx: Tx, by: Viewer, metric: str, value: float, *, now: datetime) -> None:
    """Set the target of one of TARGET_METRICS; shares are written from 0 to 1."""
    set_targets(tx, by, {metric: value}, now=now)
