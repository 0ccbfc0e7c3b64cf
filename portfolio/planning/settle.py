"""Among plans that are worth the same: fewer moved items first, then earlier work."""

from portfolio.planning.numbered import Numbered, Where
from portfolio.planning.score import Score, score
from portfolio.planning.sheet import Sheet


def settled(grid: Numbered, where: Where) -> Where:
    """Return a placement worth no less that moves no more and finishes no later."""
    before = score(grid, where)
    best, figures = where, before
    for step in (_put_back, _move_up):
        sheet = Sheet(grid)
        if sheet.load(best):
            return best
        step(sheet)
        found = score(grid, sheet.where)
        if _no_worse(found, figures) and sheet.shares_met():
            best, figures = sheet.where, found
    return best


def _no_worse(found: Score, before: Score) -> bool:
    return found.objective >= before.objective and found.moved <= before.moved


def _put_back(sheet: Sheet) -> None:
    """Leave what adds nothing where it was planned before, as far as it is in nobody's way."""
    grid = sheet.grid
    for item in grid.order:
        slot = grid.baseline.get(item)
        if slot is not None and sheet.where[item] is None and sheet.allows(item, slot):
            sheet.put(item, slot)


def _move_up(sheet: Sheet) -> None:
    """Do work as early as its team has room, unless it is where it was or waiting pays."""
    grid = sheet.grid
    for item in grid.order:
        slot, first = sheet.where[item], sheet.earliest(item)
        if slot is None or first is None or grid.baseline.get(item) == slot:
            continue
        worth = grid.item_worth[item]
        sheet.take(item)
        earlier = (
            (slot[0], sprint)
            for sprint in range(first, slot[1])
            if worth[sprint] >= worth[slot[1]] and sheet.fits(item, slot[0], sprint)
        )
        sheet.put(item, next(earlier, slot))
