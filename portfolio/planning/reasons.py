"""What keeps an epic or item out of a plan, and which capacity would let it in."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from portfolio.planning.misfits import able_teams
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.plan import Need
from portfolio.planning.score import score
from portfolio.planning.sheet import Sheet
from portfolio.planning.terms import Item, as_points

Bundle = tuple[int | None, int | None]  # an epic, or a loose item
_ENDLESS = 10**15


@dataclass(frozen=True, slots=True)
class Reason:
    """The binding rule, which kind of it, whom it is about, and the capacity that is missing."""

    rule: str
    detail: str
    about: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[Need, ...] | None = None


class Reasons:
    """Tells of one placement why something is not in it."""

    def __init__(self, grid: Numbered, where: Where) -> None:
        self.grid = grid
        self._sheet = Sheet(grid)
        self._sheet.load(where)
        self._attained = score(grid, where).attained

    def of(self, bundle: Bundle) -> Reason:
        """Return why the epic (or the item) is not in the placement."""
        epic, item = bundle
        grid = self.grid
        items = list(grid.needs[epic]) if epic is not None else [item or 0]
        found = _excluded(grid, items) or _impossible(grid, items, epic)
        if found is None and not self._adds(epic, item):
            found = Reason("worth", "no_gain")
        return found or self._crowded_out(items, epic)

    def _adds(self, epic: int | None, item: int | None) -> bool:
        if item is not None:
            return any(self.grid.item_worth[item])
        if epic is None or any(self.grid.epic_worth[epic]):
            return epic is not None
        return any(part > 0 and self._attained[k] < 1 for k, part in self.grid.moves[epic])

    def _crowded_out(self, items: list[int], epic: int | None) -> Reason:
        """Take up what of it is planned too late, and tell why the whole does not fit."""
        last = self.grid.sprints - 1 if epic is None else self.grid.deadline[epic]
        sheet = self._sheet
        late = {n: slot for n in items if (slot := sheet.where[n]) and slot[1] > last}
        sheet.take_all([*late])
        found = self._lift(items, last)
        for item, slot in late.items():
            sheet.put(item, slot)
        return found

    def _lift(self, items: list[int], last: int) -> Reason:
        """Lift one limit after the other, then several, until it fits."""
        about = self._about(items)
        for lifted in (
            (), ("capacity",), ("share",), ("wip",), ("capacity", "share"), ("capacity", "wip"),
            ("share", "wip"), ("capacity", "share", "wip"),
        ):  # fmt: skip
            with self._lifted(lifted):
                put = self._sheet.place(items, last)
                if put is None:
                    continue
                self._sheet.take_all(put)
                needs = self._missing(put, last) if "capacity" in lifted else None
            if not lifted:
                return Reason("worth", "no_pay")
            others = [rule for rule in lifted if rule != "capacity"]
            if others:
                return Reason(others[0], "_and_".join(reversed(lifted)), about, needs)
            return Reason("capacity", "short" if needs else "moves", {}, needs)
        return Reason("dependency", "late", self._late(items, last))

    @contextmanager
    def _lifted(self, rules: tuple[str, ...]) -> Iterator[None]:
        sheet = self._sheet
        room, spent, busy = sheet.room, sheet.spent, sheet.busy
        if "capacity" in rules:
            sheet.room = [[_ENDLESS] * self.grid.sprints for _ in room]
        if "share" in rules:
            sheet.spent = [-_ENDLESS] * len(spent)
        if "wip" in rules:
            sheet.busy = _NoLimits()
        try:
            self._room = room
            yield
        finally:
            sheet.room, sheet.spent, sheet.busy = room, spent, busy

    def _missing(self, items: list[int], last: int) -> tuple[Need, ...]:
        """Put every item where least is missing; return what is missing then."""
        grid, sheet = self.grid, self._sheet
        room = [list(row) for row in self._room]
        short: Counter[Slot] = Counter()
        put = []
        order = sorted(items, key=grid.place_in_order.__getitem__)
        until = {item: min(last, grid.last[item]) for item in order}
        for item in reversed(order):  # what comes after it must still find a sprint
            for earlier, lag in grid.before[item]:
                if earlier in until:
                    until[earlier] = min(until[earlier], until[item] - lag)
        for item in order:
            points = grid.points[item]
            slots = [
                (team, sprint)
                for sprint in range(sheet.earliest(item) or 0, until[item] + 1)
                for team in grid.teams[item]
                if sheet.fits(item, team, sprint)
            ]
            if not slots:
                continue
            slot = min(slots, key=lambda one: _strain(grid, one, points, (room, short)))
            team, sprint = slot
            short[slot] += max(0, points - room[team][sprint])
            room[team][sprint] = max(0, room[team][sprint] - points)
            sheet.put(item, slot)
            put.append(item)
        sheet.take_all(put)
        return tuple(
            Need(grid.problem.teams[team].id, grid.problem.sprints[sprint].id, as_points(points))
            for (team, sprint), points in sorted(short.items())
            if points
        )

    def _about(self, items: list[int]) -> dict[str, Any]:
        """Return the categories and limits that could stand in the way."""
        grid = self.grid
        bundle = set(grid.with_ancestors(items))
        full = [
            quota.category
            for n, quota in enumerate(grid.quotas)
            if self._sheet.spent[n]
            + sum(grid.points[i] for i in quota.items if i in bundle and not self._sheet.where[i])
            > quota.most
        ]
        limited = {team for item in bundle for team in grid.teams[item] if grid.wip[team]}
        teams = [grid.problem.teams[team].id for team in sorted(limited)]
        return {"categories": full, "teams": teams}

    def _late(self, items: list[int], last: int) -> dict[str, Any]:
        """Return the first item of the bundle that the plan's own order makes too late."""
        grid, where = self.grid, self._sheet.where
        for item in grid.with_ancestors(items):
            for earlier, lag in grid.before[item]:
                slot = where[earlier]
                if slot is not None and slot[1] + lag > min(last, grid.last[item]):
                    sprint = grid.problem.sprints[slot[1]].id
                    return {"item": grid.problem.items[earlier].id, "sprint": sprint}
        return {}


class _NoLimits(dict[Slot, Counter[int]]):
    """Epics at work that nobody counts."""

    def get(self, *_: Any) -> None:  # type: ignore[override]
        return None

    def setdefault(self, *_: Any) -> Counter[int]:
        return Counter()


def _strain(
    grid: Numbered, slot: Slot, points: int, so_far: tuple[list[list[int]], Counter[Slot]]
) -> tuple[int, float, Slot]:
    """Return how much more is missing there, and how far over its capacity the slot would be."""
    room, short = so_far
    more = max(0, points - room[slot[0]][slot[1]])
    return more, (short[slot] + more) / (1 + grid.capacity[slot[0]][slot[1]]), slot


def _excluded(grid: Numbered, items: list[int]) -> Reason | None:
    if not items:
        return Reason("excluded", "empty")
    for n in items:
        if grid.problem.items[n].excluded:
            return Reason("excluded", "excluded_item", {"item": grid.problem.items[n].id})
    return None


def _impossible(grid: Numbered, items: list[int], epic: int | None) -> Reason | None:
    """Return what rules the work out whatever else is planned: people, dates, size, exclusion."""
    able = all(grid.teams[n] and grid.first[n] <= grid.last[n] for n in items)
    if able and (epic is None or grid.deadline[epic] >= 0):
        return None
    sprint = {one.id: n for n, one in enumerate(grid.problem.sprints)}
    by = grid.sprints - 1
    if epic is not None and (end := grid.problem.epics[epic].finish_by) is not None:
        by = sprint[end]
    first: dict[int, int] = {}  # by dates alone
    for n in grid.with_ancestors(items):
        one = grid.problem.items[n]
        opens, closes = _window(one, sprint, by if n in items else grid.sprints - 1)
        first[n] = max([opens, *(first[earlier] + lag for earlier, lag in grid.before[n])])
        found = _alone(grid, one, (opens, first[n], closes))
        if found is not None and n in items:
            return found
        if found is not None:
            about = {"item": one.id, "because": found.detail}
            return Reason("dependency", "waits_for", about, found.needs)
    about = {"sprint": grid.problem.sprints[by].id}
    return Reason("capacity", "no_room_in_time", about)


def _window(one: Item, sprint: Mapping[str, int], by: int) -> tuple[int, int]:
    opens = sprint[one.earliest] if one.earliest is not None else 0
    closes = by if one.latest is None else min(by, sprint[one.latest])
    if one.pinned:
        opens, closes = max(opens, at := sprint[one.pinned.sprint]), min(closes, at)
    return opens, closes


def _alone(grid: Numbered, one: Item, span: tuple[int, int, int]) -> Reason | None:
    """Return what rules out an item that may begin in one sprint, waits for another, must end."""
    opens, first, closes = span
    about: dict[str, Any] = {"item": one.id}
    if one.excluded:
        return Reason("excluded", "excluded_item", about)
    if opens > closes:
        return Reason("window", "pinned_away" if one.pinned else "no_sprint", about)
    if first > closes:
        return Reason("dependency", "chain", about)
    able = able_teams(grid, one)
    if not able:
        about |= {"skills": list(one.skills), "area": one.area}
        return Reason("team", "nobody", about)
    if one.pinned:
        able = [team for team in able if one.pinned and team.id == one.pinned.team]
        if not able:
            return Reason("window", "pinned_away", about)
    rooms = [(team.capacity[s], -s, team) for team in able for s in range(first, closes + 1)]
    most, early, team = max(rooms, key=lambda room: room[:2])
    if most >= one.points:
        return None
    about |= {"points": as_points(one.points), "most": as_points(most)}
    need = Need(team.id, grid.problem.sprints[-early].id, as_points(one.points - most))
    return Reason("capacity", "too_large", about, (need,))
