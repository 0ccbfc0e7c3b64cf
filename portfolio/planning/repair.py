"""Mend a plan where it no longer holds: what can stay stays, as far as a price on moving asks."""

from portfolio.planning.blocks import solve_block
from portfolio.planning.cpsat import Budget
from portfolio.planning.numbered import Numbered, Where
from portfolio.planning.score import finishes
from portfolio.planning.search import Search
from portfolio.planning.stay import Due

_WIDE = 500
_WIDEST = 700
_NEVER = 10**6


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


def exchange(search: Search, wanted: Where, budget: Budget) -> None:
    """Let the epics wanted in, and those that are not wanted out, while others stay.

    Where that is too narrow, what stands beside them in the teams and sprints concerned may move.
    """
    grid = search.grid
    search.step = "exchanging epics"
    for wider in (_same, _near_now):
        best = search.best
        if best is None or budget.spent():
            return
        aim, now = finishes(grid, wanted), finishes(grid, best)
        into = [epic for epic, by in aim.items() if grid.pays(epic) and now.get(epic, _NEVER) > by]
        out = [epic for epic in now if epic not in aim]
        if not into and not out:
            return
        needed = [item for epic in (*into, *out) for item in grid.needs[epic]]
        loose = [item for item in grid.useful if best[item] is None]
        free = wider(search, {*grid.with_ancestors(needed), *loose})
        if len(free) > _WIDEST:
            return
        found = solve_block(grid, best, free, budget, gap=1e-5)
        search.offer(found.where)


def _held(grid: Numbered, best: Where | None, free: set[int]) -> Where:
    """Return the baseline for what stays, and the best plan so far as a hint for the rest."""
    where: Where = list(best) if best is not None else [None] * len(grid.points)
    for item, slot in grid.baseline.items():
        if item not in free:
            where[item] = slot
    return where


def _same(around: object, free: set[int]) -> set[int]:
    del around
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


def _near_now(search: Search, free: set[int]) -> set[int]:
    """Return the items with all others that now stand in the slots they stand in."""
    best = search.best or []
    slots = {best[item] for item in free} - {None}
    return free | {item for item, slot in enumerate(best) if slot in slots}
