"""Put a plan in force at once: a draft is proposed first, then published."""

from datetime import UTC, date, datetime, tzinfo

from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.publish_plan import publish_plan
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import PlanHead, PlanState
from portfolio.store import plans
from portfolio.store.unit import Tx


def put_in_force(
    tx: Tx,
    by: Viewer,
    plan_id: int,
    *,
    version: int,
    now: datetime,
    today: date,
    zone: tzinfo = UTC,
    note: str = "",
) -> PlanHead:
    """Return the plan in force. Raises Stale and Refused as proposing and publishing do."""
    require(by, Deed.PUBLISH_PLAN)
    if plans.one_plan(tx, plan_id).state is PlanState.DRAFT:
        proposed = adopt_plan(
            tx, by, plan_id, version=version, now=now, today=today, zone=zone, note=note
        )
        version = proposed.version
    return publish_plan(
        tx, by, plan_id, version=version, now=now, today=today, zone=zone, note=note
    )
