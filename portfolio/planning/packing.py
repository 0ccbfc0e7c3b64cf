"""From sprints to teams: seat the items of each sprint in teams that can do them."""

from collections.abc import Sequence

from portfolio.planning.cpsat import Budget, solve_cpsat
from portfolio.planning.hall import parts
from portfolio.planning.linear import Linear
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.sheet import Sheet

_EXACT_WORK = 1.0


def pack(grid: Numbered, wanted: Sequence[Slot | None], budget: Budget) -> Where:
    """Return a placement that has each item in its wanted sprint where a team can be found.

    Items that find none, with everything that comes after them, go to a later sprint where
    that is allowed, else they stay out; what is no use without them leaves with them.
    """
    sheet = Sheet(grid)
    chosen = [n for n, slot in enumerate(wanted) if slot is not None]
    groups = [part.teams for part in parts(grid, chosen)]
    for sprint in range(grid.sprints):
        now = [n for n in grid.order if (slot := wanted[n]) is not None and slot[1] == sprint]
        left = []
        for teams in groups:
            items = [n for n in now if set(grid.teams[n]) <= teams]
            out = _best_fit(sheet, items, sprint)
            if out and not budget.spent():
                out = _exact(sheet, items, sprint, budget)
            left += out
        for item in sorted(left, key=grid.place_in_order.__getitem__):
            _elsewhere(sheet, item)
    return sheet.where


def _best_fit(sheet: Sheet, items: list[int], sprint: int) -> list[int]:
    """Seat the choosiest and largest first, each in the team it fills most."""
    grid = sheet.grid
    ranked = sorted(items, key=lambda n: (len(grid.teams[n]), -grid.points[n], n))
    waiting, progress = ranked, True
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


def _exact(sheet: Sheet, items: list[int], sprint: int, budget: Budget) -> list[int]:
    """Seat the sprint anew so that the points left out are fewest; return what stays out."""
    grid = sheet.grid
    for item in items:
        sheet.take(item)
    able = [
        n for n in items if (first := sheet.earliest_of(n, items)) is not None and first <= sprint
    ]
    model, seats = Linear(), dict[tuple[int, int], int]()
    loads: dict[int, list[tuple[int, float]]] = {}
    for item in able:
        for team in grid.teams[item]:
            if sheet.fits(item, team, sprint):
                column = model.column(grid.points[item] + 1.0)
                seats[item, team] = column
                loads.setdefault(team, []).append((column, float(grid.points[item])))
    _once(model, able, seats, grid)
    for team, terms in loads.items():
        names, factors = [c for c, _ in terms], [f for _, f in terms]
        model.row(names, factors, most=float(sheet.room[team][sprint]))
    answer = solve_cpsat(model, budget.within(1.0, _EXACT_WORK), gap=0.0)
    chosen = {
        item: team
        for (item, team), column in seats.items()
        if answer.values is not None and answer.values[column] > 0.5
    }
    for item in sorted(chosen, key=grid.place_in_order.__getitem__):
        if sheet.allows(item, (chosen[item], sprint)):
            sheet.put(item, (chosen[item], sprint))
    return _best_fit(sheet, [item for item in items if sheet.where[item] is None], sprint)


def _once(
    model: Linear, able: list[int], seats: dict[tuple[int, int], int], grid: Numbered
) -> None:
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
