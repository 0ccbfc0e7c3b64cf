"""Delete a scenario; its plans stay readable, and it can be brought back."""

from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import plans, scenarios, trail
from portfolio.store.unit import Tx


def delete_scenario(tx: Tx, by: Viewer, scenario_id: int, *, version: int, now: datetime) -> None:
    """Take a scenario off the lists; raise Refused where a plan of it is proposed or in force."""
    require(by, Deed.REQUEST_PLAN)
    scenario = scenarios.one_scenario(tx, scenario_id)
    if scenario.is_base:
        raise Refused("The quarter's own scenario cannot be deleted.")
    for plan in (plans.in_force(tx, scenario.cycle_id), plans.proposed(tx, scenario.cycle_id)):
        if plan is not None and plan.scenario_id == scenario_id:
            raise Refused(
                f"Plan {plan.name} of this scenario is {plan.state.value}: the scenario is kept."
            )
    scenarios.save_scenario(tx, scenario_id, version=version, values={"deleted_at": now})
    trail.record(
        tx,
        by,
        "delete scenario",
        f"scenario:{scenario_id}",
        now=now,
        before={"scenario": scenario.name},
    )
