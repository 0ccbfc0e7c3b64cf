"""Request a frontier: what other capacities, one more person, or a team elsewhere would bring."""

from datetime import UTC, date, datetime, tzinfo

from portfolio.actions.build_problem import build_problem
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import checked_seconds
from portfolio.planning.reach import Asked
from portfolio.store import cycles, jobs, plans, scenarios, trail
from portfolio.store.unit import Tx

KIND = "frontier"
SECONDS = 60.0


def request_frontier(
    tx: Tx,
    by: Viewer,
    scenario_id: int,
    *,
    now: datetime,
    today: date,
    zone: tzinfo = UTC,
    seconds: float = SECONDS,
) -> int:
    """Return the id of the queued job; raise Refused where there is nothing to plan with."""
    require(by, Deed.REQUEST_PLAN)
    checked_seconds(seconds)
    scenario = scenarios.one_scenario(tx, scenario_id)
    cycle = cycles.cycle_by_id(tx, scenario.cycle_id)
    stated = build_problem(tx, cycle, scenario, today=today, zone=zone)
    persons = stated.built.marks.persons
    asked = Asked(
        people=tuple((one.id, round(persons.get(one.id, 0.0), 2)) for one in stated.problem.teams)
    )
    arguments = {
        "cycle_id": cycle.id,
        "scenario_id": scenario.id,
        "problem": plans.add_problem(tx, stated.problem, now=now),
        "seconds": seconds,
        "marks": stated.marks(),
        "asked": asked.to_document(),
    }
    values = {
        "kind": KIND,
        "arguments": arguments,
        "account_id": by.account_id,
        "asked_at": now,
    }
    job_id = jobs.add_job(tx, values)
    after = {"scenario": scenario.name, "problem": arguments["problem"], "seconds": seconds}
    trail.record(tx, by, "request frontier", f"job:{job_id}", now=now, after=after)
    return job_id
