"""From the view from above to a plan: part by part stories to sprints, then to teams."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from portfolio.planning.aggregate import Aggregate
from portfolio.planning.blocks import solve_block, solve_promised
from portfolio.planning.cpsat import Budget
from portfolio.planning.greedy import greedy
from portfolio.planning.hall import Part
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.packing import pack, pruned
from portfolio.planning.polish import Polish, in_threads
from portfolio.planning.search import Search


def targets(above: Aggregate, values: Sequence[float]) -> Where:
    """Return for each item chosen from above a team it could have and the sprint it is done by."""
    grid = above.grid
    wanted: Where = [None] * len(grid.points)
    for item, steps in above.step.items():
        for n, column in enumerate(steps):
            if values[column] > 0.5:
                wanted[item] = (grid.teams[item][0], grid.first[item] + n)
                break
    for epic, steps in above.done.items():
        for n, column in enumerate(steps):
            if values[column] > 0.5:
                _aim(above, epic, above.start[epic] + n, wanted)
                break
    return wanted


def _aim(above: Aggregate, epic: int, sprint: int, wanted: Where) -> None:
    grid = above.grid
    for item in grid.needs[epic]:
        if item not in above.loud and wanted[item] is None:
            by = min(sprint - above.tail[item], grid.last[item])
            wanted[item] = (grid.teams[item][0], by)


def schedule(search: Search, above: Aggregate, wanted: Where, *, seconds: float) -> bool:
    """Turn targets into a plan and offer it; tell whether it was better."""
    grid = search.grid
    quick = pack(grid, wanted, search.budget, exact=False)
    offered = search.offer(filled(grid, pruned(grid, quick), search.budget))
    timed = _timed(search, above, wanted, seconds)
    packed = pack(grid, timed, search.budget)
    offered = search.offer(filled(grid, pruned(grid, packed), search.budget)) or offered
    if search.over():
        return offered
    mended = _mend(search, above.parts, packed, timed)
    return search.offer(filled(grid, pruned(grid, mended), search.budget)) or offered


def _timed(search: Search, above: Aggregate, wanted: Where, seconds: float) -> Where:
    """Find a sprint for every item, part by part, all other parts being as they are wanted."""
    grid = search.grid
    groups = [
        [n for n, slot in enumerate(wanted) if slot and set(grid.teams[n]) <= part.teams]
        for part in above.parts
    ]
    groups = sorted((group for group in groups if group), key=len, reverse=True)
    each = seconds * 2 / max(1, len(groups))
    timed = list(wanted)
    with ThreadPoolExecutor(2) as threads:
        answers = threads.map(lambda group: _sprints(search, wanted, group, each), groups)
        for group, answer in zip(groups, answers, strict=True):
            for item in group if answer is not None else ():
                timed[item] = answer[item] if answer is not None else None
    return timed


def _sprints(search: Search, wanted: Where, group: list[int], seconds: float) -> Where | None:
    """Return sprints that keep every promise made from above, else the best that are found."""
    if search.over():
        return None
    found = solve_promised(search.grid, wanted, group, search.part(0.6 * seconds))
    if found.where is None and not search.over():
        found = solve_block(
            search.grid, wanted, group, search.part(seconds), seated=False, gap=1e-4
        )
    return found.where


def _mend(search: Search, groups: list[Part], packed: Where, timed: Where) -> Where:
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

    in_threads([work] if search.steady else [work, work])
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
