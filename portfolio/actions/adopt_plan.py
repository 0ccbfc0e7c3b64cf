"""Adopt a plan: it becomes the cycle's proposed plan, if nothing has changed but the day."""

from datetime import UTC, date, datetime, tzinfo

from portfolio.actions.find_changes import Made, find_changes
from portfolio.domain.errors import Outdated
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import PlanHead, PlanState, adopted
from portfolio.store import plans, scenarios, trail
from portfolio.store.unit import Tx


def adopt_plan(
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
    """Return the plan as the proposed one; an earlier proposal is a draft again.

    Raises Outdated with the differences where facts have changed since it was made (that days
    have passed is no such fact), and Stale where the plan was changed in between.
    """
    require(by, Deed.ADOPT_PLAN)
    plan = plans.one_plan(tx, plan_id)
    state = adopted(plan)
    _refuse_outdated(tx, plan, today=today, zone=zone)
    plans.demote(tx, plan.cycle_id, PlanState.PROPOSED, PlanState.DRAFT)
    values = {"state": state.value, "note": note or plan.note, "proposed_at": now}
    plans.save_plan(tx, plan_id, version=version, values=values)
    trail.record(
        tx,
        by,
        "adopt plan",
        f"plan:{plan_id}",
        now=now,
        before={"state": plan.state.value},
        after={"state": state.value, "problem": plan.problem},
        reason=note,
    )
    return plans.one_plan(tx, plan_id)


def _refuse_outdated(tx: Tx, plan: PlanHead, *, today: date, zone: tzinfo) -> None:
    made = Made(plan.problem, plans.full_plan(tx, plan.id)[1], plan.made_at)
    scenario = scenarios.one_scenario(tx, plan.scenario_id)
    found = find_changes(tx, scenario, made, today=today, zone=zone)
    if found:
        raise Outdated(
            plan.id,
            plan.name,
            mine={part: then for part, (then, _) in found.items()},
            theirs={part: now for part, (_, now) in found.items()},
        )
