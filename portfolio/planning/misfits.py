"""Items that no team can do, or that are too large for every sprint of those that could."""

from collections.abc import Iterator

from portfolio.planning.numbered import Numbered
from portfolio.planning.terms import Item, Team, as_points

_NAMED = 10


def misfit_warnings(grid: Numbered) -> tuple[str, ...]:
    """Return a warning for each item too large, and one for those that nobody can do."""
    nobody = [item.id for item in _open(grid) if not _able(grid, item)]
    found = list(_too_large(grid))
    if nobody:
        more = f" and {len(nobody) - _NAMED} more" if len(nobody) > _NAMED else ""
        found.append(f"No team can do {', '.join(nobody[:_NAMED])}{more}.")
    return tuple(found)


def _too_large(grid: Numbered) -> Iterator[str]:
    sprint = {one.id: n for n, one in enumerate(grid.problem.sprints)}
    for item in _open(grid):
        first = sprint[item.earliest] if item.earliest else 0
        last = sprint[item.latest] if item.latest else grid.sprints - 1
        rooms = [max(team.capacity[first : last + 1]) for team in _able(grid, item)]
        if rooms and max(rooms) < item.points:
            yield (
                f"Item {item.id} has {as_points(item.points)} points, more than any sprint of a "
                f"team that could do it has room for ({as_points(max(rooms))})."
            )


def _open(grid: Numbered) -> Iterator[Item]:
    return (item for item in grid.problem.items if not item.excluded)


def _able(grid: Numbered, item: Item) -> list[Team]:
    if item.teams is not None:
        return [team for team in grid.problem.teams if team.id in item.teams]
    return [
        team
        for team in grid.problem.teams
        if set(item.skills) <= set(team.skills) and item.area in (None, team.area)
    ]
