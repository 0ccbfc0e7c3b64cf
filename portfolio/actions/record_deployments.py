"""Record deployments and changes in bulk: a seed, a batch of events."""

from collections.abc import Iterable
from datetime import datetime

from portfolio.domain.delivery import ChangeRecord, DeploymentRecord, Recorded
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import deliveries, trail
from portfolio.store.unit import Tx


def record_deployments(
    tx: Tx,
    by: Viewer,
    deployments: Iterable[DeploymentRecord],
    changes: Iterable[ChangeRecord] = (),
    *,
    source: str,
    now: datetime,
) -> Recorded:
    """Add the deployments and changes of a source, or bring those it told before up to date.

    A deployment is known by its source and id, a change by its repository and commit; the same
    rows twice change nothing. Changes are linked to the items whose keys they carry. The weekly
    figures are right when the transaction ends.
    """
    require(by, Deed.IMPORT)
    recorded = deliveries.record(tx, deployments, changes, source=source)
    trail.record(
        tx,
        by,
        "record deployments",
        f"deliveries:{source}",
        now=now,
        after={
            "deployments": {
                "added": recorded.deployments.added,
                "changed": recorded.deployments.changed,
            },
            "changes": {"added": recorded.changes.added, "changed": recorded.changes.changed},
        },
    )
    return recorded
