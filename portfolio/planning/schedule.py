"""From the view from above to a plan: part by part stories to sprints, then to teams."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from portfolio.planning.aggregate import Aggregate
from portfolio.planning.blocks import Found, solve_block
from portfolio.planning.cpsat import Budget
from portfolio.planning.greedy import greedy
from portfolio.planning.hall import Part
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.packing import pack, pruned
from portfolio.planning.score import score
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
    groups = [
        [n for n, slot in enumerate(wanted) if slot and set(grid.teams[n]) <= part.teams]
        for part in above.parts
    ]
    groups = sorted((group for group in groups if group), key=len, reverse=True)
    each = seconds * 2 / max(1, len(groups))
    with ThreadPoolExecutor(2) as threads:
        answers = threads.map(lambda group: _sprints(search, wanted, group, each), groups)
        timed = list(wanted)
        for group, answer in zip(groups, answers, strict=True):
            for item in group if answer.where is not None else ():
                timed[item] = answer.where[item] if answer.where else None
    return offer_packed(search, timed, above.parts)


def _sprints(search: Search, wanted: Where, group: list[int], seconds: float) -> Found:
    grid = search.grid
    budget = search.part(seconds)
    if len(group) * grid.sprints < 4:
        return Found(None)
    return solve_block(grid, wanted, group, budget, seated=False, hinted=True, gap=1e-4)


def offer_packed(search: Search, timed: Sequence[Slot | None], groups: list[Part]) -> bool:
    """Seat the items, mend where some found no seat, drop what is useless, fill up, offer."""
    grid = search.grid
    packed = pack(grid, timed, search.budget)
    offered = search.offer(filled(grid, pruned(grid, packed), search.budget))
    mended = mend(search, packed, timed, groups)
    return search.offer(filled(grid, pruned(grid, mended), search.budget)) or offered


def mend(search: Search, packed: Where, timed: Sequence[Slot | None], groups: list[Part]) -> Where:
    """Seat what found no place in its sprint by planning that sprint and its neighbours anew."""
    grid = search.grid
    late = [
        item
        for item, slot in enumerate(timed)
        if slot is not None and ((now := packed[item]) is None or now[1] > slot[1])
    ]
    for item in late:
        slot, now = timed[item], packed[item]
        part = next(one for one in groups if set(grid.teams[item]) <= one.teams)
        for before, after in ((0, 0), (1, 0), (0, 1), (2, 0)):
            if slot is None or search.over() or (now is not None and now[1] <= slot[1]):
                break
            window = range(slot[1] - before, slot[1] + after + 1)
            packed = _again(search, packed, item, (part, window))
            now = packed[item]
    return packed


def _again(search: Search, packed: Where, item: int, around: tuple[Part, range]) -> Where:
    grid, (part, window) = search.grid, around
    free = {
        n
        for n, slot in enumerate(packed)
        if slot is not None and slot[1] in window and set(grid.teams[n]) <= part.teams
    }
    free |= {n for epic in grid.epics_of[item] for n in grid.needs[epic] if packed[n] is None}
    found = solve_block(grid, packed, free | {item}, search.part(1.5))
    if found.where is None or found.where == packed:
        return packed
    better = score(grid, found.where).objective >= score(grid, packed).objective
    return found.where if better else packed


def filled(grid: Numbered, where: Where, budget: Budget) -> Where:
    """Return the placement with more put in where there is room."""
    if budget.spent():
        return where
    return greedy(grid, "greedy", started=where) or where
