"""Request a plan: state the problem, keep it, and queue the job that solves it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from portfolio.actions.build_problem import build_problem
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.jobs import JobState
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import SECONDS_DEFAULT, Scenario, checked_seconds
from portfolio.store import jobs, plans, scenarios, trail
from portfolio.store.unit import Tx

KIND = "plan"


def request_plan(
    tx: Tx,
    by: Viewer,
    cycle: Cycle,
    *,
    now: datetime,
    today: date,
    zone: tzinfo = UTC,
    scenario: str | None = None,
    seconds: float = SECONDS_DEFAULT,
    worker: str | None = None,
    then: Mapping[str, Any] | None = None,
) -> int:
    """Return the id of the queued job; the cycle's own scenario is made where there is none yet.

    With `worker` the job is that one's at once, and no other takes it. `then` is what to compare
    the plan with once it is there: {"ids": [scenarios]} or {"plans": [plans]}. Raises Refused
    where there is nothing to plan with.
    """
    require(by, Deed.REQUEST_PLAN)
    checked_seconds(seconds)
    chosen = _scenario(tx, by, cycle, scenario, now=now)
    stated = build_problem(tx, cycle, chosen, today=today, zone=zone)
    fingerprint = plans.add_problem(tx, stated.problem, now=now)
    job_id = jobs.add_job(
        tx,
        {
            "kind": KIND,
            "arguments": {
                "cycle_id": cycle.id,
                "scenario_id": chosen.id,
                "problem": fingerprint,
                "seconds": seconds,
                "marks": stated.marks(),
                **({"then": dict(then)} if then else {}),
            },
            "account_id": by.account_id,
            "asked_at": now,
            **_held_by(worker, now),
        },
    )
    after = {"cycle": cycle.name, "scenario": chosen.name, "problem": fingerprint}
    trail.record(
        tx, by, "request plan", f"job:{job_id}", now=now, after={**after, "seconds": seconds}
    )
    return job_id


def _scenario(tx: Tx, by: Viewer, cycle: Cycle, name: str | None, *, now: datetime) -> Scenario:
    found = scenarios.named(tx, cycle.id, name)
    if found is not None:
        return found
    if name is not None:
        raise NotFound("scenario", name)
    return scenarios.add_scenario(tx, cycle.id, None, account_id=by.account_id, now=now)


def _held_by(worker: str | None, now: datetime) -> dict[str, object]:
    if worker is None:
        return {}
    return {"state": JobState.RUNNING.value, "worker": worker, "started_at": now}
