"""Bring a deleted scenario back."""

from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import Scenario
from portfolio.store import scenarios, trail
from portfolio.store.unit import Tx


def restore_scenario(tx: Tx, by: Viewer, scenario_id: int, *, now: datetime) -> Scenario:
    """Return the scenario, on the lists again; raise Refused where it was not deleted."""
    require(by, Deed.REQUEST_PLAN)
    scenario = scenarios.one_scenario(tx, scenario_id)
    if scenario.deleted_at is None:
        raise Refused(f"The scenario {scenario.name} is not deleted.")
    values = {"deleted_at": None}
    scenarios.save_scenario(tx, scenario_id, version=scenario.version, values=values)
    trail.record(
        tx,
        by,
        "restore scenario",
        f"scenario:{scenario_id}",
        now=now,
        after={"scenario": scenario.name},
    )
    return scenarios.one_scenario(tx, scenario_id)
