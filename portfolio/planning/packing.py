"""From sprints to teams: seat the items of each sprint in teams that can do them."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from portfolio.planning.cpsat import Budget, solve_cpsat
from portfolio.planning.hall import parts
from portfolio.planning.linear import Linear
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.sheet import Sheet

Seats = dict[tuple[int, int], int]  # the column of an item in a team
_EXACT = 0.3


def pack(
    sheet: Sheet, wanted: Sequence[Slot | None], budget: Budget, *, exact: bool = True
) -> None:
    """Put each item down in its wanted sprint where a team can be found.

    An item that finds none goes to a later sprint where that is allowed, else it stays out with
    everything that comes after it.
    """
    grid = sheet.grid
    chosen = [n for n, slot in enumerate(wanted) if slot is not None]
    groups = [part.teams for part in parts(grid, chosen)]
    for sprint in range(grid.sprints):
        now = [n for n in grid.order if (slot := wanted[n]) is not None and slot[1] == sprint]
        mine = [[n for n in now if set(grid.teams[n]) <= teams] for teams in groups]
        left = [_best_fit(sheet, items, sprint) for items in mine]
        if exact and not budget.spent():
            _reseat(
                sheet, [items for items, out in zip(mine, left, strict=True) if out], sprint, budget
            )
            left = [[n for n in items if sheet.where[n] is None] for items in mine]
        for item in sorted(chain(*left), key=grid.place_in_order.__getitem__):
            _elsewhere(sheet, item)


def _best_fit(sheet: Sheet, items: list[int], sprint: int) -> list[int]:
    """Seat the choosiest and largest first, each in the team it fills most; none moves in vain."""
    grid = sheet.grid
    ranked = sorted(items, key=lambda n: (len(grid.teams[n]), -grid.points[n], n))
    for item in ranked:
        home = grid.baseline.get(item)
        if home is not None and home[1] == sprint and sheet.allows(item, home):
            sheet.put(item, home)
    waiting, progress = [item for item in ranked if sheet.where[item] is None], True
    while waiting and progress:
        left = []
        for item in waiting:
            first = sheet.earliest(item)
            seat = (
                sheet.seat(item, sprint, sprint) if first is not None and first <= sprint else None
            )
            if seat is None:
                left.append(item)
            else:
                sheet.put(item, seat)
        progress = len(left) < len(waiting)
        waiting = left
    return waiting


def _elsewhere(sheet: Sheet, item: int) -> None:
    first = sheet.earliest(item)
    seat = None if first is None else sheet.seat(item, first, sheet.grid.last[item])
    if seat is not None:
        sheet.put(item, seat)


def _reseat(sheet: Sheet, groups: list[list[int]], sprint: int, budget: Budget) -> None:
    """Seat each group's items of the sprint anew so that the points left out are fewest."""
    before = [{item: sheet.where[item] for item in items} for items in groups]
    for item in chain(*groups):
        sheet.take(item)
    models = [_seating(sheet, was, sprint) for was in before]
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda one: _solved(one, budget), models))
    for items, chosen in zip(groups, found, strict=True):
        for item in sorted(chosen, key=sheet.grid.place_in_order.__getitem__):
            if sheet.allows(item, (chosen[item], sprint)):
                sheet.put(item, (chosen[item], sprint))
        _best_fit(sheet, [item for item in items if sheet.where[item] is None], sprint)


def _solved(seating: tuple[Linear, Seats, list[float]], budget: Budget) -> dict[int, int]:
    """Return the team of each item that is seated."""
    model, seats, hint = seating
    answer = solve_cpsat(model, budget.within(_EXACT), hint=hint, gap=0.0)
    return {
        item: team
        for (item, team), column in seats.items()
        if answer.values is not None and answer.values[column] > 0.5
    }


def _seating(
    sheet: Sheet, before: Mapping[int, Slot | None], sprint: int
) -> tuple[Linear, Seats, list[float]]:
    """Return the model of a sprint, what its columns mean, and how the items sat before."""
    grid = sheet.grid
    firsts = {item: sheet.earliest_of(item, before) for item in before}
    able = [item for item, first in firsts.items() if first is not None and first <= sprint]
    model, seats = Linear(), _seats(sheet, able, sprint)
    for item, team in seats:
        kept = grid.baseline.get(item) == (team, sprint)
        seats[item, team] = model.column(grid.points[item] + 1.0 + (50.0 if kept else 0.0))
    _once(model, able, seats, grid)
    _fit(model, seats, sheet, sprint)
    hint = [0.0] * len(model.upper)
    for (item, team), column in seats.items():
        hint[column] = float(before[item] == (team, sprint))
    for columns, factors in zip(model.row_columns, model.row_factors, strict=True):
        if factors == [1.0, -1.0] and hint[columns[0]]:  # an epic at work
            hint[columns[1]] = 1.0
    return model, seats, hint


def _seats(sheet: Sheet, able: list[int], sprint: int) -> Seats:
    return {
        (item, team): -1
        for item in able
        for team in sheet.grid.teams[item]
        if sheet.fits(item, team, sprint)
    }


def _fit(model: Linear, seats: Seats, sheet: Sheet, sprint: int) -> None:
    """Keep capacity, and the limit of epics at work where a team has one."""
    grid = sheet.grid
    loads: dict[int, list[int]] = {}
    for item, team in seats:
        loads.setdefault(team, []).append(item)
    for team, items in loads.items():
        columns = [seats[item, team] for item in items]
        factors = [float(grid.points[item]) for item in items]
        model.row(columns, factors, most=float(sheet.room[team][sprint]))
        limit, busy = grid.wip[team], set(sheet.busy.get((team, sprint), ()))
        epics = {grid.epic_of[item] for item in items} - {None} - busy
        if limit is None or len(epics) + len(busy) <= limit:
            continue
        at_work = {epic: model.column() for epic in sorted(epic or 0 for epic in epics)}
        for item, column in zip(items, columns, strict=True):
            epic = grid.epic_of[item]
            if epic in at_work:
                model.at_most(column, at_work[epic or 0])
        names = list(at_work.values())
        model.row(names, [1.0] * len(names), most=float(limit - len(busy)))


def _once(model: Linear, able: list[int], seats: Seats, grid: Numbered) -> None:
    inside = set(able)
    for item in able:
        own = [seats[item, team] for team in grid.teams[item] if (item, team) in seats]
        if own:
            model.row(own, [1.0] * len(own), most=1.0)
        for earlier, lag in grid.before[item]:
            if earlier in inside and not lag and own:
                before = [seats[earlier, t] for t in grid.teams[earlier] if (earlier, t) in seats]
                model.row([*own, *before], [1.0] * len(own) + [-1.0] * len(before), most=0.0)


def pruned(grid: Numbered, where: Sequence[Slot | None]) -> Where:
    """Return the placement without what is of no use in it."""
    kept: set[int] = set(grid.must_items)
    for epic, items in enumerate(grid.needs):
        slots = [where[item] for item in items]
        known = [slot[1] for slot in slots if slot is not None]
        if len(known) == len(slots) and known and max(known) <= grid.deadline[epic]:
            kept.update(items if grid.pays(epic) else ())
    kept.update(n for quota in grid.quotas if quota.least for n in quota.items)
    for item, slot in enumerate(where):
        if slot is not None and grid.item_worth[item][slot[1]]:
            kept.add(item)
    if grid.problem.policy.stability:
        kept.update(item for item, slot in grid.baseline.items() if where[item] == slot)
    kept = set(grid.with_ancestors([item for item in kept if where[item] is not None]))
    return [slot if item in kept else None for item, slot in enumerate(where)]
