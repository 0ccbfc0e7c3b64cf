"""Publish a plan: it is the one in force, and what it assigns is the cycle's baseline."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import PlanHead, PlanState, published
from portfolio.store import plans, trail
from portfolio.store.unit import Tx


def publish_plan(
    tx: Tx, by: Viewer, plan_id: int, *, version: int, now: datetime, note: str = ""
) -> PlanHead:
    """Return the plan in force; the one before it is superseded. Raises Stale and Refused."""
    require(by, Deed.PUBLISH_PLAN)
    plan = plans.one_plan(tx, plan_id)
    state = published(plan)
    former = plans.in_force(tx, plan.cycle_id)
    plans.demote(tx, plan.cycle_id, PlanState.PUBLISHED, PlanState.SUPERSEDED)
    values = {"state": state.value, "note": note or plan.note, "published_at": now}
    plans.save_plan(tx, plan_id, version=version, values=values)
    trail.record(
        tx,
        by,
        "publish plan",
        f"plan:{plan_id}",
        now=now,
        before={"in_force": former.id if former else None},
        after={"in_force": plan_id, "problem": plan.problem},
        reason=note,
    )
    return plans.one_plan(tx, plan_id)
