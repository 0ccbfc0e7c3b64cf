"""Work without points: the reference class that says how large it is likely to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LARGE_ENOUGH = 10  # delivered items of one type and team
POINTS_OF_NOTHING_KNOWN = 1.0  # where nothing in the product was ever estimated


class Basis(StrEnum):
    """Which delivered items an estimate was taken from."""

    OWN = "own"  # the item has points
    TYPE_AND_TEAM = "type and team"
    TYPE = "type"
    ALL = "all"
    NOTHING = "nothing"  # no delivered item has points: one point


@dataclass(frozen=True, slots=True)
class Estimate:
    """Points with where they come from, and how many delivered items stand behind them."""

    points: float
    basis: Basis
    count: int = 0

    @property
    def is_marked(self) -> bool:
        """Whether the points are the reference class's and not the item's own."""
        return self.basis is not Basis.OWN


@dataclass(frozen=True, slots=True)
class Sized:
    """So many delivered items of one type and team that had the same points."""

    type: str
    team_id: int | None
    points: float
    count: int


@dataclass(frozen=True, slots=True)
class ReferenceClasses:
    """Median points, and how many items they are the median of, by class."""

    by_type_and_team: Mapping[tuple[str, int], tuple[float, int]] = field(default_factory=dict)
    by_type: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    all: tuple[float, int] | None = None

    @property
    def median_points(self) -> float:
        """The product's median points an item; 1 where nothing was ever estimated."""
        return self.all[0] if self.all else POINTS_OF_NOTHING_KNOWN

    def estimate(self, points: float | None, type: str, team_id: int | None) -> Estimate:
        """Return an item's own points, else the median of its reference class."""
        if points is not None:
            return Estimate(points, Basis.OWN)
        own = self.by_type_and_team.get((type, team_id)) if team_id is not None else None
        if own and own[1] >= LARGE_ENOUGH:
            return Estimate(own[0], Basis.TYPE_AND_TEAM, own[1])
        if type in self.by_type:
            return Estimate(self.by_type[type][0], Basis.TYPE, self.by_type[type][1])
        if self.all:
            return Estimate(self.all[0], Basis.ALL, self.all[1])
        return Estimate(POINTS_OF_NOTHING_KNOWN, Basis.NOTHING)


def reference_classes(delivered: Iterable[Sized]) -> ReferenceClasses:
    """Return the classes of delivered items that had points."""
    by_both: dict[tuple[str, int], dict[float, int]] = {}
    by_type: dict[str, dict[float, int]] = {}
    every: dict[float, int] = {}
    for one in delivered:
        _count(by_type.setdefault(one.type, {}), one)
        _count(every, one)
        if one.team_id is not None:
            _count(by_both.setdefault((one.type, one.team_id), {}), one)
    return ReferenceClasses(
        {key: _median(counts) for key, counts in by_both.items()},
        {key: _median(counts) for key, counts in by_type.items()},
        _median(every) if every else None,
    )


def _count(counts: dict[float, int], one: Sized) -> None:
    counts[one.points] = counts.get(one.points, 0) + one.count


def _median(counts: Mapping[float, int]) -> tuple[float, int]:
    total = sum(counts.values())
    lower, upper = (total - 1) // 2, total // 2
    return (_at(counts, lower) + _at(counts, upper)) / 2, total


def _at(counts: Mapping[float, int], place: int) -> float:
    passed = 0
    for points in sorted(counts):
        passed += counts[points]
        if place < passed:
            return points
    raise ValueError("there is no such place")
