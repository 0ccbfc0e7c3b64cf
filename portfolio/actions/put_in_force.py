"""Put a plan in force at once: a draft is proposed first, then published, then forecast."""

from datetime import UTC, date, datetime, tzinfo

from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.publish_plan import publish_plan
from portfolio.actions.request_forecast import request_forecast
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import PlanHead, PlanState
from portfolio.store import cycles, plans
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
    """Return the plan in force. Raises Stale and Refused as proposing and publishing do.

    What it changes for the epics is forecast anew, unless its quarter is over.
    """
    require(by, Deed.PUBLISH_PLAN)
    if plans.one_plan(tx, plan_id).state is PlanState.DRAFT:
        proposed = adopt_plan(
            tx, by, plan_id, version=version, now=now, today=today, zone=zone, note=note
        )
        version = proposed.version
    plan = publish_plan(
        tx, by, plan_id, version=version, now=now, today=today, zone=zone, note=note
    )
    cycle = cycles.cycle_by_id(tx, plan.cycle_id)
    if today <= cycle.span.ends_on:
        request_forecast(tx, by, cycle, now=now, today=today)
    return plan
