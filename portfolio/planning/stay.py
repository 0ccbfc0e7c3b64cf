"""What can't stay where it was: how many items of a baseline at least have to move."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import floor

from portfolio.planning.cpsat import Budget, solve_cpsat
from portfolio.planning.linear import Linear
from portfolio.planning.numbered import Numbered, Slot


@dataclass(frozen=True, slots=True)
class Due:
    """What can't all stay where it was: `forced` items, and the items of `crowded` slots.

    At least `least` of them move in every plan, and with what hangs on them at least `fewest`.
    """

    forced: frozenset[int]
    crowded: frozenset[int]
    least: int
    fewest: int


def due(grid: Numbered, budget: Budget) -> Due:
    """Return what a plan can't keep of the baseline."""
    known = _due(grid)
    if not known.forced or budget.spent():
        return known
    return replace(known, fewest=_fewest(grid, known, budget))


def _due(grid: Numbered) -> Due:
    latest = _latest(grid)
    forced = frozenset(
        n for n, slot in grid.baseline.items() if not _may_stay(grid, n, slot, latest[n])
    )
    crowded: set[int] = set()
    least = len(forced)
    claimed = _claimed(grid)
    for slot, items in _by_slot(grid, forced).items():
        room = grid.capacity[slot[0]][slot[1]] - claimed.get(slot, 0)
        count = _too_many([grid.points[item] for item in items], room)
        if count:
            least += count
            crowded.update(items)
        elif _too_busy(grid, slot, items):
            crowded.update(items)
    crowded.update(_out_of_order(grid, forced))
    return Due(forced, frozenset(crowded), least, least)


def _latest(grid: Numbered) -> list[int]:
    """Return the last sprint of each item: what has to be planned can't wait for long."""
    latest = list(grid.last)
    for item in reversed(grid.order):
        if item not in grid.must_items:
            continue
        for epic in grid.epics_of[item]:
            if epic in grid.must_epics:
                latest[item] = min(latest[item], grid.deadline[epic])
        for earlier, lag in grid.before[item]:
            latest[earlier] = min(latest[earlier], latest[item] - lag)
    return latest


def _claimed(grid: Numbered) -> dict[Slot, int]:
    """Return the hundredths that items pinned away from their place take elsewhere."""
    found: dict[Slot, int] = {}
    for item, one in enumerate(grid.problem.items):
        if one.pinned is not None and grid.teams[item]:
            slot = (grid.teams[item][0], grid.first[item])
            if grid.baseline.get(item) != slot:
                found[slot] = found.get(slot, 0) + grid.points[item]
    return found


def _may_stay(grid: Numbered, item: int, slot: Slot, latest: int) -> bool:
    team, sprint = slot
    return team in grid.teams[item] and grid.first[item] <= sprint <= latest


def _by_slot(grid: Numbered, without: frozenset[int]) -> dict[Slot, list[int]]:
    found: dict[Slot, list[int]] = {}
    for item, slot in grid.baseline.items():
        if item not in without:
            found.setdefault(slot, []).append(item)
    return found


def _too_many(points: list[int], room: int) -> int:
    """Return how many items at least have to leave a room, the largest first."""
    over = sum(points) - room
    count = 0
    for one in sorted(points, reverse=True):
        if over <= 0:
            break
        over -= one
        count += 1
    return count


def _too_busy(grid: Numbered, slot: Slot, items: list[int]) -> bool:
    limit = grid.wip[slot[0]]
    epics = {grid.epic_of[item] for item in items} - {None}
    return limit is not None and len(epics) > limit


def _out_of_order(grid: Numbered, forced: frozenset[int]) -> Iterable[int]:
    """Return items that stood in an order that no longer holds."""
    for item, slot in grid.baseline.items():
        for earlier, lag in grid.before[item]:
            before = grid.baseline.get(earlier)
            if before is not None and before[1] + lag > slot[1] and not forced & {item, earlier}:
                yield item
                yield earlier


def _fewest(grid: Numbered, known: Due, budget: Budget) -> int:
    """Return how many items move at least, considering what waits for those that must.

    What comes after an item that can't stay keeps its place only where that item is planned in
    time, in room that is free or that another item gives up by moving. Where those that moved
    go, and what else they hold up, is left open: the count may be too low, never too high.
    """
    model = Linear()
    waiting = _waiting(grid, known)
    seats = {n: _seats(grid, n, model) for n in sorted({earlier for earlier, _, _ in waiting})}
    slots = {slot for own in seats.values() for slot in own}
    slots |= {grid.baseline[item] for item in known.crowded}
    later = {item for _, item, _ in waiting}
    kept = {
        item: model.column(1.0)
        for item, slot in grid.baseline.items()
        if item not in known.forced and (slot in slots or item in later)
    }
    for places in seats.values():
        model.row(list(places.values()), [1.0] * len(places), most=1.0)
    _share_room(grid, model, (slots, seats, kept))
    for earlier, item, by in waiting:
        if item in kept:
            own = [column for slot, column in seats[earlier].items() if slot[1] <= by]
            model.row([kept[item], *own], [1.0] + [-1.0] * len(own), most=0.0)
    answer = solve_cpsat(model, budget, gap=0.0)
    most = floor(min(answer.bound, len(kept)) + 1e-6)
    return max(known.least, len(known.forced) + len(kept) - most)


def _waiting(grid: Numbered, known: Due) -> list[tuple[int, int, int]]:
    """Return (forced item, what comes after it in the baseline, the sprint it is needed by)."""
    return [
        (item, later, grid.baseline[later][1] - lag)
        for item in sorted(known.forced)
        for later, lag in grid.behind[item]
        if later in grid.baseline and later not in known.forced
    ]


def _seats(grid: Numbered, item: int, model: Linear) -> dict[Slot, int]:
    return {
        (team, sprint): model.column()
        for team in grid.teams[item]
        for sprint in range(grid.first[item], grid.last[item] + 1)
        if grid.capacity[team][sprint] >= grid.points[item]
    }


def _share_room(
    grid: Numbered,
    model: Linear,
    around: tuple[set[Slot], dict[int, dict[Slot, int]], dict[int, int]],
) -> None:
    slots, seats, kept = around
    claimed = _claimed(grid)
    for slot in sorted(slots):
        terms = [
            (kept[item], float(grid.points[item]))
            for item in kept
            if grid.baseline[item] == slot and grid.points[item]
        ]
        terms += [(own[slot], float(grid.points[n])) for n, own in seats.items() if slot in own]
        room = grid.capacity[slot[0]][slot[1]] - claimed.get(slot, 0)
        model.row([c for c, _ in terms], [f for _, f in terms], most=float(max(0, room)))
