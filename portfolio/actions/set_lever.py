"""Set a lever of a scenario: a wish about an item or a share, or something supposed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portfolio.actions.drop_lever import allow_lever
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, LeverKind, Scenario
from portfolio.store import backlog, cycles, okrs, scenarios, teams, trail
from portfolio.store.unit import Tx


def set_lever(
    tx: Tx,
    by: Viewer,
    scenario_id: int,
    kind: LeverKind,
    *,
    now: datetime,
    item_key: str | None = None,
    value: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Lever:
    """Return the lever; it takes the place of one that it contradicts. Raises Refused."""
    item = backlog.one_item(tx, item_key) if item_key is not None else None
    lever = Lever(kind, item.id if item else None, dict(value or {}))
    allow_lever(tx, by, item, lever)
    scenario = scenarios.one_scenario(tx, scenario_id)
    _refuse_in_base(scenario, lever)
    _refuse_strangers(tx, scenario, lever)
    replaced = [one for one in scenarios.all_levers(tx, scenario_id) if one.contradicts(lever)]
    scenarios.remove_levers(tx, [one.id for one in replaced])
    scenarios.add_lever(tx, scenario_id, lever, account_id=by.account_id, now=now)
    scenarios.touch(tx, scenario_id, now=now)
    trail.record(
        tx,
        by,
        f"set lever {kind.value}",
        f"item:{item_key}" if item_key else f"scenario:{scenario_id}",
        now=now,
        before={"levers": [one.kind.value for one in replaced]},
        after={"scenario": scenario.name, "value": dict(lever.value)},
        reason=reason,
    )
    return scenarios.all_levers(tx, scenario_id)[-1]


def _refuse_in_base(scenario: Scenario, lever: Lever) -> None:
    if scenario.is_base and lever.kind.is_supposition:
        raise Refused(
            "The quarter's own scenario keeps to the teams and weights that there are. "
            "Copy it, and change the copy."
        )


def _refuse_strangers(tx: Tx, scenario: Scenario, lever: Lever) -> None:
    """Raise NotFound where the lever names a team, an area, an objective or a sprint of nowhere."""
    value = lever.value
    if value.get("team_id"):
        teams.team_by_id(tx, int(value["team_id"]))
    if value.get("area_id") and int(value["area_id"]) not in {
        one.id for one in teams.all_areas(tx)
    }:
        raise NotFound("area", value["area_id"])
    cycle = cycles.cycle_by_id(tx, scenario.cycle_id)
    known = {sprint.id for sprint in cycle.sprints}
    for name in ("from", "to"):
        if value.get(name) and int(value[name]) not in known:
            raise NotFound("sprint", value[name])
    if lever.kind is LeverKind.WEIGHT:
        objective = okrs.one_objective(tx, int(value["objective_id"]))
        if objective.cycle_id != scenario.cycle_id:
            raise NotFound("objective", objective.id)
