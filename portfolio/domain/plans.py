"""Scenarios, their levers, and plans from draft to published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from portfolio.domain.errors import Refused
from portfolio.domain.lever_values import check_value, target

BASE_SCENARIO = "Base"
LONGEST_SCENARIO = 120
SECONDS_DEFAULT = 30
SECONDS_MOST = 600


class PlanState(StrEnum):
    """What a plan is to the organisation; one a cycle is published."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class LeverKind(StrEnum):
    """The wishes that a scenario adds to what the database says."""

    EXCLUDE = "exclude"
    FORCE_IN = "force_in"
    LOCK = "lock"
    PIN = "pin"
    FINISH_BY = "finish_by"
    SHARE = "share"
    CAPACITY = "capacity"
    PERSON = "person"
    MOVE = "move"
    WEIGHT = "weight"

    @property
    def is_of_item(self) -> bool:
        """Whether the lever names an item (or an epic)."""
        return self not in _OF_THE_WHOLE

    @property
    def is_supposition(self) -> bool:
        """Whether it supposes what is not so; the quarter's own scenario keeps to the facts."""
        return self in _OF_THE_WHOLE and self is not LeverKind.SHARE


@dataclass(frozen=True, slots=True)
class Lever:
    """One wish. `value`: a pin's {"team_id", "sprint_id"}, a date's {"on"}, and what
    domain.lever_values says of the others; nothing for exclude, force_in and lock."""

    kind: LeverKind
    item_id: int | None = None
    value: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
    version: int = 1

    def __post_init__(self) -> None:
        if self.kind.is_of_item != (self.item_id is not None):
            raise Refused(f"A lever of the kind {self.kind} needs {_needed(self.kind)}.")
        check_value(self.kind.value, self.value)

    def contradicts(self, new: "Lever") -> bool:
        """Whether it cannot stand beside a newer lever, which then takes its place."""
        if self.item_id != new.item_id:
            return False
        if new.item_id is None:
            return self.kind is new.kind and target(self.kind, self.value) == target(
                new.kind, new.value
            )
        return self.kind is new.kind or {self.kind, new.kind} <= _EXCLUSIVE


def by_item(levers: Iterable[Lever]) -> dict[int, tuple[Lever, ...]]:
    """Return the levers about items by the item they are about."""
    found: dict[int, tuple[Lever, ...]] = {}
    for lever in levers:
        if lever.item_id is not None:
            found[lever.item_id] = (*found.get(lever.item_id, ()), lever)
    return found


@dataclass(frozen=True, slots=True)
class Scenario:
    """A way of planning a cycle; the base one is the cycle's own."""

    id: int
    cycle_id: int
    name: str
    is_base: bool = False
    stability: float = 0.0  # the slider's position, 0 (the best plan) to 1 (the most stable)
    version: int = 1
    note: str = ""
    copied_from: int | None = None
    created_at: datetime | None = None
    changed_at: datetime | None = None  # when a lever or the slider was last moved
    deleted_at: datetime | None = None

    def is_newer_than(self, plan: "PlanHead") -> bool:
        """Whether something was wished since a plan of it was made."""
        return self.changed_at is not None and self.changed_at > plan.made_at


@dataclass(frozen=True, slots=True)
class Placed:
    """An item of a stored plan with its team and sprint."""

    item_id: int
    team_id: int
    sprint_id: int
    points: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What a team took into a sprint at Sprint Planning One."""

    item_id: int
    team_id: int
    sprint_id: int
    points: float
    is_shared: bool = False
    points_left: float | None = None  # None: nothing was said, so all of it

    @property
    def remaining(self) -> float:
        """The points that are still to do."""
        return self.points if self.points_left is None else self.points_left


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A stored plan without its assignments."""

    id: int
    scenario_id: int
    scenario: str
    cycle_id: int
    number: int
    problem: str
    state: PlanState
    status: str
    seconds: float
    solver: str
    made_at: datetime
    job_id: int | None = None
    value: float | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    score_before: float | None = None
    score_after: float | None = None
    epics_in: int = 0
    epics_out: int = 0
    points_planned: float = 0.0
    points_asked: float = 0.0
    others: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    proposed_at: datetime | None = None
    published_at: datetime | None = None
    version: int = 1
    is_tilted: bool = False  # made with other weights: its bound says nothing of the score

    @property
    def name(self) -> str:
        """v8."""
        return f"v{self.number}"

    @property
    def has_answer(self) -> bool:
        """Whether it says where work goes (an infeasible or unknown plan does not)."""
        return self.status in ("optimal", "feasible")

    @property
    def score_limit(self) -> float | None:
        """The expected score that no plan beats, as far as the bound speaks of scores."""
        if self.is_tilted:
            return None
        if self.score_after is None or self.bound is None or self.objective is None:
            return None
        return min(1.0, self.score_after + self.bound - self.objective)


def adopted(plan: PlanHead) -> PlanState:
    """Return the state of a plan once it is adopted; raise Refused where that makes no sense."""
    if not plan.has_answer:
        raise Refused(f"Plan {plan.name} is {plan.status}: there is nothing to propose.")
    if plan.state is not PlanState.DRAFT:
        raise Refused(f"Plan {plan.name} is {plan.state} already; only a draft can be proposed.")
    return PlanState.PROPOSED


def published(plan: PlanHead) -> PlanState:
    """Return the state of a plan once it is published; raise Refused unless it was proposed."""
    if plan.state is not PlanState.PROPOSED:
        raise Refused(f"Plan {plan.name} is {plan.state}; adopt it before it is published.")
    return PlanState.PUBLISHED


def checked_seconds(seconds: float) -> float:
    """Return how long a plan may be computed; raise Refused outside 1 second to 10 minutes."""
    if not 1 <= seconds <= SECONDS_MOST:
        raise Refused(
            f"A plan takes 1 to {SECONDS_MOST} seconds.",
            {"seconds": f"Write a number from 1 to {SECONDS_MOST}."},
        )
    return seconds


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return what two problem documents have otherwise, part by part, in words.

    Each value is (then, now): how many entries the part had, and which ids are new, gone or
    different.
    """
    found: dict[str, tuple[str, str]] = {}
    for part in ("sprints", "teams", "key_results", "epics", "items"):
        then, today = _by_id(before.get(part, ())), _by_id(now.get(part, ()))
        changed = [one for one in then if one in today and then[one] != today[one]]
        gone = [one for one in then if one not in today]
        new = [one for one in today if one not in then]
        if changed or gone or new:
            found[part] = (str(len(then)), _changes(len(today), new, gone, changed))
    for part in ("policy", "baseline"):
        if before.get(part) != now.get(part):
            found[part] = ("as it was", "changed")
    return found


def _by_id(entries: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(entry["id"]): entry for entry in entries}


def _changes(count: int, new: list[str], gone: list[str], changed: list[str]) -> str:
    words = [str(count)]
    for word, ids in (("new", new), ("gone", gone), ("changed", changed)):
        if ids:
            more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
            words.append(f"{word}: {', '.join(ids[:5])}{more}")
    return "; ".join(words)


_OF_THE_WHOLE = frozenset(
    {LeverKind.SHARE, LeverKind.CAPACITY, LeverKind.PERSON, LeverKind.MOVE, LeverKind.WEIGHT}
)
# Wishes about one item of which only the newest can hold.
_EXCLUSIVE = frozenset({LeverKind.EXCLUDE, LeverKind.FORCE_IN, LeverKind.LOCK})


def _needed(kind: LeverKind) -> str:
    return "an item or an epic" if kind.is_of_item else "no item"
