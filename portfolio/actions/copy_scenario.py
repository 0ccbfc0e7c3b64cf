"""Copy a scenario with its levers and its slider; the copy has no plan yet."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import LONGEST_SCENARIO, Scenario
from portfolio.store import scenarios, trail
from portfolio.store.unit import Tx


def copy_scenario(
    tx: Tx, by: Viewer, scenario_id: int, *, name: str, now: datetime, note: str = ""
) -> Scenario:
    """Return the copy; where the name is taken it is numbered. The original stays as it is."""
    require(by, Deed.REQUEST_PLAN)
    original = scenarios.one_scenario(tx, scenario_id)
    free = _free(name.strip() or original.name, set(scenarios.names(tx, original.cycle_id)))
    copy = scenarios.add_scenario(
        tx,
        original.cycle_id,
        free,
        account_id=by.account_id,
        now=now,
        more={"stability": original.stability, "copied_from": original.id, "note": note},
    )
    scenarios.copy_levers(tx, original.id, copy.id, now=now)
    before = {"scenario": original.name}
    trail.record(
        tx,
        by,
        "copy scenario",
        f"scenario:{copy.id}",
        now=now,
        before=before,
        after={"scenario": copy.name},
    )
    return copy


def _free(wanted: str, taken: set[str]) -> str:
    wanted = wanted[: LONGEST_SCENARIO - 5]
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted} {number}" in taken:
        number += 1
    return f"{wanted} {number}"
