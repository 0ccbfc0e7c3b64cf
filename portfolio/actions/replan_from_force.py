"""Plan again from the plan in force, moving as little as can be, as a proposal."""

from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

from portfolio.actions.build_problem import build_problem
from portfolio.actions.request_plan import KIND
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import SECONDS_DEFAULT, checked_seconds
from portfolio.store import jobs, plans, scenarios, trail
from portfolio.store.unit import Tx

STABLE_END = 1.0


def replan_from_force(
    tx: Tx,
    by: Viewer,
    cycle: Cycle,
    *,
    now: datetime,
    today: date,
    zone: tzinfo = UTC,
    seconds: float = SECONDS_DEFAULT,
) -> int:
    """Return the id of the queued job, whose plan becomes the quarter's proposed one.

    Raises Refused where no plan is in force.
    """
    require(by, Deed.REQUEST_PLAN)
    require(by, Deed.ADOPT_PLAN)
    checked_seconds(seconds)
    force = plans.in_force(tx, cycle.id)
    if force is None:
        raise Refused(f"{cycle.label} has no plan in force to plan again from.")
    scenario = replace(scenarios.one_scenario(tx, force.scenario_id), stability=STABLE_END)
    stated = build_problem(tx, cycle, scenario, today=today, zone=zone)
    fingerprint = plans.add_problem(tx, stated.problem, now=now)
    arguments = {
        "cycle_id": cycle.id,
        "scenario_id": scenario.id,
        "problem": fingerprint,
        "seconds": seconds,
        "marks": stated.marks(),
        "propose": True,
    }
    job_id = jobs.add_job(
        tx,
        {"kind": KIND, "arguments": arguments, "account_id": by.account_id, "asked_at": now},
    )
    trail.record(
        tx,
        by,
        "request plan",
        f"job:{job_id}",
        now=now,
        after={"cycle": cycle.name, "from": force.name, "problem": fingerprint},
    )
    return job_id
