"""Mark a failed deployment as one that hurt nobody, with the reason."""

from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import delivery_weeks, deployments, trail
from portfolio.store.unit import Tx

SHORTEST_REASON = 10


def mark_no_impact(
    tx: Tx, by: Viewer, deployment_id: int, reason: str, *, version: int, now: datetime
) -> None:
    """Take a deployment out of the change fail rate; raise Refused without a reason."""
    deployment = deployments.one_deployment(tx, deployment_id)
    teams = frozenset(one.team_id for one in deployment.services if one.team_id is not None)
    require(by, Deed.MARK_NO_IMPACT, Thing(team_ids=teams))
    text = reason.strip()
    if len(text) < SHORTEST_REASON:
        raise Refused("Say in a sentence why nobody was hurt.", {"reason": "Give the reason."})
    deployments.save(tx, deployment_id, version=version, values={"no_impact_reason": text})
    touched = delivery_weeks.Touched()
    deployments.touch(tx, [deployment_id], touched)
    delivery_weeks.refresh(tx, touched)
    trail.record(
        tx,
        by,
        "mark without impact",
        f"deployment:{deployment_id}",
        now=now,
        before={"no_impact": deployment.no_impact_reason is not None},
        after={"no_impact": True},
        reason=text,
    )
