"""Record many incidents at once, each with the deployment that brought it about."""

from collections.abc import Sequence
from datetime import datetime

from portfolio.domain.incidents import IncidentRecord
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import incidents, trail
from portfolio.store.unit import Tx


def record_incidents(
    tx: Tx, by: Viewer, records: Sequence[IncidentRecord], *, source: str, now: datetime
) -> dict[str, int]:
    """Add the incidents, or bring them up to date, and return their ids by their source's.

    Raises Refused where one names a deployment that was never recorded.
    """
    require(by, Deed.IMPORT)
    ids = incidents.record(tx, records, source=source)
    trail.record(
        tx, by, "record incidents", f"incidents:{source}", now=now, after={"incidents": len(ids)}
    )
    return ids
