"""Say of everything left out why, what would let it in, and what forcing it in would cost."""

from collections.abc import Iterator
from dataclasses import replace

from portfolio.planning.blocks import solve_block
from portfolio.planning.cpsat import Budget
from portfolio.planning.mending import filled
from portfolio.planning.numbered import Numbered, Where
from portfolio.planning.packing import pruned
from portfolio.planning.plan import LeftOut
from portfolio.planning.reasons import reason_for
from portfolio.planning.score import Score, score
from portfolio.planning.search import keeps_rules
from portfolio.planning.sheet import Sheet

Bundle = tuple[int | None, int | None]  # an epic, or a loose item
_FORCED = 20
_BLOCK = 140


def left_out(grid: Numbered, where: Where, budget: Budget) -> tuple[LeftOut, ...]:
    """Return an entry for each epic not finished and each loose item of value not planned."""
    figures = score(grid, where)
    missing = sorted(_missing(grid, where, figures), key=lambda one: -_worth(grid, one))
    found = []
    for place, (epic, item) in enumerate(missing):
        reason = reason_for(grid, where, epic, item)
        entry = LeftOut(
            reason=reason.rule,
            text=reason.text,
            epic=None if epic is None else grid.problem.epics[epic].id,
            item=None if item is None else grid.problem.items[item].id,
            needs=reason.needs,
        )
        if place < _FORCED and not budget.spent():
            share = budget.left() / (_FORCED - place)
            part = budget.within(1.0 if budget.steady else max(0.2, share))
            entry = _with_costs(grid, where, (epic, item), entry=entry, budget=part)
        found.append(entry)
    return tuple(found)


def _missing(grid: Numbered, where: Where, figures: Score) -> Iterator[Bundle]:
    for epic in range(len(grid.needs)):
        if epic not in figures.finish:
            yield epic, None
    for item, worth in enumerate(grid.item_worth):
        if grid.problem.items[item].epic is None and where[item] is None and any(worth):
            yield None, item


def _worth(grid: Numbered, bundle: Bundle) -> float:
    epic, item = bundle
    return grid.density_worth(epic) if epic is not None else max(grid.item_worth[item or 0])


def _with_costs(
    grid: Numbered, where: Where, bundle: Bundle, *, entry: LeftOut, budget: Budget
) -> LeftOut:
    """Really force the bundle in, and say what is lost by it; leave it open where that fails."""
    epic, item = bundle
    if epic is not None and grid.deadline[epic] < 0 or item is not None and not grid.teams[item]:
        return entry
    forced = _forced(grid.demanding(epic, item), where, bundle, budget)
    if forced is None:
        return entry
    before, after = score(grid, where), score(grid, forced)
    gone = sorted(before.finish.keys() - after.finish.keys())
    costs = max(0.0, before.objective - after.objective)
    drops = tuple(grid.problem.epics[one].id for one in gone)
    out = f", and {', '.join(drops[:3])} would leave" if drops else ""
    text = f"{entry.text} Forcing it in costs {costs:.3g}{out}."
    return replace(entry, costs=costs, drops=drops, text=text)


def _forced(demand: Numbered, where: Where, bundle: Bundle, budget: Budget) -> Where | None:
    """Return a placement with the bundle in it that keeps every rule, None where none is found."""
    free = set(_own(demand, bundle))
    victims = sorted(_rivals(demand, where, free), key=lambda epic: _density(demand, epic))
    start = _by_pushing_out(demand, where, bundle, victims)
    for epic in victims:
        if len(free) > _BLOCK:
            break
        free.update(demand.needs[epic])
    free.update(n for n, slot in enumerate(where) if start and slot != start[n])
    held = start or [None if n in free else slot for n, slot in enumerate(where)]
    found = solve_block(demand, held, free, budget, hinted=start is not None, gap=1e-3)
    found_where = found.where or start
    if found_where is None or not keeps_rules(demand, found_where):
        return None
    better = filled(demand, pruned(demand, found_where), budget)
    return better if keeps_rules(demand, better) else found_where


def _by_pushing_out(
    demand: Numbered, where: Where, bundle: Bundle, victims: list[int]
) -> Where | None:
    """Put the bundle in where just enough of the least worthy epics leave for it."""
    last = demand.sprints - 1 if bundle[0] is None else demand.deadline[bundle[0]]
    count = 1
    while count < 2 * len(victims) + 2:
        sheet = Sheet(demand)
        sheet.load(_without(demand, where, set(victims[:count])))
        if sheet.place(_own(demand, bundle), last) is not None:
            whole = filled(demand, list(sheet.where), Budget())
            return whole if keeps_rules(demand, whole) else None
        count *= 2
    return None


def _without(grid: Numbered, where: Where, leaving: set[int]) -> Where:
    """Return the placement without what only the leaving epics need."""
    going = {
        item
        for epic in leaving
        for item in grid.needs[epic]
        if item not in grid.must_items and leaving.issuperset(grid.epics_of[item])
    }
    kept = grid.with_ancestors(
        [n for n, slot in enumerate(where) if slot is not None and n not in going]
    )
    inside = set(kept)
    return [slot if n in inside else None for n, slot in enumerate(where)]


def _own(grid: Numbered, bundle: Bundle) -> list[int]:
    epic, item = bundle
    return grid.with_ancestors(list(grid.needs[epic]) if epic is not None else [item or 0])


def _rivals(grid: Numbered, where: Where, free: set[int]) -> list[int]:
    """Return the epics that are finished by teams that could do the bundle's work."""
    teams = {team for item in free for team in grid.teams[item]}
    busy = {item for item, slot in enumerate(where) if slot is not None and slot[0] in teams}
    return [
        epic
        for epic, items in enumerate(grid.needs)
        if epic not in grid.must_epics and items and not busy.isdisjoint(items)
    ]


def _density(grid: Numbered, epic: int) -> float:
    return grid.density_worth(epic) / (1 + sum(grid.points[item] for item in grid.needs[epic]))
