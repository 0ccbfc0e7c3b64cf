"""Items that no team can do, or that are too large for every sprint of those that could."""

from collections.abc import Iterator, Mapping

from portfolio.planning.numbered import Numbered
from portfolio.planning.terms import Item, Team, as_points

_NAMED = 10


def misfit_warnings(grid: Numbered) -> tuple[str, ...]:
    """Return a warning for each item too large, and one for those that nobody can do."""
    rooms = _rooms(grid)
    nobody = [item.id for item in _open(grid) if rooms[item.id] is None]
    found = list(_too_large(grid, rooms))
    if nobody:
        more = f" and {len(nobody) - _NAMED} more" if len(nobody) > _NAMED else ""
        found.append(f"No team can do {', '.join(nobody[:_NAMED])}{more}.")
    return tuple(found)


def _too_large(grid: Numbered, rooms: Mapping[str, int | None]) -> Iterator[str]:
    for item in _open(grid):
        room = rooms[item.id]
        if room is not None and room < item.points:
            yield (
                f"Item {item.id} has {as_points(item.points)} points, more than any sprint of a "
                f"team that could do it has room for ({as_points(room)})."
            )


def _rooms(grid: Numbered) -> dict[str, int | None]:
    """Return the most room a team has for each item in its window, None where nobody can do it."""
    sprint = {one.id: n for n, one in enumerate(grid.problem.sprints)}
    able: dict[object, list[Team]] = {}
    most: dict[object, int | None] = {}
    found: dict[str, int | None] = {}
    for item in _open(grid):
        who = (item.teams, item.area, item.skills)
        if who not in able:
            able[who] = able_teams(grid, item)
        first = sprint[item.earliest] if item.earliest is not None else 0
        last = sprint[item.latest] if item.latest is not None else grid.sprints - 1
        kind = (who, first, last)
        if kind not in most:
            rooms = [max(team.capacity[first : last + 1]) for team in able[who]]
            most[kind] = max(rooms, default=None)
        found[item.id] = most[kind]
    return found


def _open(grid: Numbered) -> Iterator[Item]:
    return (item for item in grid.problem.items if not item.excluded)


def able_teams(grid: Numbered, item: Item) -> list[Team]:
    """Return the teams that could do the item, whatever their capacity."""
    if item.teams is not None:
        return [team for team in grid.problem.teams if team.id in item.teams]
    return [
        team
        for team in grid.problem.teams
        if set(item.skills) <= set(team.skills) and item.area in (None, team.area)
    ]
