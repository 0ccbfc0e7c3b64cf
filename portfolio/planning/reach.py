"""What other capacities could bring: points of a frontier, one more person, teams that move."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from portfolio.planning.faults import DocumentRefused, Fault
from portfolio.planning.nodes import document_root

FORMAT = "portfolio.frontier/1"
PERCENTS = (70.0, 75.0, 80.0, 85.0, 90.0, 95.0, 100.0, 105.0, 110.0, 115.0, 120.0, 125.0, 130.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: percents of the capacity, people to add, whether teams may move.

    `people` has what one more person is worth in points a sprint, by team. A team that moves to
    another area loses the part `switching` of its capacity in its first `switching_sprints`.
    """

    percents: tuple[float, ...] = PERCENTS
    people: tuple[tuple[str, float], ...] = ()
    moves: bool = True
    switching: float = 0.2
    switching_sprints: int = 2

    def to_document(self) -> dict[str, Any]:
        """Return what is asked as a document."""
        return {**asdict(self), "percents": list(self.percents), "people": dict(self.people)}


@dataclass(frozen=True, slots=True)
class Reach:
    """The best value found with some capacity, and the proven most: `gap` lies between them.

    `status` is that of a plan; where it is `infeasible` or `unknown` there are no figures (a
    bound may still be known). `won` is the part of the value that key results make: what the
    score rises by.
    """

    status: str
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    won: float | None = None


@dataclass(frozen=True, slots=True)
class CapacityPoint:
    """What so many percent of the capacity bring; `points` is the whole capacity then."""

    percent: float
    points: float
    reach: Reach


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change would add to today's value.

    `found` compares the best plans found; the difference of the very best ones, found or not,
    is proven to lie between `least` and `most`. `enters` and `leaves` are epics that the plan
    found then finishes, or no longer finishes.
    """

    found: float | None = None
    least: float | None = None
    most: float | None = None
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hire:
    """One more person in a team."""

    team: str
    points: float
    reach: Reach
    gain: Gain


@dataclass(frozen=True, slots=True)
class Move:
    """A team that moves to another area."""

    team: str
    from_area: str
    to_area: str
    reach: Reach
    gain: Gain


@dataclass(frozen=True, slots=True)
class Frontier:
    """Value against capacity, and what single changes of it would bring, for one problem.

    `today` is the problem's own capacity. All figures are of `value`: what moving costs is left
    out. `complete` is False where the time ended, or somebody said stop, before all was tried.
    """

    problem: str
    today: Reach
    points: tuple[CapacityPoint, ...] = ()
    hires: tuple[Hire, ...] = ()
    moves: tuple[Move, ...] = ()
    complete: bool = True
    seconds: float = 0.0
    solver: str = ""
    warnings: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return the frontier as a document."""
        return {"format": FORMAT, **asdict(self)}

    def to_bytes(self) -> bytes:
        """Return the frontier as JSON bytes."""
        text = json.dumps(self.to_document(), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "surrogatepass")


def asked_from_document(document: Any) -> Asked:
    """Return what a document of `to_document` asks for, or raise DocumentRefused."""
    try:
        return Asked(
            percents=tuple(float(one) for one in document["percents"]),
            people=tuple((str(team), float(one)) for team, one in document["people"].items()),
            moves=bool(document["moves"]),
            switching=float(document["switching"]),
            switching_sprints=int(document["switching_sprints"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentRefused((Fault("", f"is not what a frontier can be asked: {error}"),)) from (
            error
        )


def frontier_from_bytes(raw: bytes) -> Frontier:
    """Return the frontier that JSON bytes describe, or raise DocumentRefused."""
    return frontier_from_document(document_root(raw))


def frontier_from_document(document: Any) -> Frontier:
    """Return the frontier of a document, or raise DocumentRefused; unknown keys pass."""
    try:
        if document["format"] != FORMAT:
            raise DocumentRefused((Fault("format", f'must be "{FORMAT}"'),))
        return Frontier(
            problem=str(document["problem"]),
            today=_reach(document["today"]),
            points=tuple(_point(one) for one in document["points"]),
            hires=tuple(_hire(one) for one in document["hires"]),
            moves=tuple(_move(one) for one in document["moves"]),
            complete=bool(document["complete"]),
            seconds=float(document["seconds"]),
            solver=str(document["solver"]),
            warnings=tuple(str(one) for one in document["warnings"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentRefused((Fault("", f"is no frontier: {error!r}"),)) from error


def _reach(raw: Any) -> Reach:
    figures = [_number(raw.get(key)) for key in ("value", "bound", "gap", "won")]
    return Reach(str(raw["status"]), *figures)


def _gain(raw: Any) -> Gain:
    figures = [_number(raw[key]) for key in ("found", "least", "most")]
    ids = [tuple(str(one) for one in raw[key]) for key in ("enters", "leaves")]
    return Gain(figures[0], figures[1], figures[2], ids[0], ids[1])


def _point(raw: Any) -> CapacityPoint:
    return CapacityPoint(float(raw["percent"]), float(raw["points"]), _reach(raw["reach"]))


def _hire(raw: Any) -> Hire:
    return Hire(str(raw["team"]), float(raw["points"]), _reach(raw["reach"]), _gain(raw["gain"]))


def _move(raw: Any) -> Move:
    areas = str(raw["from_area"]), str(raw["to_area"])
    return Move(str(raw["team"]), *areas, _reach(raw["reach"]), _gain(raw["gain"]))


def _number(raw: Any) -> float | None:
    return None if raw is None else float(raw)
