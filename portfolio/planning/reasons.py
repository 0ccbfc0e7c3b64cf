"""What keeps an epic or item out of a plan, and which capacity would let it in."""

from collections import Counter
from dataclasses import dataclass

from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.plan import Need
from portfolio.planning.score import score
from portfolio.planning.sheet import Sheet
from portfolio.planning.terms import as_points

_ENDLESS = 10**15


@dataclass(frozen=True, slots=True)
class Reason:
    """The binding rule, a sentence, and the capacity that is missing."""

    rule: str
    text: str
    needs: tuple[Need, ...] | None = None


def reason_for(grid: Numbered, where: Where, epic: int | None, item: int | None) -> Reason:
    """Return why the epic (or the item) is not in the placement."""
    items = list(grid.needs[epic]) if epic is not None else [item or 0]
    name = _name(grid, epic, item)
    for check in (_excluded, _unable, _out_of_time):
        found = check(grid, items, epic, name)
        if found is not None:
            return found
    if not _adds(grid, where, epic, item):
        return Reason("worth", f"{name} would add nothing to what the plan already reaches.")
    return _crowded_out(grid, where, items, epic=epic, name=name)


def _name(grid: Numbered, epic: int | None, item: int | None) -> str:
    if epic is not None:
        return f"Epic {grid.problem.epics[epic].id}"
    return f"Item {grid.problem.items[item or 0].id}"


def _excluded(grid: Numbered, items: list[int], epic: int | None, name: str) -> Reason | None:
    if not items:
        return Reason("excluded", f"All the work of {name} is excluded or optional.")
    for n in items:
        if grid.problem.items[n].excluded:
            return Reason("excluded", f"{name} needs item {grid.problem.items[n].id}: excluded.")
    return None


def _unable(grid: Numbered, items: list[int], epic: int | None, name: str) -> Reason | None:
    for n in grid.with_ancestors(items):
        one = grid.problem.items[n]
        if grid.teams[n]:
            continue
        if any(not grid.teams[earlier] for earlier, _ in grid.before[n]):
            continue
        if n not in items:
            text = f"{name} comes after item {one.id}, which can't be planned."
            return Reason("dependency", text)
        if any(grid.first[earlier] + lag > grid.last[n] for earlier, lag in grid.before[n]):
            return Reason("dependency", f"{name} waits for a chain of work that takes too long.")
        if one.pinned:
            return Reason("window", f"Item {one.id} of {name} is pinned where it can't be.")
        kinds = ", ".join(one.skills) or one.area or "the skills"
        if _too_large(grid, n):
            points = as_points(one.points)
            text = f"Item {one.id} of {name} ({points} points) is larger than any sprint."
            return Reason("capacity", text)
        return Reason("team", f"No team that could do item {one.id} of {name} has {kinds}.")
    return None


def _too_large(grid: Numbered, item: int) -> bool:
    one = grid.problem.items[item]
    for team in grid.problem.teams:
        able = set(one.skills) <= set(team.skills) and one.area in (None, team.area)
        if team.id in one.teams if one.teams is not None else able:
            return True
    return False


def _out_of_time(grid: Numbered, items: list[int], epic: int | None, name: str) -> Reason | None:
    by = grid.sprints - 1
    if epic is not None and (last := grid.problem.epics[epic].finish_by):
        by = [sprint.id for sprint in grid.problem.sprints].index(last)
    late = [n for n in grid.with_ancestors(items) if grid.first[n] > min(grid.last[n], by)]
    if not late:
        return None
    one = grid.problem.items[late[0]]
    if any(grid.first[earlier] + lag > by for earlier, lag in grid.before[late[0]]) or one.after:
        return Reason("dependency", f"{name} waits for a chain of work that takes too long.")
    return Reason("window", f"Item {one.id} of {name} can't be done in the sprints allowed.")


def _adds(grid: Numbered, where: Where, epic: int | None, item: int | None) -> bool:
    if item is not None:
        return any(grid.item_worth[item])
    if epic is None or any(grid.epic_worth[epic]):
        return epic is not None
    attained = score(grid, where).attained
    return any(part > 0 and attained[k] < 1 for k, part in grid.moves[epic])


def _crowded_out(
    grid: Numbered, where: Where, items: list[int], *, epic: int | None, name: str
) -> Reason:
    sheet = Sheet(grid)
    sheet.load(where)
    real = [list(row) for row in sheet.room]
    sheet.room = [[_ENDLESS] * grid.sprints for _ in real]
    last = grid.sprints - 1 if epic is None else grid.deadline[epic]
    put = sheet.place(items, last)
    if put is not None:
        sheet.take_all(put)
        needs = _missing(sheet, real, [*put], last)
        return Reason("capacity", _capacity_text(name, needs), needs)
    sheet.spent = [-_ENDLESS] * len(sheet.spent)
    if sheet.place(items, last) is not None:
        return Reason("share", f"{name} would take its category over its share.")
    sheet.busy = {slot: Counter() for slot in sheet.busy}
    if sheet.place(items, last) is not None:
        return Reason("wip", f"{name} would be one epic more than its teams may have at once.")
    return Reason("dependency", f"{name} waits for work that the plan does too late.")


def _missing(sheet: Sheet, room: list[list[int]], items: list[int], last: int) -> tuple[Need, ...]:
    """Put every item where least is missing; return what is missing then."""
    grid = sheet.grid
    short: Counter[Slot] = Counter()
    for item in sorted(items, key=grid.place_in_order.__getitem__):
        first = sheet.earliest(item) or 0
        slots = [
            (team, sprint)
            for sprint in range(first, min(last, grid.last[item]) + 1)
            for team in grid.teams[item]
        ]
        if not slots:
            continue
        points = grid.points[item]
        best = min((_overload(grid, slot, points, (room, short)), slot) for slot in slots)[1]
        left = room[best[0]][best[1]] - grid.points[item]
        short[best] += max(0, -left)
        room[best[0]][best[1]] = max(0, left)
        sheet.put(item, best)
    return tuple(
        Need(grid.problem.teams[team].id, grid.problem.sprints[sprint].id, as_points(points))
        for (team, sprint), points in sorted(short.items())
        if points
    )


def _overload(
    grid: Numbered, slot: Slot, points: int, so_far: tuple[list[list[int]], Counter[Slot]]
) -> float:
    """Return how far over its capacity the slot would be, as a share of it."""
    room, short = so_far
    over = short[slot] + max(0, points - room[slot[0]][slot[1]])
    return over / (1 + grid.capacity[slot[0]][slot[1]])


def _capacity_text(name: str, needs: tuple[Need, ...]) -> str:
    if not needs:
        return f"{name} fits only if other work moves."
    total = as_points(round(sum(need.points for need in needs) * 100))
    most = max(needs, key=lambda need: need.points)
    where = f"{most.team} in {most.sprint}"
    if len(needs) == 1:
        return f"{name} is {total} points short: {where}."
    return f"{name} is {total} points short in {len(needs)} places, most of all {where}."
