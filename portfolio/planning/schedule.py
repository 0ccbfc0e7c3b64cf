"""From the view from above to a plan: part by part stories to sprints, then to teams."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from portfolio.planning.aggregate import Aggregate
from portfolio.planning.blocks import solve_block, solve_promised
from portfolio.planning.hall import Part
from portfolio.planning.mending import filled, mend
from portfolio.planning.numbered import Where
from portfolio.planning.packing import pack, pruned
from portfolio.planning.score import finishes
from portfolio.planning.search import Search
from portfolio.planning.sheet import Sheet
from portfolio.planning.turns import dear_of, offer_by_part, offer_in_turns

_EVERY = 1.0  # seconds between two offers on the way


def finished_above(above: Aggregate, values: Sequence[float]) -> frozenset[int]:
    """Return the epics that are finished as seen from above."""
    return frozenset(epic for epic, steps in above.done.items() if values[steps[-1]] > 0.5)


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


def schedule(search: Search, above: Aggregate, wanted: Where, *, seconds: float) -> None:
    """Turn targets into a plan and offer it."""
    grid = search.grid
    offer_in_turns(search, above.parts, wanted)
    _offer_quickly(search, above, wanted)
    if search.over():
        return
    timed = _timed(search, above, wanted, seconds)
    if search.over():
        _offer_quickly(search, above, timed)
        return
    packed = Sheet(grid)
    packed.dear = dear_of(search)
    pack(packed, timed, search.budget)
    offer_by_part(search, above.parts, filled(grid, pruned(grid, packed.where), search.budget))
    if not search.over():
        mended = mend(search, above.parts, packed.where, timed, threads=2)
        offer_by_part(search, above.parts, filled(grid, pruned(grid, mended), search.budget))


def _offer_quickly(search: Search, above: Aggregate, wanted: Where) -> None:
    """Offer what can be seated without much thought."""
    grid = search.grid
    quick = Sheet(grid)
    quick.dear = dear_of(search)
    pack(quick, wanted, search.budget, exact=False)
    offer_by_part(search, above.parts, filled(grid, pruned(grid, quick.where), search.budget))


def reschedule(search: Search, above: Aggregate, wanted: Where, part: Part, *, seed: int) -> None:
    """Try once more, and another way, to turn one part's targets into a plan."""
    grid, best = search.grid, search.best
    if best is None:
        return
    mine = {n for n in grid.useful if set(grid.teams[n]) <= part.teams}
    group = [n for n in mine if wanted[n] is not None]
    aimed = [wanted[n] if n in mine else slot for n, slot in enumerate(best)]
    left = 2.0 if search.steady else max(1.0, 0.2 * search.budget.left())
    found = solve_promised(grid, aimed, group, search.part(left), seed=seed)
    if found.where is None or search.over():
        return
    timed = [slot if n in mine else None for n, slot in enumerate(found.where)]
    sheet = Sheet(grid)
    sheet.load([None if n in mine else slot for n, slot in enumerate(search.best or best)])
    pack(sheet, timed, search.budget)
    mended = mend(search, above.parts, sheet.where, timed, threads=1)
    rebased = [mended[n] if n in mine else slot for n, slot in enumerate(search.best or best)]
    for where in (rebased, mended):
        search.offer(filled(grid, pruned(grid, where), search.budget))


def open_parts(search: Search, above: Aggregate, wanted: Where) -> list[Part]:
    """Return the parts where something chosen from above is not finished as early as wanted."""
    grid, best = search.grid, search.best or []
    finish, aim = finishes(grid, best), finishes(grid, wanted)
    short = {
        item
        for epic, sprint in aim.items()
        if grid.pays(epic) and finish.get(epic, grid.sprints) > sprint
        for item in grid.needs[epic]
    }
    return [part for part in above.parts if any(set(grid.teams[n]) <= part.teams for n in short)]


def _timed(search: Search, above: Aggregate, wanted: Where, seconds: float) -> Where:
    """Find a sprint for every item, part by part, all other parts being as they are wanted."""
    grid = search.grid
    groups = [
        [n for n, slot in enumerate(wanted) if slot and set(grid.teams[n]) <= part.teams]
        for part in above.parts
    ]
    groups = sorted((group for group in groups if group), key=len, reverse=True)
    each = seconds * 2 / max(1, len(groups))
    timed, told = list(wanted), time.monotonic() + _EVERY
    with ThreadPoolExecutor(2) as threads:
        answers = threads.map(lambda group: _sprints(search, wanted, group, each), groups)
        for group, answer in zip(groups, answers, strict=True):
            for item in group if answer is not None else ():
                timed[item] = answer[item] if answer is not None else None
            if not search.steady and time.monotonic() > told:
                began = time.monotonic()
                _offer_quickly(search, above, timed)
                told = time.monotonic() + max(_EVERY, 5 * (time.monotonic() - began))
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
