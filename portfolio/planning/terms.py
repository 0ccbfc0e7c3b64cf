"""The words of a planning problem as frozen values; points and capacity count whole hundredths."""

from dataclasses import dataclass
from datetime import date

Worth = float | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sprint:
    """A slice of the plan's time; its place in the problem is its place in time."""

    id: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """Who does the work: `capacity` has one number of hundredths of a point for each sprint."""

    id: str
    capacity: tuple[int, ...]
    area: str | None = None
    skills: tuple[str, ...] = ()
    wip_limit: int | None = None


@dataclass(frozen=True, slots=True)
class KeyResult:
    """What the plan is for: closing `gap` is worth `weight`."""

    id: str
    weight: float
    gap: float
    objective: str | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """How far a finished epic is expected to move a key result, confidence included."""

    key_result: str
    amount: float


@dataclass(frozen=True, slots=True)
class Epic:
    """A bundle that is worth something when it is finished; `value` may go by sprint."""

    id: str
    contributions: tuple[Contribution, ...] = ()
    value: Worth = 0.0
    mandatory: bool = False
    finish_by: str | None = None
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class After:
    """A predecessor, planned at least `lag` sprints before."""

    item: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A team and a sprint by their ids: where something is pinned or was planned before."""

    team: str
    sprint: str


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of work one team does in one sprint; `points` counts whole hundredths."""

    id: str
    points: int
    epic: str | None = None
    optional: bool = False
    area: str | None = None
    skills: tuple[str, ...] = ()
    teams: tuple[str, ...] | None = None
    after: tuple[After, ...] = ()
    earliest: str | None = None
    latest: str | None = None
    value: Worth = 0.0
    category: str | None = None
    mandatory: bool = False
    excluded: bool = False
    pinned: Place | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the whole capacity the work of a category may or must take."""

    category: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The planner's levers: shares of categories, and what moving one item costs."""

    shares: tuple[Share, ...] = ()
    stability: float = 0.0


def hundredths(points: float) -> int:
    """Return points as whole hundredths; refuse what is no multiple of 0.01."""
    scaled = points * 100
    whole = round(scaled)
    if abs(scaled - whole) > 1e-9 * max(1.0, abs(scaled)):
        raise ValueError(f"{points} is no multiple of 0.01")
    return whole


def as_points(count: int) -> float | int:
    """Return hundredths as points, whole where they are whole."""
    whole, rest = divmod(count, 100)
    return count / 100 if rest else whole


def worth_at(value: Worth, sprint: int) -> float:
    """Return what a value, flat or by sprint, is in the sprint with that index."""
    return value[sprint] if isinstance(value, tuple) else value
