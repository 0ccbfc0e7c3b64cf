"""Demand: the open work that asks for a team's capacity, sized by its reference class."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portfolio.domain.estimates import ReferenceClasses


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Open items of one team, area and type: those with points, and those without."""

    team_id: int | None
    area_id: int | None
    type: str
    sized: int
    points: float
    unsized: int


@dataclass(frozen=True, slots=True)
class Demand:
    """So many open items, their points, and how many of them were sized by a reference class."""

    items: int = 0
    points: float = 0.0
    estimated: int = 0

    def __add__(self, other: "Demand") -> "Demand":
        return Demand(
            self.items + other.items,
            self.points + other.points,
            self.estimated + other.estimated,
        )


def demand_of(work: OpenWork, classes: ReferenceClasses) -> Demand:
    """Return the demand of some open work."""
    each = classes.estimate(None, work.type, work.team_id).points if work.unsized else 0.0
    points = work.points + work.unsized * each
    return Demand(work.sized + work.unsized, points, work.unsized)


def demand_by_team(
    works: Iterable[OpenWork], classes: ReferenceClasses
) -> dict[int | None, Demand]:
    """Return the demand by team; None stands for the work of no team yet."""
    found: dict[int | None, Demand] = defaultdict(Demand)
    for work in works:
        found[work.team_id] += demand_of(work, classes)
    return dict(found)


def demand_by_area(
    works: Iterable[OpenWork], classes: ReferenceClasses
) -> dict[int | None, Demand]:
    """Return the demand by area; None stands for the work of no area."""
    found: dict[int | None, Demand] = defaultdict(Demand)
    for work in works:
        found[work.area_id] += demand_of(work, classes)
    return dict(found)
