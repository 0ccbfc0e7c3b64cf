"""Rename a scenario, write its note, move its slider between the best and the most stable plan."""

from datetime import datetime
from typing import Any

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import LONGEST_SCENARIO, Scenario
from portfolio.store import scenarios, trail
from portfolio.store.unit import Tx

LONGEST_NOTE = 2000


def edit_scenario(
    tx: Tx,
    by: Viewer,
    scenario_id: int,
    *,
    version: int,
    now: datetime,
    name: str | None = None,
    note: str | None = None,
    stability: float | None = None,
) -> Scenario:
    """Return the scenario as it is then; None leaves a part as it is. Raises Refused and Stale."""
    require(by, Deed.REQUEST_PLAN)
    old = scenarios.one_scenario(tx, scenario_id)
    values: dict[str, Any] = {}
    if name is not None and name.strip() != old.name:
        values["name"] = _checked_name(tx, old, name.strip())
    if note is not None and note.strip() != old.note:
        values["note"] = _checked_note(note.strip())
    if stability is not None and stability != old.stability:
        values.update(stability=_checked_stability(stability), changed_at=now)
    scenarios.save_scenario(tx, scenario_id, version=version, values=values)
    shown = [name for name in values if name != "changed_at"]
    if shown:
        trail.record(
            tx,
            by,
            "edit scenario",
            f"scenario:{scenario_id}",
            now=now,
            before={name: getattr(old, name) for name in shown},
            after={name: values[name] for name in shown},
        )
    return scenarios.one_scenario(tx, scenario_id)


def _checked_name(tx: Tx, old: Scenario, name: str) -> str:
    if not 1 <= len(name) <= LONGEST_SCENARIO:
        sentence = f"Write a name of 1 to {LONGEST_SCENARIO} letters."
        raise Refused("A scenario needs a name.", {"name": sentence})
    other = scenarios.names(tx, old.cycle_id).get(name)
    if other is not None and other.deleted_at is None:
        raise Refused(
            "Another scenario of the quarter has this name.", {"name": "Choose another name."}
        )
    if other is not None:
        aside = f"{name[: LONGEST_SCENARIO - 20]} ({other.id})"
        values = {"name": aside}
        scenarios.save_scenario(tx, other.id, version=other.version, values=values)
    return name


def _checked_note(note: str) -> str:
    if len(note) > LONGEST_NOTE:
        sentence = f"Write at most {LONGEST_NOTE} letters."
        raise Refused("The note is too long.", {"note": sentence})
    return note


def _checked_stability(stability: float) -> float:
    if not 0 <= stability <= 1:
        raise Refused(
            "The slider goes from 0, the best plan, to 1, the most stable one.",
            {"stability": "Write a number from 0 to 1."},
        )
    return stability
