"""Chosen epics put down one after the other; what finds no room goes earlier in the next turn."""

from collections.abc import Sequence

from portfolio.planning.greedy import chosen_first
from portfolio.planning.hall import Part
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.packing import pruned
from portfolio.planning.score import finishes
from portfolio.planning.search import Search
from portfolio.planning.sheet import Sheet

_TURNS = 12


def offer_in_turns(search: Search, parts: Sequence[Part], wanted: Where) -> None:
    """Offer placements of the epics that `wanted` finishes, in the order of their finishes."""
    grid = search.grid
    rank = {epic: float(sprint) for epic, sprint in finishes(grid, wanted).items()}
    dear, density = dear_of(search), {epic: _density(grid, epic) for epic in rank}
    for _ in range(_TURNS):
        if search.over():
            return
        order = sorted(rank, key=lambda epic: (rank[epic], -density[epic]))
        where, missed = chosen_first(grid, order, dear)
        if where is None:
            return
        offer_by_part(search, parts, where)
        if not missed:
            return
        for epic in missed:
            rank[epic] -= 1.0


def dear_of(search: Search) -> dict[Slot, int]:
    """Return how dear each team is in each sprint, in thousandths of the dearest."""
    most = max(search.prices.values(), default=0.0)
    return {slot: round(1000 * price / most) for slot, price in search.prices.items() if most}


def _density(grid: Numbered, epic: int) -> float:
    return grid.density_worth(epic) / (1 + sum(grid.points[item] for item in grid.needs[epic]))


def offer_by_part(search: Search, parts: Sequence[Part], where: Where) -> None:
    """Offer the placement; where it is not better as a whole, offer it part by part."""
    if search.offer(where):
        return
    grid = search.grid
    for part in parts:
        best = search.best
        if best is None or search.over():
            return
        mine = {n for n in grid.useful if grid.teams[n] and set(grid.teams[n]) <= part.teams}
        if all(where[n] == best[n] for n in mine):
            continue
        sheet = Sheet(grid)
        sheet.load([where[n] if n in mine else slot for n, slot in enumerate(best)])
        search.offer(pruned(grid, sheet.where))
