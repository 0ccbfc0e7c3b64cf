"""Record one deployment with the changes that it carried."""

from collections.abc import Iterable
from datetime import datetime

from portfolio.domain.delivery import ChangeRecord, DeploymentRecord, Recorded
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import deliveries, trail
from portfolio.store.unit import Tx


def record_deployment(
    tx: Tx,
    by: Viewer,
    deployment: DeploymentRecord,
    changes: Iterable[ChangeRecord] = (),
    *,
    source: str,
    now: datetime,
) -> Recorded:
    """Add a deployment, or bring it up to date where its source told it before."""
    require(by, Deed.IMPORT)
    recorded = deliveries.record(tx, [deployment], changes, source=source)
    trail.record(
        tx,
        by,
        "record deployment",
        f"deployment:{source}:{deployment.external_id}",
        now=now,
        after={"status": deployment.status.value, "services": list(deployment.services)},
    )
    return recorded
