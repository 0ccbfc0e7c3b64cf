"""Deployments, the changes they carried and the weekly figures, recorded as one."""

from collections.abc import Iterable

from sqlalchemy import Connection

from portfolio.domain.delivery import ChangeRecord, DeploymentRecord, Recorded
from portfolio.store import changes as store_changes
from portfolio.store import delivery_weeks
from portfolio.store import deployments as store_deployments


def record(
    tx: Connection,
    deployments: Iterable[DeploymentRecord],
    changes: Iterable[ChangeRecord] = (),
    *,
    source: str,
) -> Recorded:
    """Add what a source tells, or bring it up to date; the weekly figures follow at once.

    Both are read as streams, the deployments first.
    """
    touched = delivery_weeks.Touched()
    counts = store_deployments.record(tx, deployments, source=source, touched=touched)
    tally = store_changes.record(tx, changes, source=source, touched=touched)
    delivery_weeks.refresh(tx, touched)
    return Recorded(
        deployments=counts,
        changes=tally.counts,
        changes_with_items=tally.with_items,
        items_known=store_changes.known_keys(tx, tally.keys),
        changes_without_deployment=tally.without_deployment,
    )
