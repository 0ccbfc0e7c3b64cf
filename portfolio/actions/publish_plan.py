"""Publish a plan: it is the one in force, and what it assigns is the cycle's baseline."""

from datetime import UTC, date, datetime, tzinfo

from portfolio.domain.baselines import Baseline, rooms_assumed
from portfolio.domain.capacity import capacities
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import PlanHead, PlanState, published
from portfolio.domain.rises import rises, start_from
from portfolio.planning.build import key_result_id_of
from portfolio.store import baselines, capacity, cycles, plans, trail
from portfolio.store.unit import Tx


def publish_plan(
    tx: Tx,
    by: Viewer,
    plan_id: int,
    *,
    version: int,
    now: datetime,
    today: date | None = None,
    zone: tzinfo = UTC,
    note: str = "",
) -> PlanHead:
    """Return the plan in force; the one before it is superseded. Raises Stale and Refused.

    What it assigns, the scores it expects and the capacities as they are known today are frozen
    as its baseline: drift is counted from there.
    """
    require(by, Deed.PUBLISH_PLAN)
    plan = plans.one_plan(tx, plan_id)
    state = published(plan)
    former = plans.in_force(tx, plan.cycle_id)
    plans.demote(tx, plan.cycle_id, PlanState.PUBLISHED, PlanState.SUPERSEDED)
    values = {"state": state.value, "note": note or plan.note, "published_at": now}
    plans.save_plan(tx, plan_id, version=version, values=values)
    if former is not None:
        trail.record(
            tx,
            by,
            "supersede plan",
            f"plan:{former.id}",
            now=now,
            before={"state": former.state.value},
            after={"state": PlanState.SUPERSEDED.value, "in_force": plan.name},
        )
    seq = trail.record(
        tx,
        by,
        "publish plan",
        f"plan:{plan_id}",
        now=now,
        before={"in_force": former.id if former else None},
        after={"in_force": plan_id, "problem": plan.problem},
        reason=note,
    )
    day = today or now.astimezone(zone).date()
    frozen = _baseline(tx, by, plan, seq=seq, now=now, today=day, zone=zone)
    baselines.add_baseline(tx, frozen)
    return plans.one_plan(tx, plan_id)


def _baseline(
    tx: Tx, by: Viewer, plan: PlanHead, *, seq: int, now: datetime, today: date, zone: tzinfo
) -> Baseline:
    cycle = cycles.cycle_by_id(tx, plan.cycle_id)
    document, marks = plans.full_plan(tx, plan.id)
    attained = {key_result_id_of(one.id): one.attained for one in document.key_results}
    known_on = min(today, cycle.span.ends_on)
    return Baseline(
        plan.id,
        seq,
        now,
        by.account_id,
        items=len(document.assignments),
        points=plan.points_planned,
        scores=rises(start_from(marks.get("start", {})), attained),
        rooms=rooms_assumed(capacities(capacity.facts(tx, cycle, today=known_on, zone=zone))),
    )
