"""A trace as one JSON document, for programs."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from portfolio.domain.backlog import Item
from portfolio.domain.delivery import Change, Deployment
from portfolio.domain.incidents import Incident
from portfolio.screens.trace import Goal, Screen, Trace

_ITEM = ("key", "type", "title", "status", "category")


def document(screen: Screen) -> dict[str, Any]:
    """Return the chain, or the list of what the key may name."""
    told: dict[str, Any] = {"key": screen.key.value, "kind": screen.key.kind.value}
    if screen.trace is None:
        hits = [{"kind": one.kind.value, "key": one.key, "title": one.title} for one in screen.hits]
        return {**told, "hits": hits}
    return {**told, **_trace(screen.trace)}


def _trace(trace: Trace) -> dict[str, Any]:
    return {
        "subject": _subject(trace),
        "objectives": [_goal(one) for one in trace.goals],
        "items": [
            {**_item(line.item), "above": [_item(one) for one in line.above]}
            for line in trace.lines
        ],
        "below": [_item(one) for one in trace.below],
        "unknown_items": list(trace.unknown_keys),
        "changes": [_change(one) for one in trace.changes.changes],
        "changes_in_all": trace.changes.total,
        "deployments": [_deployment(one) for one in trace.deployments],
        "incidents": [_incident(one) for one in trace.incidents],
    }


def _subject(trace: Trace) -> dict[str, Any] | None:
    subject = trace.subject
    if isinstance(subject, Item):
        return _item(subject)
    if isinstance(subject, Change):
        return _change(subject)
    if isinstance(subject, Deployment):
        return _deployment(subject)
    if isinstance(subject, Incident):
        return _incident(subject)
    return _plain(subject) if subject is not None else None


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "objectives": [_plain(one) for one in goal.objectives],
        "key_result": _plain(goal.key_result) if goal.key_result else None,
        "by": goal.item_key or None,
        "amount": goal.amount,
        "confidence": goal.confidence,
    }


def _item(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _ITEM}


def _change(change: Change) -> dict[str, Any]:
    return {**_plain(change), "item_keys": list(change.item_keys)}


def _deployment(deployment: Deployment) -> dict[str, Any]:
    return {
        **_plain(deployment),
        "environment": deployment.environment.name,
        "is_production": deployment.environment.is_production,
        "services": [one.slug for one in deployment.services],
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return _plain(incident)


def _plain(value: Any) -> dict[str, Any]:
    if not is_dataclass(value):
        raise TypeError(f"{value!r} is no value of the domain")
    return {one.name: _cell(getattr(value, one.name)) for one in fields(value)}


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, str | int | float | bool | None) else str(value)
