"""Keep the forecasts of a cycle as they were made."""

from collections.abc import Sequence
from datetime import date, datetime

from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import forecasts, trail
from portfolio.store.unit import Tx


def keep_forecasts(
    tx: Tx, by: Viewer, cycle: Cycle, made: Sequence[Forecast], *, on: date, now: datetime
) -> int:
    """Store what was forecast on a day, with one entry in the trail; return how many there are."""
    require(by, Deed.REQUEST_PLAN)
    count = forecasts.keep(tx, made, now=now)
    after = {"cycle": cycle.name, "on": on.isoformat(), "forecasts": count}
    trail.record(tx, by, "make forecasts", f"cycle:{cycle.id}", now=now, after=after)
    return count
