"""Set a lever of a scenario: exclude, force in, lock, pin, a date, a share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portfolio.actions.drop_lever import allow_lever
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, LeverKind
from portfolio.store import backlog, scenarios, trail
from portfolio.store.unit import Tx

# Wishes about one item of which only the newest can hold.
EXCLUSIVE = frozenset({LeverKind.EXCLUDE, LeverKind.FORCE_IN, LeverKind.LOCK})


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
    allow_lever(tx, by, item)
    lever = Lever(kind, item.id if item else None, dict(value or {}))
    scenario = scenarios.one_scenario(tx, scenario_id)
    replaced = [one for one in scenarios.all_levers(tx, scenario_id) if _contradicts(one, lever)]
    scenarios.remove_levers(tx, [one.id for one in replaced])
    scenarios.add_lever(tx, scenario_id, lever, account_id=by.account_id, now=now)
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


def _contradicts(old: Lever, new: Lever) -> bool:
    if old.item_id != new.item_id:
        return False
    if new.kind is LeverKind.SHARE:
        return old.kind is new.kind and old.value.get("category") == new.value.get("category")
    return old.kind is new.kind or {old.kind, new.kind} <= EXCLUSIVE
