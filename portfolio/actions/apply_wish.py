"""Apply an edit of what is wanted: levers, items, their rank, objectives and key results."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from portfolio.actions.drop_lever import drop_lever
from portfolio.actions.edit_item import edit_item
from portfolio.actions.edit_key_result import draft_of as key_result_draft
from portfolio.actions.edit_key_result import edit_key_result
from portfolio.actions.edit_objective import draft_of as objective_draft
from portfolio.actions.edit_objective import edit_objective
from portfolio.actions.move_item import move_item
from portfolio.actions.set_lever import set_lever
from portfolio.domain import edits
from portfolio.domain.edits import Edit, EditKind
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, LeverKind
from portfolio.store import backlog, okrs, ranks, scenarios
from portfolio.store.unit import Tx

DAYS = frozenset({"earliest_on", "latest_on", "due_on"})


def apply_wish(tx: Tx, by: Viewer, edit: Edit, *, now: datetime) -> Edit:
    """Make the change and return the edit that takes it back."""
    return _DEEDS[edit.kind](tx, by, edit.values, now)


def _set_lever(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    scenario_id = said["scenario_id"]
    before = scenarios.all_levers(tx, scenario_id)
    made = set_lever(
        tx,
        by,
        scenario_id,
        LeverKind(said["lever"]),
        item_key=said["item_key"],
        value=said["value"],
        reason=said["reason"],
        now=now,
    )
    left = scenarios.all_levers(tx, scenario_id)
    replaced = [one for one in before if one not in left]  # the new one may have an old number
    drop = edits.drop_lever(scenario_id, made.id, lever=said["lever"], item_key=said["item_key"])
    if not replaced:
        return drop
    return edits.several([drop, *(_again(tx, scenario_id, one) for one in replaced)])


def _drop_lever(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    scenario_id, lever_id = said["scenario_id"], said["lever_id"]
    lever = next((one for one in scenarios.all_levers(tx, scenario_id) if one.id == lever_id), None)
    if lever is None or said.get("lever") not in (None, lever.kind.value):
        raise NotFound("lever", lever_id)
    undo = _again(tx, scenario_id, lever)
    drop_lever(tx, by, scenario_id, lever_id, now=now)
    return undo


def _again(tx: Tx, scenario_id: int, lever: Lever) -> Edit:
    """Return the edit that pulls a lever once more."""
    items = backlog.items_by_id(tx, [lever.item_id]) if lever.item_id else {}
    key = items[lever.item_id].key if lever.item_id else None
    return edits.set_lever(scenario_id, lever.kind.value, item_key=key, value=lever.value)


def _edit_item(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    key, version = said["key"], said["version"]
    changes = {name: _value(name, value) for name, value in said["changes"].items()}
    old = backlog.one_item(tx, key)
    before = {name: _old(tx, old, name) for name in changes}
    saved = edit_item(tx, by, key, changes, version=version, now=now)
    return edits.edit_item(key, before, version=saved.version)


def _old(tx: Tx, item: Any, name: str) -> Any:
    if name == "parent_key":
        parents = backlog.items_by_id(tx, [item.parent_id]) if item.parent_id else {}
        return parents[item.parent_id].key if item.parent_id else None
    if name == "area_id" and not item.area_overridden:
        return None
    value = getattr(item, name)
    return list(value) if isinstance(value, tuple) else value


def _value(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DAYS and value else value


def _move_item(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    key = said["key"]
    wish = {name: said[name] for name in ("before", "after", "place")}
    old, new = move_item(tx, by, key, now=now, **wish)
    if new == old:
        return edits.several([])
    # What stands at its old rank now gives way to where it came from, so that it gets that again.
    at_old = ranks.key_at(tx, old)
    if new > old:
        return edits.move_item(key, before=at_old)
    return edits.move_item(key, after=at_old)


def _weigh_objective(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    objective_id = said["objective_id"]
    old = okrs.one_objective(tx, objective_id)
    draft = replace(objective_draft(old), weight=said["weight"])
    saved = edit_objective(tx, by, objective_id, draft, version=said["version"], now=now)
    return edits.weigh_objective(objective_id, old.weight, version=saved)


def _aim_key_result(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    key_result_id, changes = said["key_result_id"], dict(said["changes"])
    old = okrs.one_key_result(tx, key_result_id)
    draft = replace(key_result_draft(old), **changes)
    saved = edit_key_result(tx, by, key_result_id, draft, version=said["version"], now=now)
    before = {name: getattr(old, name) for name in changes}
    return edits.aim_key_result(key_result_id, before, version=saved)


_DEEDS = {
    EditKind.SET_LEVER: _set_lever,
    EditKind.DROP_LEVER: _drop_lever,
    EditKind.EDIT_ITEM: _edit_item,
    EditKind.MOVE_ITEM: _move_item,
    EditKind.WEIGH_OBJECTIVE: _weigh_objective,
    EditKind.AIM_KEY_RESULT: _aim_key_result,
}
