"""Which items to set free next: pieces of a plan small enough to be planned anew exactly."""

import random
from collections.abc import Sequence

from portfolio.planning.hall import Part
from portfolio.planning.numbered import Numbered, Slot


class Neighbourhoods:
    """Draws groups of items that are worth planning anew together."""

    def __init__(
        self, grid: Numbered, parts: Sequence[Part], seed: int, wanted: frozenset[int]
    ) -> None:
        self.grid = grid
        self.wanted = wanted
        self.draw = random.Random(seed)  # noqa: S311 - which piece comes next is no secret
        self.size = 120
        useful = grid.useful
        self._members = [
            [n for n in useful if grid.teams[n] and set(grid.teams[n]) <= part.teams]
            for part in parts
        ]
        self._teams = [sorted(part.teams) for part in parts]
        self._weights = [len(members) for members in self._members]

    def next(self, where: Sequence[Slot | None]) -> set[int]:
        """Return the items to set free in this placement."""
        part = self.draw.choices(range(len(self._members)), self._weights)[0]
        members = self._members[part]
        outside = self._outside(members, where)
        kinds = [self._window, self._window, self._swap, self._some_teams]
        if self.grid.problem.policy.stability and self.grid.baseline:
            kinds += [self._homesick, self._homesick]
        kind = self.draw.choice(kinds)
        free = kind(members, where, self._teams[part])
        for item in outside:
            if len(free) >= self.size:
                break
            free |= self._with_epic(item)
        return {item for item in free if self.grid.teams[item]}

    def _outside(self, members: Sequence[int], where: Sequence[Slot | None]) -> list[int]:
        """Return unplanned items, one for each of a few epics, the most promising likelier."""
        grid, seen, found = self.grid, set[int](), []
        for item in members:
            if where[item] is not None:
                continue
            for epic in grid.epics_of[item]:
                if epic not in seen and grid.pays(epic):
                    seen.add(epic)
                    found.append((self._promise(epic), item))
            if not grid.epics_of[item]:
                found.append((max(grid.item_worth[item]) / (1 + grid.points[item]), item))
        count = self.draw.choice([1, 1, 2, 3])
        found = [(worth * self.draw.random() ** 2, item) for worth, item in found]
        return [item for _, item in sorted(found, reverse=True)[:count]]

    def _promise(self, epic: int) -> float:
        grid = self.grid
        size = 1 + sum(grid.points[item] for item in grid.needs[epic])
        return grid.density_worth(epic) / size * (10.0 if epic in self.wanted else 1.0)

    def _with_epic(self, item: int) -> set[int]:
        grid = self.grid
        items = {item}
        for epic in grid.epics_of[item][:2]:
            items.update(grid.needs[epic])
        return set(grid.with_ancestors(list(items)))

    def _window(
        self, members: Sequence[int], where: Sequence[Slot | None], teams: Sequence[int]
    ) -> set[int]:
        """Some neighbouring sprints, all teams of the part or some of them."""
        span = self.draw.choice([1, 2, 2, 3])
        first = self.draw.randrange(max(1, self.grid.sprints - span + 1))
        inside = {n: slot for n in members if (slot := where[n]) is not None}
        chosen = set(teams)
        found = {n for n, slot in inside.items() if first <= slot[1] < first + span}
        while len(found) > self.size and len(chosen) > 1:
            chosen.remove(self.draw.choice(sorted(chosen)))
            found = {n for n in found if inside[n][0] in chosen}
        return found

    def _some_teams(
        self, members: Sequence[int], where: Sequence[Slot | None], teams: Sequence[int]
    ) -> set[int]:
        """All sprints of a few teams."""
        found: set[int] = set()
        for team in self.draw.sample(list(teams), len(teams)):
            more = {n for n in members if (slot := where[n]) is not None and slot[0] == team}
            if found and len(found) + len(more) > self.size:
                break
            found |= more
        return found

    def _swap(
        self, members: Sequence[int], where: Sequence[Slot | None], teams: Sequence[int]
    ) -> set[int]:
        """Some whole epics, the least promising likelier, and their neighbours."""
        del teams
        planned = [n for n in members if where[n] is not None]
        found: set[int] = set()
        for item in self.draw.sample(planned, len(planned)):
            more = self._with_epic(item)
            if found and len(found) + len(more) > self.size:
                break
            found |= more
        return found

    def _homesick(
        self, members: Sequence[int], where: Sequence[Slot | None], teams: Sequence[int]
    ) -> set[int]:
        """Items that were planned elsewhere before, and what stands in their place now."""
        del teams
        home = self.grid.baseline
        away = [n for n in members if n in home and where[n] != home[n]]
        found: set[int] = set()
        for item in self.draw.sample(away, len(away)):
            more = {item} | {n for n in members if where[n] == home[item]}
            if found and len(found) + len(more) > self.size:
                break
            found |= more
        return found
