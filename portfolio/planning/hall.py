"""Which groups of teams can run short together: the rows that stand in for the choice of a team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from math import gcd

from portfolio.planning.numbered import Numbered

Teams = frozenset[int]
_MOST_GROUPS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """Teams that share work among themselves and with nobody else, with their critical groups."""

    teams: Teams
    groups: tuple[Teams, ...]


def parts(grid: Numbered, items: Iterable[int]) -> list[Part]:
    """Return the parts of the organisation that these items tie together."""
    demand: dict[Teams, int] = {}
    for item in items:
        teams = frozenset(grid.teams[item])
        if teams:
            demand[teams] = demand.get(teams, 0) + grid.points[item]
    return [
        Part(frozenset().union(*sets), _groups(grid, sets, demand)) for sets in _components(demand)
    ]


def _components(demand: Iterable[Teams]) -> list[list[Teams]]:
    owner: dict[int, int] = {}
    members: dict[int, list[Teams]] = {}
    for teams in sorted(demand, key=sorted):
        joined = sorted({owner[team] for team in teams if team in owner})
        name = joined[0] if joined else len(owner) + min(teams)
        while not joined and name in members:
            name += 1
        merged = [one for other in joined for one in members.pop(other)] + [teams]
        members[name] = merged
        for one in merged:
            for team in one:
                owner[team] = name
    return list(members.values())


def _groups(grid: Numbered, sets: list[Teams], demand: Mapping[Teams, int]) -> tuple[Teams, ...]:
    """Return the sets of teams that some work has, their unions as far as that stays few."""
    found = set(sets) | {frozenset().union(*sets)}
    fresh = set(found)
    while fresh and len(found) < _MOST_GROUPS:
        unions = {one | other for one in fresh for other in sets if one & other}
        fresh = unions - found
        for one in sorted(fresh, key=lambda teams: (len(teams), sorted(teams))):
            if len(found) < _MOST_GROUPS:
                found.add(one)
    return tuple(
        one
        for one in sorted(found, key=lambda teams: (len(teams), sorted(teams)))
        if sum(points for teams, points in demand.items() if teams <= one)
        > min(sum(grid.capacity[team][s] for team in one) for s in range(grid.sprints))
    )


def rounded_capacity(grid: Numbered, items: Iterable[int]) -> list[list[int]]:
    """Return the capacities, floored to what sums of these items' points can be."""
    unit = reduce(gcd, (grid.points[item] for item in items), 0)
    return [[(one // unit) * unit if unit else one for one in row] for row in grid.capacity]
