"""Record an incident and the deployment that brought it about."""

from datetime import datetime

from portfolio.domain.incidents import IncidentRecord
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import incidents, trail
from portfolio.store.unit import Tx


def record_incident(
    tx: Tx, by: Viewer, record: IncidentRecord, *, source: str, now: datetime
) -> int:
    """Add an incident, or bring it up to date, and return its id.

    Raises Refused where it names a deployment that was never recorded.
    """
    require(by, Deed.IMPORT)
    incident_id = incidents.record(tx, [record], source=source)[record.external_id]
    trail.record(
        tx,
        by,
        "record incident",
        f"incident:{incident_id}",
        now=now,
        after={"severity": record.severity, "is_open": record.resolved_at is None},
    )
    return incident_id
