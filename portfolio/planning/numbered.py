"""The problem by number instead of by id, with what can be told before any planning."""

from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from portfolio.planning.problem import Problem
from portfolio.planning.terms import Epic, Item, worth_at

Slot = tuple[int, int]  # team, sprint
Where = list[Slot | None]  # for each item


@dataclass(frozen=True, slots=True)
class Quota:
    """The items of a category and the hundredths they may take together."""

    category: str
    items: tuple[int, ...]
    least: int
    most: int


@dataclass(frozen=True)
class Numbered:
    """A problem whose items, epics, teams and sprints are numbers in the document's order.

    `first` and `last` are the sprints an item could be planned in, predecessors considered;
    `teams` is empty for an item that can't be planned at all. `deadline` is the last sprint in
    which an epic counts as finished, -1 where it never can be.
    """

    problem: Problem
    points: tuple[int, ...]
    before: tuple[tuple[tuple[int, int], ...], ...]
    order: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]
    teams: list[tuple[int, ...]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    deadline: list[int] = field(default_factory=list)
    _bundles: dict[tuple[int | None, int | None], list[int]] = field(default_factory=dict)

    @cached_property
    def sprints(self) -> int:
        """How many sprints there are."""
        return len(self.problem.sprints)

    @cached_property
    def capacity(self) -> tuple[tuple[int, ...], ...]:
        """Hundredths by team and sprint, never more than all the work there is."""
        work = sum(self.points)
        return tuple(tuple(min(c, work) for c in team.capacity) for team in self.problem.teams)

    @cached_property
    def wip(self) -> tuple[int | None, ...]:
        """How many epics a team may have in a sprint, None where no limit can bind."""
        epics = len(self.problem.epics)
        return tuple(
            one.wip_limit if one.wip_limit is not None and one.wip_limit < epics else None
            for one in self.problem.teams
        )

    @cached_property
    def epic_of(self) -> tuple[int | None, ...]:
        """The epic of each item."""
        number = {epic.id: n for n, epic in enumerate(self.problem.epics)}
        return tuple(None if i.epic is None else number[i.epic] for i in self.problem.items)

    @cached_property
    def epics_of(self) -> tuple[tuple[int, ...], ...]:
        """The epics that need each item to be finished and still can be."""
        found: list[list[int]] = [[] for _ in self.points]
        for epic, items in enumerate(self.needs):
            if self.deadline[epic] >= 0:
                for item in items:
                    found[item].append(epic)
        return tuple(map(tuple, found))

    @cached_property
    def behind(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """The successors of each item with their lags."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.points]
        for item, pairs in enumerate(self.before):
            for earlier, lag in pairs:
                found[earlier].append((item, lag))
        return tuple(map(tuple, found))

    @cached_property
    def item_worth(self) -> tuple[tuple[float, ...], ...]:
        """What each item is worth by sprint."""
        return tuple(self._worths(item) for item in self.problem.items)

    @cached_property
    def epic_worth(self) -> tuple[tuple[float, ...], ...]:
        """What each epic is worth by itself, by the sprint it is finished in."""
        return tuple(self._worths(epic) for epic in self.problem.epics)

    @cached_property
    def moves(self) -> tuple[tuple[tuple[int, float], ...], ...]:
        """For each epic the key results it moves and by how much of their gap."""
        number = {one.id: n for n, one in enumerate(self.problem.key_results)}
        gaps = [one.gap for one in self.problem.key_results]
        return tuple(
            tuple(
                (number[one.key_result], one.amount / gaps[number[one.key_result]])
                for one in epic.contributions
                if one.amount
            )
            for epic in self.problem.epics
        )

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """The weight of each key result."""
        return tuple(one.weight for one in self.problem.key_results)

    @cached_property
    def baseline(self) -> dict[int, Slot]:
        """Where each item was planned before."""
        items = {item.id: n for n, item in enumerate(self.problem.items)}
        teams = {team.id: n for n, team in enumerate(self.problem.teams)}
        sprints = {one.id: n for n, one in enumerate(self.problem.sprints)}
        return {
            items[item]: (teams[place.team], sprints[place.sprint])
            for item, place in self.problem.baseline
        }

    @cached_property
    def quotas(self) -> tuple[Quota, ...]:
        """The shares of the policy in hundredths, exactly as they were written."""
        whole = sum(sum(team.capacity) for team in self.problem.teams)
        return tuple(
            Quota(
                category=share.category,
                items=tuple(
                    n
                    for n, item in enumerate(self.problem.items)
                    if item.category == share.category
                ),
                least=ceil(Fraction(repr(share.at_least or 0.0)) * whole),
                most=floor(Fraction(repr(1.0 if share.at_most is None else share.at_most)) * whole),
            )
            for share in self.problem.policy.shares
        )

    @cached_property
    def must_epics(self) -> frozenset[int]:
        """The epics that have to be finished."""
        return frozenset(n for n, epic in enumerate(self.problem.epics) if epic.mandatory)

    @cached_property
    def must_items(self) -> frozenset[int]:
        """The items that have to be planned, by wish or because another one needs them."""
        wished = [n for n, i in enumerate(self.problem.items) if i.mandatory or i.pinned]
        wished += [item for epic in self.must_epics for item in self.needs[epic]]
        return frozenset(self.with_ancestors(wished))

    @cached_property
    def useful(self) -> frozenset[int]:
        """The items that can add to the objective or to a rule, with all they come after."""
        wanted = [n for n, worth in enumerate(self.item_worth) if any(worth)]
        wanted += self.must_items
        wanted += [i for e, items in enumerate(self.needs) if self.pays(e) for i in items]
        wanted += [item for quota in self.quotas if quota.least for item in quota.items]
        if self.problem.policy.stability:
            wanted += self.baseline
        wanted = [item for item in wanted if self.teams[item]]
        return frozenset(self.with_ancestors(wanted))

    def demanding(self, epic: int | None, item: int | None) -> "Numbered":
        """Return the same problem with one more epic, or item, that has to be planned."""
        twin = copy(self)
        for derived in ("must_epics", "must_items", "useful"):
            twin.__dict__.pop(derived, None)
        if epic is not None:
            twin.__dict__["must_epics"] = self.must_epics | {epic}
        if item is not None:
            musts = [*self.must_items, item]
            twin.__dict__["must_items"] = frozenset(self.with_ancestors(musts))
        return twin

    def pays(self, epic: int) -> bool:
        """Tell whether finishing the epic is possible and worth anything, or demanded."""
        worth = any(self.epic_worth[epic]) or bool(self.moves[epic])
        return self.deadline[epic] >= 0 and (worth or epic in self.must_epics)

    def density_worth(self, epic: int) -> float:
        """Return what the epic alone would bring: first-sprint value and its key results."""
        moved = sum(self.weights[k] * min(1.0, part) for k, part in self.moves[epic])
        return self.epic_worth[epic][0] + moved

    def with_ancestors(self, items: list[int]) -> list[int]:
        """Return the items and everything they come after, predecessors first."""
        wanted = set(items)
        stack = list(wanted)
        while stack:
            for earlier, _ in self.before[stack.pop()]:
                if earlier not in wanted:
                    wanted.add(earlier)
                    stack.append(earlier)
        return sorted(wanted, key=self.place_in_order.__getitem__)

    def bundle(self, epic: int | None, item: int | None) -> list[int]:
        """Return all the work an epic (or an item) takes, predecessors first."""
        found = self._bundles.get((epic, item))
        if found is None:
            own = self.needs[epic] if epic is not None else () if item is None else (item,)
            found = self._bundles[epic, item] = self.with_ancestors(list(own))
        return found

    @cached_property
    def place_in_order(self) -> tuple[int, ...]:
        """The rank of each item in an order that has predecessors first."""
        place = [0] * len(self.order)
        for n, item in enumerate(self.order):
            place[item] = n
        return tuple(place)

    def _worths(self, one: Item | Epic) -> tuple[float, ...]:
        return tuple(worth_at(one.value, sprint) for sprint in range(self.sprints))


def numbered(problem: Problem) -> Numbered:
    """Return the problem by number."""
    items = {item.id: n for n, item in enumerate(problem.items)}
    before = tuple(
        tuple((items[one.item], one.lag) for one in item.after) for item in problem.items
    )
    grid = Numbered(
        problem=problem,
        points=tuple(item.points for item in problem.items),
        before=before,
        order=_topological(before),
        needs=_needs(problem, items),
    )
    _find_slots(grid)
    _find_deadlines(grid)
    return grid


def _topological(before: tuple[tuple[tuple[int, int], ...], ...]) -> tuple[int, ...]:
    behind: list[list[int]] = [[] for _ in before]
    waits = [len(pairs) for pairs in before]
    for item, pairs in enumerate(before):
        for earlier, _ in pairs:
            behind[earlier].append(item)
    order = [item for item, count in enumerate(waits) if not count]
    for item in order:
        for later in behind[item]:
            waits[later] -= 1
            if not waits[later]:
                order.append(later)
    return tuple(order)


def _needs(problem: Problem, items: dict[str, int]) -> tuple[tuple[int, ...], ...]:
    needs: dict[str, set[int]] = {
        epic.id: {items[one] for one in epic.requires} for epic in problem.epics
    }
    for n, item in enumerate(problem.items):
        if item.epic is not None and not item.optional and not item.excluded:
            needs[item.epic].add(n)
    return tuple(tuple(sorted(needs[epic.id])) for epic in problem.epics)


def _find_slots(grid: Numbered) -> None:
    problem = grid.problem
    sprint = {one.id: n for n, one in enumerate(problem.sprints)}
    team = {one.id: n for n, one in enumerate(problem.teams)}
    by_kind: dict[object, tuple[int, ...]] = {}
    for item in problem.items:
        kind = (item.teams, item.area, item.skills)
        if kind not in by_kind:
            by_kind[kind] = _eligible(problem, item, team)
        first = sprint[item.earliest] if item.earliest is not None else 0
        last = sprint[item.latest] if item.latest is not None else grid.sprints - 1
        teams = () if item.excluded else by_kind[kind]
        if item.pinned:
            teams = tuple(one for one in teams if one == team[item.pinned.team])
            first, last = max(first, at := sprint[item.pinned.sprint]), min(last, at)
        grid.teams.append(teams)
        grid.first.append(first)
        grid.last.append(last)
    for item_number in grid.order:
        _tighten(grid, item_number)


def _eligible(problem: Problem, item: Item, number: dict[str, int]) -> tuple[int, ...]:
    if item.teams is not None:
        return tuple(sorted(number[one] for one in item.teams))
    wanted = set(item.skills)
    return tuple(
        n
        for n, team in enumerate(problem.teams)
        if wanted <= set(team.skills) and (item.area is None or team.area == item.area)
    )


def _tighten(grid: Numbered, item: int) -> None:
    """Take predecessors into account, and drop teams that never have the room."""
    for earlier, lag in grid.before[item]:
        if not grid.teams[earlier]:
            grid.teams[item] = ()
        grid.first[item] = max(grid.first[item], grid.first[earlier] + lag)
    points, capacity = grid.points[item], grid.capacity
    while grid.first[item] <= grid.last[item]:
        at = grid.first[item]
        if any(capacity[team][at] >= points for team in grid.teams[item]):
            break
        grid.first[item] += 1
    span = range(grid.first[item], grid.last[item] + 1)
    grid.teams[item] = tuple(
        team for team in grid.teams[item] if any(capacity[team][s] >= points for s in span)
    )


def _find_deadlines(grid: Numbered) -> None:
    sprint = {one.id: n for n, one in enumerate(grid.problem.sprints)}
    for epic, items in zip(grid.problem.epics, grid.needs, strict=True):
        by = sprint[epic.finish_by] if epic.finish_by is not None else grid.sprints - 1
        possible = items and all(grid.teams[item] for item in items)
        if not possible or max(grid.first[item] for item in items) > by:
            by = -1
        grid.deadline.append(by)
