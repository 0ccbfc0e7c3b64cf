"""The plan: who does what in which sprint, what it is worth, and how good it provably is."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from portfolio.planning.faults import DocumentRefused, Fault
from portfolio.planning.nodes import document_root

FORMAT = "portfolio.plan/1"
STATUSES = ("optimal", "feasible", "infeasible", "unknown")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One item in one team and sprint."""

    item: str
    team: str
    sprint: str


@dataclass(frozen=True, slots=True)
class Finish:
    """A finished epic and the sprint in which its last item is done."""

    id: str
    finish: str


@dataclass(frozen=True, slots=True)
class Attainment:
    """How much of a key result's gap the finished epics close, 0 to 1."""

    id: str
    attained: float


@dataclass(frozen=True, slots=True)
class CapacityValue:
    """What one more point of that capacity is about worth."""

    team: str
    sprint: str
    per_point: float


@dataclass(frozen=True, slots=True)
class Need:
    """Points wanted of a team in a sprint."""

    team: str
    sprint: str
    points: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why an epic, or a valued item without one, is not in the plan, and what it would cost.

    `detail` is the kind of the reason and `about` whom it concerns, for other languages than
    that of `text`. `costs` is the least where it is `proven`, else at most that. `never`: no
    plan has it in, whatever else leaves.
    """

    reason: str
    text: str
    epic: str | None = None
    item: str | None = None
    needs: tuple[Need, ...] | None = None
    costs: float | None = None
    drops: tuple[str, ...] | None = None
    detail: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    proven: bool = False
    never: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """One of the wishes that can't hold together."""

    rule: str
    ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A way out of a conflict: capacity to add, or wishes to drop."""

    text: str
    adds: tuple[Need, ...] = ()
    drops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer to the problem whose document has the hash `problem`.

    `cut` says why the planning ended before its time: "stopped" on request, "failed", or "".
    """

    problem: str
    status: str
    value: float | None = None
    moved: int | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    seconds: float = 0.0
    solver: str = ""
    method: str = "optimize"
    cut: str = ""
    assignments: tuple[Assignment, ...] = ()
    epics: tuple[Finish, ...] = ()
    key_results: tuple[Attainment, ...] = ()
    capacity_value: tuple[CapacityValue, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return the plan as a document."""
        document = {"format": FORMAT, **asdict(self)}
        document["left_out"] = [_left_out(one) for one in self.left_out]
        return document

    def to_bytes(self) -> bytes:
        """Return the plan as JSON bytes."""
        text = json.dumps(self.to_document(), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "surrogatepass")


def relative_gap(objective: float, bound: float) -> float:
    """Return how far the objective lies below the bound, relative to the larger of both."""
    scale = max(abs(bound), abs(objective))
    return (bound - objective) / scale if scale else 0.0


def cut_short(plan: Plan, why: str) -> Plan:
    """Return the plan marked as the best found until something ended the planning early."""
    what = {"stopped": "The planning was stopped", "failed": "The planner failed"}[why]
    best = "; this is the best plan found until then." if plan.assignments else "."
    warning = f"{what} after {plan.seconds:.0f} seconds{best}"
    return replace(plan, cut=why, warnings=(*plan.warnings, warning))


def plan_from_bytes(raw: bytes) -> Plan:
    """Return the plan that JSON bytes describe, or raise DocumentRefused; unknown keys pass."""
    document = document_root(raw)
    try:
        return _plan(document)
    except _Unreadable as error:
        raise DocumentRefused((Fault(error.path, error.what),)) from error


class _Unreadable(Exception):
    def __init__(self, path: str, what: str) -> None:
        super().__init__(path, what)
        self.path, self.what = path, what


def _plan(raw: object) -> Plan:
    document = _object(raw, "")
    if document.get("format") != FORMAT:
        raise _Unreadable("format", f'must be "{FORMAT}"')
    if document.get("status") not in STATUSES:
        raise _Unreadable("status", f"must be one of {', '.join(STATUSES)}")
    return Plan(
        problem=_text(document, "problem", ""),
        status=document["status"],
        value=_number(document, "value", ""),
        moved=_count(document, "moved"),
        objective=_number(document, "objective", ""),
        bound=_number(document, "bound", ""),
        gap=_number(document, "gap", ""),
        seconds=_number(document, "seconds", "") or 0.0,
        solver=str(document.get("solver") or ""),
        method=str(document.get("method") or "optimize"),
        cut=str(document.get("cut") or ""),
        **{key: _rows(document, key, kind) for key, kind in _LISTS.items()},
        warnings=tuple(str(one) for one in _list(document, "warnings", "")),
    )


_LISTS: dict[str, Any] = {
    "assignments": Assignment,
    "epics": Finish,
    "key_results": Attainment,
    "capacity_value": CapacityValue,
    "left_out": LeftOut,
    "conflicts": Conflict,
    "repairs": Repair,
}
_NUMBERS = frozenset({"attained", "per_point", "points", "costs"})
_MAY_BE_NULL = frozenset({"costs", "needs", "drops", "epic", "item"})
_ID_LISTS = frozenset({"ids", "drops"})
_NEED_LISTS = frozenset({"needs", "adds"})
_ADDED = {"detail": str, "about": dict, "proven": bool, "never": bool}  # not in every plan


def _rows(document: dict[str, Any], key: str, kind: Any) -> tuple[Any, ...]:
    return tuple(
        _row(_object(raw, f"{key}[{n}]"), kind, f"{key}[{n}]")
        for n, raw in enumerate(_list(document, key, ""))
    )


def _row(raw: dict[str, Any], kind: Any, path: str) -> Any:
    found: dict[str, Any] = {}
    for name in kind.__dataclass_fields__:
        if raw.get(name) is None and name in _MAY_BE_NULL:
            found[name] = () if kind is Repair and name == "drops" else None
        elif name in _ADDED:
            if isinstance(raw.get(name), _ADDED[name]):
                found[name] = raw[name]
        elif name in _NUMBERS:
            found[name] = _number(raw, name, path, required=True)
        elif name in _ID_LISTS:
            found[name] = tuple(str(one) for one in _list(raw, name, path))
        elif name in _NEED_LISTS:
            found[name] = _rows({f"{path}.{name}": _list(raw, name, path)}, f"{path}.{name}", Need)
        else:
            found[name] = _text(raw, name, path)
    return kind(**found)


def _object(raw: object, path: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _Unreadable(path, "must be an object")
    return raw


def _list(raw: dict[str, Any], key: str, path: str) -> list[Any]:
    value = raw.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Unreadable(_at(path, key), "must be a list")
    return value


def _text(raw: dict[str, Any], key: str, path: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str):
        raise _Unreadable(_at(path, key), "must be a text")
    return value


def _number(raw: dict[str, Any], key: str, path: str, *, required: bool = False) -> Any:
    value = raw.get(key)
    if value is None and not required:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Unreadable(_at(path, key), "must be a number")
    if value != value or value in (float("inf"), float("-inf")):
        raise _Unreadable(_at(path, key), "must be a finite number")
    return value


def _count(raw: dict[str, Any], key: str) -> int | None:
    value = _number(raw, key, "")
    if value is not None and value != int(value):
        raise _Unreadable(key, "must be a whole number")
    return None if value is None else int(value)


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _left_out(one: LeftOut) -> dict[str, Any]:
    said = asdict(one)
    return {key: said[key] for key in said if key not in ("epic", "item") or said[key] is not None}
