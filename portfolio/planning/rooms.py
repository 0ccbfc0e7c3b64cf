"""Room for the work: capacities and sizes in hundredths, what was taken, what is too large."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor

from portfolio.domain.backlog import Item
from portfolio.domain.estimates import Estimate
from portfolio.domain.plan_facts import PlanFacts
from portfolio.domain.plans import Taken
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.planning.levers import Pulled, Spot
from portfolio.planning.scope import Scope
from portfolio.planning.terms import as_points


@dataclass(frozen=True, slots=True)
class Rooms:
    """Hundredths of points: each team's by sprint, each item's; and what to warn of."""

    capacity: Mapping[int, tuple[int, ...]]
    points: Mapping[int, int]
    too_large: tuple[str, ...]
    notes: tuple[str, ...]


def rooms_of(
    facts: PlanFacts, scope: Scope, wishes: Pulled, sizes: Mapping[int, Estimate]
) -> Rooms:
    """Return the room there is, raised to what teams took or were locked to, with a warning."""
    points = {item.id: max(0, round(sizes[item.id].points * 100)) for item in scope.items}
    room = _left(scope)
    _give_shared(facts, scope, room, points)
    notes = [*_raise(scope, wishes, room, points), *_lapsed(scope, wishes)]
    capacity = {
        team.team.id: tuple(room[team.team.id, sprint.id] for sprint in scope.sprints)
        for team in scope.teams
    }
    large = list(_too_large(scope, wishes, capacity, points))
    notes += [note for _, note in large]
    return Rooms(capacity, points, tuple(key for key, _ in large), tuple(notes))


def _left(scope: Scope) -> dict[Spot, int]:
    """Return the points of each team and sprint, rounded down: a plan never counts on more."""
    sprints = {sprint.id for sprint in scope.sprints}
    found = {(team.team.id, sprint): 0 for team in scope.teams for sprint in sprints}
    for team in scope.teams:
        for one in team.sprints:
            if one.sprint.id in sprints:
                found[team.team.id, one.sprint.id] = max(0, floor(one.points * 100 + 1e-6))
    return found


def _give_shared(
    facts: PlanFacts, scope: Scope, room: dict[Spot, int], points: dict[int, int]
) -> None:
    """Size what was taken by what remains of it; the other parts leave their teams' room.

    The parts come as `still_taken` has them: the one that stands for the item last.
    """
    by_item: dict[int, list[Taken]] = {}
    for one in facts.taken:
        if one.item_id in points and (one.team_id, one.sprint_id) in room:
            by_item.setdefault(one.item_id, []).append(one)
    for item, (*others, main) in by_item.items():
        if main.points > 0:
            points[item] = round(main.remaining * 100)
        for part in others:
            spot = (part.team_id, part.sprint_id)
            room[spot] = max(0, room[spot] - round(part.remaining * 100))


def _raise(
    scope: Scope, wishes: Pulled, room: dict[Spot, int], points: Mapping[int, int]
) -> Iterator[str]:
    held: dict[Spot, int] = {}
    for item in scope.items:
        spot = wishes.pinned.get(item.id)
        if spot in room and item.id in wishes.kept and item.id not in wishes.excluded:
            held[spot] = held.get(spot, 0) + points[item.id]
    names = {team.team.id: team.team.name for team in scope.teams}
    sprints = {sprint.id: sprint.name for sprint in scope.sprints}
    for spot, needed in held.items():
        if needed > room[spot]:
            yield (
                f"{names[spot[0]]} holds {as_points(needed)} points in {sprints[spot[1]]} and has "
                f"room for {as_points(room[spot])}: its capacity is taken as what it holds."
            )
            room[spot] = needed


def _lapsed(scope: Scope, wishes: Pulled) -> Iterator[str]:
    teams = {team.team.id for team in scope.teams}
    sprints = {sprint.id for sprint in scope.sprints}
    for item in scope.items:
        spot = wishes.pinned.get(item.id)
        if spot and item.id not in wishes.kept and not (spot[0] in teams and spot[1] in sprints):
            yield f"{item.key} is pinned to a team or sprint that is over: it is free."


def _too_large(
    scope: Scope,
    wishes: Pulled,
    capacity: Mapping[int, tuple[int, ...]],
    points: Mapping[int, int],
) -> Iterator[tuple[str, str]]:
    most: dict[object, int] = {}
    for item in scope.items:
        if item.id in wishes.excluded or item.id in wishes.pinned:
            continue
        area = scope.area_of[item.id]
        group = (item.team_id, area, item.skills)
        if group not in most:
            able = [team.team.id for team in scope.teams if _can(team, item, area, scope)]
            most[group] = max((room for one in able for room in capacity[one]), default=0)
        if points[item.id] > most[group]:
            yield item.key, _too_large_note(item, points[item.id], most[group])


def _can(team: TeamCapacity, item: Item, area: str | None, scope: Scope) -> bool:
    own = {one.team.id for one in scope.teams}
    if item.team_id in own:
        return team.team.id == item.team_id
    if area is not None and scope.area_names.get(team.team.area_id or 0) != area:
        return False
    return set(item.skills) <= set(team.team.skills)


def _too_large_note(item: Item, points: int, most: int) -> str:
    if not most:
        return f"{item.key} can be done by no team that has capacity."
    return (
        f"{item.key} has {as_points(points)} points, more than any sprint of any team that can "
        f"do it ({as_points(most)}): split it."
    )
