"""Mend a plan where it no longer holds: what can stay stays, as far as a price on moving asks."""

from portfolio.planning.blocks import solve_block
from portfolio.planning.cpsat import Budget
from portfolio.planning.numbered import Numbered, Where
from portfolio.planning.search import Search
from portfolio.planning.stay import Due

_WIDE = 500


def repair(search: Search, known: Due, most: float, budget: Budget) -> None:
    """Plan anew what can't stay and what was left out, while all else stays.

    `most` bounds the value of every plan. Of all plans, those that keep everything else are
    bounded by this piece; the others move one item more at least: whatever their value, they
    can't be worth more than that leaves.
    """
    grid = search.grid
    search.step = "keeping what can stay"
    otherwise = most - grid.problem.policy.stability * max(known.fewest, known.least + 1)
    loose = {n for n in grid.useful if n not in grid.baseline}
    free = set(known.forced | known.crowded)
    for wider in (_same, _linked, _near):
        free = wider(grid, free)
        if budget.spent() or len(free) > _WIDE:
            return
        held = _held(grid, search.best, free)
        found = solve_block(grid, held, free | loose, budget, gap=1e-6)
        search.offer(found.where)
        search.prove(otherwise if found.infeasible else max(found.bound, otherwise))
        if search.moved <= known.fewest and found.proven:
            return


def _held(grid: Numbered, best: Where | None, free: set[int]) -> Where:
    """Return the baseline for what stays, and the best plan so far as a hint for the rest."""
    where: Where = list(best) if best is not None else [None] * len(grid.points)
    for item, slot in grid.baseline.items():
        if item not in free:
            where[item] = slot
    return where


def _same(grid: Numbered, free: set[int]) -> set[int]:
    del grid
    return free


def _linked(grid: Numbered, free: set[int]) -> set[int]:
    """Return the items with all that wait for them or that they wait for."""
    found = set(grid.with_ancestors(list(free)))
    stack = list(found)
    while stack:
        for later, _ in grid.behind[stack.pop()]:
            if later not in found:
                found.add(later)
                stack.append(later)
    return found


def _near(grid: Numbered, free: set[int]) -> set[int]:
    """Return the items with all others that stand in the slots they stood in."""
    slots = {grid.baseline[item] for item in free if item in grid.baseline}
    return free | {item for item, slot in grid.baseline.items() if slot in slots}
