"""Problems with other capacities: more or less for all, one more person, a team in another area."""

from dataclasses import replace
from math import floor

from portfolio.planning.problem import Problem
from portfolio.planning.terms import Team


def free(problem: Problem) -> Problem:
    """Return the problem without a price on moving: what its capacity can bring at best."""
    policy = replace(problem.policy, stability=0.0)
    return replace(problem, policy=policy, baseline=(), read_from="")


def scaled(problem: Problem, percent: float) -> Problem:
    """Return the problem with so many percent of every capacity, but room for what is pinned."""
    pinned = _pinned(problem)
    sprints = [one.id for one in problem.sprints]
    teams = tuple(
        replace(
            team,
            capacity=tuple(
                max(floor(one * percent / 100 + 1e-9), min(one, pinned.get((team.id, sprint), 0)))
                for one, sprint in zip(team.capacity, sprints, strict=True)
            ),
        )
        for team in problem.teams
    )
    return replace(problem, teams=teams, read_from="")


def joined(problem: Problem, team: str, points: float) -> Problem:
    """Return the problem with so many points more in each sprint of a team."""
    more = max(0, floor(100 * points + 1e-6))
    teams = tuple(_more(one, more) if one.id == team else one for one in problem.teams)
    return replace(problem, teams=teams, read_from="")


def moved_team(
    problem: Problem, team: str, area: str, *, switching: float, sprints: int
) -> Problem:
    """Return the problem with a team in another area, less able in its first sprints there."""
    teams = tuple(
        replace(_slowed(one, switching, sprints), area=area) if one.id == team else one
        for one in problem.teams
    )
    return replace(problem, teams=teams, read_from="")


def team_moves(problem: Problem) -> list[tuple[str, str, str]]:
    """Return each team with its area and each other area that teams have."""
    areas = sorted({one.area for one in problem.teams if one.area is not None})
    return [
        (team.id, team.area, area)
        for team in problem.teams
        if team.area is not None
        for area in areas
        if area != team.area
    ]


def _more(team: Team, hundredths: int) -> Team:
    return replace(team, capacity=tuple(one + hundredths for one in team.capacity))


def _slowed(team: Team, switching: float, sprints: int) -> Team:
    kept = tuple(
        floor(one * (1 - switching) + 1e-9) if n < sprints else one
        for n, one in enumerate(team.capacity)
    )
    return replace(team, capacity=kept)


def _pinned(problem: Problem) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for item in problem.items:
        if item.pinned is not None:
            slot = (item.pinned.team, item.pinned.sprint)
            found[slot] = found.get(slot, 0) + item.points
    return found
