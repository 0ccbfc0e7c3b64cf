"""Adopt a plan: it becomes the cycle's proposed plan, if it still answers today's problem."""

import json
from datetime import UTC, date, datetime, tzinfo

from portfolio.actions.build_problem import build_problem
from portfolio.domain.errors import Stale
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import PlanHead, PlanState, adopted, differences
from portfolio.planning.problem import Problem
from portfolio.store import cycles, plans, scenarios, trail
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

    Raises Stale with the differences where the problem of today is another one, or where the
    plan was changed in between.
    """
    require(by, Deed.ADOPT_PLAN)
    plan = plans.one_plan(tx, plan_id)
    state = adopted(plan)
    _refuse_stale(tx, plan, today=today, zone=zone)
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


def _refuse_stale(tx: Tx, plan: PlanHead, *, today: date, zone: tzinfo) -> None:
    cycle = cycles.cycle_by_id(tx, plan.cycle_id)
    scenario = scenarios.one_scenario(tx, plan.scenario_id)
    current = build_problem(tx, cycle, scenario, today=today, zone=zone).problem
    if current.fingerprint() == plan.problem:
        return
    found = differences(_document(tx, plan), _plain(current))
    raise Stale(
        "plan",
        plan.name,
        mine={part: then for part, (then, _) in found.items()},
        theirs={part: today for part, (_, today) in found.items()},
    )


def _document(tx: Tx, plan: PlanHead) -> dict[str, object]:
    return dict(json.loads(plans.problem_bytes(tx, plan.problem)))


def _plain(problem: Problem) -> dict[str, object]:
    return dict(json.loads(problem.to_bytes()))
