"""Find seats for what the packing of teams left over, and fill up what stays free."""

import threading

from portfolio.planning.cpsat import Budget
from portfolio.planning.greedy import greedy
from portfolio.planning.hall import Part
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.polish import Polish, in_threads
from portfolio.planning.search import Search


def mend(search: Search, groups: list[Part], packed: Where, timed: Where, *, threads: int) -> Where:
    """Seat what found no place in its sprint by planning that sprint and its neighbours anew."""
    grid = search.grid
    late = [item for item in range(len(timed)) if _is_late(packed[item], timed[item])]
    late.sort(key=lambda item: (-_at_stake(search, item), item))
    polish = Polish(search, groups, start=packed)
    queue = iter(late)
    lock = threading.Lock()

    def work() -> None:
        while not search.over():
            with lock:
                item = next(queue, None)
            if item is None:
                return
            part = next(one for one in groups if set(grid.teams[item]) <= one.teams)
            _mend_one(polish, item, timed[item] or (0, 0), part)

    in_threads([work] if search.steady else [work] * threads)
    return polish.where


def _is_late(now: Slot | None, wanted: Slot | None) -> bool:
    return wanted is not None and (now is None or now[1] > wanted[1])


def _at_stake(search: Search, item: int) -> float:
    grid = search.grid
    worth = sum(grid.density_worth(epic) for epic in grid.epics_of[item])
    return worth + max(grid.item_worth[item])


def _mend_one(polish: Polish, item: int, wanted: Slot, part: Part) -> None:
    grid = polish.search.grid
    for before, after in ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1)):
        if polish.search.over() or not _is_late(polish.where[item], wanted):
            return
        window = range(wanted[1] - before, wanted[1] + after + 1)
        free = {
            n
            for n, slot in enumerate(polish.where)
            if slot is not None and slot[1] in window and set(grid.teams[n]) <= part.teams
        }
        missing = [n for e in grid.epics_of[item] for n in grid.needs[e] if polish.where[n] is None]
        found = polish.free(free | {item} | set(missing))
        if not found.proven and before + after:
            return


def filled(grid: Numbered, where: Where, budget: Budget) -> Where:
    """Return the placement with more put in where there is room."""
    if budget.spent():
        return where
    return greedy(grid, "greedy", started=where) or where
