"""What the levers of a scenario say: which values each kind takes, and what it is about.

A share: {"category", "at_least", "at_most"}. A capacity: {"team_id"} or {"area_id"} (neither: all
teams), {"percent"} (20: a fifth more) or {"points"} (more points in each sprint), and the sprints
{"from", "to"}. A person: {"team_id", "count", "from"}. A move: {"team_id", "area_id", "cost"}, the
cost being the part of the team's capacity lost in the two sprints after. A weight:
{"objective_id", "factor"}. Sprints are ids; none of them means the first or the last.
"""

from collections.abc import Callable, Mapping
from typing import Any

from portfolio.domain.errors import Refused

SWITCHING_COST = 0.2
SPRINTS_OF_A_MOVE = 2
PERCENT = (-100.0, 300.0)
MOST_POINTS = 10_000.0
MOST_PEOPLE = 20
MOST_FACTOR = 10.0

Value = Mapping[str, Any]


def check_value(kind: str, value: Value) -> None:
    """Raise Refused, in a sentence, where a lever of the kind cannot say this."""
    missing = [name for name in _KEYS.get(kind, ()) if not value.get(name)]
    if missing:
        raise Refused(f"A lever of the kind {kind} needs {', '.join(missing)}.")
    check = _CHECKS.get(kind)
    if check is not None:
        check(value)


def target(kind: str, value: Value) -> tuple[object, ...]:
    """Return what a lever without an item is about: of two about the same the newer holds."""
    return tuple(value.get(name) for name in _TARGETS.get(kind, ()))


def _check_share(value: Value) -> None:
    least, most = value.get("at_least"), value.get("at_most")
    if least is None and most is None:
        raise Refused("A share needs a least or a most part of the capacity.")
    for part in (least, most):
        if part is not None and not 0 <= part <= 1:
            raise Refused("A share lies between 0 and 100 per cent.")
    if least is not None and most is not None and least > most:
        raise Refused("A share's least part lies above its most part.")


def _check_capacity(value: Value) -> None:
    if value.get("team_id") and value.get("area_id"):
        raise Refused("A change of capacity is of a team or of an area, not of both.")
    percent, points = value.get("percent"), value.get("points")
    if (percent is None) == (points is None):
        raise Refused("A change of capacity is in per cent or in points a sprint.")
    if percent is not None and not PERCENT[0] <= percent <= PERCENT[1]:
        raise Refused(
            "A capacity is changed by -100 to 300 per cent.",
            {"amount": "Write a number from -100 to 300."},
        )
    if points is not None and not abs(points) <= MOST_POINTS:
        raise Refused(
            "A capacity is changed by at most 10,000 points a sprint.",
            {"amount": "Write a number from -10,000 to 10,000."},
        )


def _check_person(value: Value) -> None:
    count = value.get("count", 1)
    if not isinstance(count, int) or not 1 <= count <= MOST_PEOPLE:
        raise Refused(
            f"One to {MOST_PEOPLE} people join a team.",
            {"count": f"Write a number from 1 to {MOST_PEOPLE}."},
        )


def _check_move(value: Value) -> None:
    if not 0 <= value.get("cost", SWITCHING_COST) <= 1:
        raise Refused(
            "A switching cost lies between 0 and 100 per cent.",
            {"cost": "Write a number from 0 to 100."},
        )


def _check_weight(value: Value) -> None:
    if not 0 <= value.get("factor", -1) <= MOST_FACTOR:
        raise Refused(
            "An objective counts 0 to 10 times as much as it does.",
            {"factor": "Write a number from 0 to 10."},
        )


_KEYS = {
    "pin": ("team_id", "sprint_id"),
    "finish_by": ("on",),
    "share": ("category",),
    "person": ("team_id",),
    "move": ("team_id", "area_id"),
    "weight": ("objective_id",),
}
_CHECKS: dict[str, Callable[[Value], None]] = {
    "share": _check_share,
    "capacity": _check_capacity,
    "person": _check_person,
    "move": _check_move,
    "weight": _check_weight,
}
_TARGETS = {
    "share": ("category",),
    "capacity": ("team_id", "area_id", "from", "to"),
    "person": ("team_id", "from"),
    "move": ("team_id",),
    "weight": ("objective_id",),
}
