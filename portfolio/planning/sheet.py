"""A planning sheet: items put down and taken up one by one, every rule kept at every step."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from portfolio.planning.numbered import Numbered, Slot, Where


class Sheet:
    """Where each item is so far, and the room, limits and shares that are left."""

    def __init__(self, grid: Numbered) -> None:
        self.grid = grid
        self.dear: Mapping[Slot, int] = {}  # which teams to spare for what only they can do
        self.where: Where = [None] * len(grid.points)
        self.room = [list(row) for row in grid.capacity]
        self.busy: dict[Slot, Counter[int]] = {}
        self.spent = [0] * len(grid.quotas)
        self._quotas_of: dict[int, list[int]] = {}
        for n, quota in enumerate(grid.quotas):
            for item in quota.items:
                self._quotas_of.setdefault(item, []).append(n)

    def fits(self, item: int, team: int, sprint: int) -> bool:
        """Tell whether the item may be put there as far as room and limits go."""
        points = self.grid.points[item]
        if self.room[team][sprint] < points:
            return False
        limit, epic = self.grid.wip[team], self.grid.epic_of[item]
        if limit is not None and epic is not None:
            busy = self.busy.get((team, sprint))
            if busy is not None and len(busy) >= limit and epic not in busy:
                return False
        return all(
            self.spent[n] + points <= self.grid.quotas[n].most
            for n in self._quotas_of.get(item, ())
        )

    def earliest(self, item: int) -> int | None:
        """Return the first sprint predecessors and window allow, None where one is missing."""
        first = self.grid.first[item]
        for earlier, lag in self.grid.before[item]:
            slot = self.where[earlier]
            if slot is None:
                return None
            first = max(first, slot[1] + lag)
        return first

    def earliest_of(self, item: int, group: Collection[int]) -> int | None:
        """Return the first sprint allowed, counting on the group's members to be in time."""
        first = self.grid.first[item]
        for earlier, lag in self.grid.before[item]:
            slot = self.where[earlier]
            if slot is not None:
                first = max(first, slot[1] + lag)
            elif earlier not in group or lag:
                return None
        return first

    def put(self, item: int, slot: Slot) -> None:
        """Put the item down."""
        self.where[item] = slot
        self._count(item, slot, 1)

    def take(self, item: int) -> None:
        """Take the item up again."""
        slot = self.where[item]
        if slot is not None:
            self.where[item] = None
            self._count(item, slot, -1)

    def seat(self, item: int, first: int, last: int) -> Slot | None:
        """Return the earliest slot in the span that fits, the tightest team of that sprint."""
        teams = self.grid.teams[item]
        for sprint in range(first, last + 1):
            open_to = [team for team in teams if self.fits(item, team, sprint)]
            if open_to:
                best = min(open_to, key=lambda team: (self._strange(item, team, sprint), team))
                return best, sprint
        return None

    def place(self, items: Iterable[int], last: int) -> list[int] | None:
        """Put down all the items and what they come after by `last`, or nothing (None).

        Returns what was put down, so that it can be taken up again.
        """
        return self.place_bundle(self.grid.with_ancestors(list(items)), last)

    def place_bundle(self, items: Iterable[int], last: int) -> list[int] | None:
        """Do the same for items that come with all their predecessors, in order."""
        grid = self.grid
        put: list[int] = []
        for item in items:
            slot = self.where[item]
            if slot is not None:
                continue
            first = self.earliest(item)
            until = min(last, grid.last[item])
            found = None if first is None else self.seat(item, first, until)
            if found is None:
                self.take_all(put)
                return None
            self.put(item, found)
            put.append(item)
        return put

    def take_all(self, items: Sequence[int]) -> None:
        """Take up items that were put down."""
        for item in items:
            self.take(item)

    def load(self, where: Sequence[Slot | None]) -> list[int]:
        """Put down as much of a placement as the rules allow; return what had to stay out."""
        out = []
        for item in self.grid.order:
            slot = where[item]
            if slot is None or self.where[item] is not None:
                continue
            if self.allows(item, slot):
                self.put(item, slot)
            else:
                out.append(item)
        return out

    def allows(self, item: int, slot: Slot) -> bool:
        """Tell whether the item may be put exactly there."""
        team, sprint = slot
        first = self.earliest(item)
        if first is None or not first <= sprint <= self.grid.last[item]:
            return False
        return team in self.grid.teams[item] and self.fits(item, team, sprint)

    def shares_met(self) -> bool:
        """Tell whether every category has its least share."""
        return all(
            spent >= quota.least for spent, quota in zip(self.spent, self.grid.quotas, strict=True)
        )

    def musts_met(self) -> bool:
        """Tell whether everything that has to be planned is, in time."""
        grid, where = self.grid, self.where
        if any(where[item] is None for item in grid.must_items):
            return False
        return all(
            grid.deadline[epic] >= 0
            and all((where[i] or (0, 99999))[1] <= grid.deadline[epic] for i in grid.needs[epic])
            for epic in grid.must_epics
        )

    def _strange(self, item: int, team: int, sprint: int) -> tuple[int, int, int, int]:
        """Rank teams: the item's own of before, at work on its epic, least dear, fullest."""
        moved = 0 if self.grid.baseline.get(item) == (team, sprint) else 1
        epic, busy = self.grid.epic_of[item], self.busy.get((team, sprint))
        limited = self.grid.wip[team] is not None and epic is not None
        new = 1 if limited and (busy is None or epic not in busy) else 0
        return moved, new, self.dear.get((team, sprint), 0), self.room[team][sprint]

    def _count(self, item: int, slot: Slot, sign: int) -> None:
        points, epic = self.grid.points[item], self.grid.epic_of[item]
        self.room[slot[0]][slot[1]] -= sign * points
        for n in self._quotas_of.get(item, ()):
            self.spent[n] += sign * points
        if epic is None or self.grid.wip[slot[0]] is None:
            return
        busy = self.busy.setdefault(slot, Counter())
        busy[epic] += sign
        if not busy[epic]:
            del busy[epic]
