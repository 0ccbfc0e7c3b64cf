"""The columns of the story-level model: who does a free item when, and what is done by when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portfolio.planning.linear import Linear
from portfolio.planning.numbered import Numbered, Slot

Terms = list[tuple[int, float]]


@dataclass(slots=True)
class Span:
    """The sprints and teams a free item has beside everything that is held."""

    first: int
    last: int
    teams: tuple[int, ...]
    must: bool


@dataclass(slots=True)
class Block:
    """A model of some free items while all others stay where they are.

    `step[i][s]` is 1 when item i is done by sprint `span[i].first + s`; an item with several
    teams also has `seat[i][slot]`. `done[e]` is the same for epics, from `from_sprint[e]` on.
    """

    grid: Numbered
    held: Sequence[Slot | None]
    model: Linear = field(default_factory=Linear)
    span: dict[int, Span] = field(default_factory=dict)
    step: dict[int, list[int]] = field(default_factory=dict)
    seat: dict[int, dict[Slot, int]] = field(default_factory=dict)
    done: dict[int, list[int]] = field(default_factory=dict)
    from_sprint: dict[int, int] = field(default_factory=dict)
    room: list[list[int]] = field(default_factory=list)
    seated: bool = True
    impossible: bool = False

    def by(self, item: int, sprint: int) -> int | None:
        """Return the column that says the item is done by the sprint; None where it can't be."""
        span = self.span.get(item)
        if span is None or sprint < span.first:
            return None
        return self.step[item][min(sprint, span.last) - span.first]

    def at(self, item: int, slot: Slot) -> Terms:
        """Return the terms that are 1 when the item is in that team and sprint."""
        span = self.span[item]
        team, sprint = slot
        if team not in span.teams or not span.first <= sprint <= span.last:
            return []
        if item in self.seat:
            column = self.seat[item].get(slot)
            return [] if column is None else [(column, 1.0)]
        return self.in_sprint(item, sprint)

    def in_sprint(self, item: int, sprint: int) -> Terms:
        """Return the terms that are 1 when the item is in that sprint."""
        span = self.span[item]
        if not span.first <= sprint <= span.last:
            return []
        steps, n = self.step[item], sprint - span.first
        return [(steps[n], 1.0), (steps[n - 1], -1.0)] if n else [(steps[0], 1.0)]

    def epic_by(self, epic: int, sprint: int) -> int | None:
        """Return the column that says the epic is finished by the sprint, None where it can't."""
        start = self.from_sprint[epic]
        steps = self.done[epic]
        return None if sprint < start else steps[min(sprint - start, len(steps) - 1)]


def block(
    grid: Numbered, held: Sequence[Slot | None], free: Iterable[int], *, seated: bool = True
) -> Block:
    """Return the columns for the free items and the epics that hang on them.

    Not `seated`, the model decides on sprints only and leaves the teams to be found.
    """
    chosen = set(free)
    kept = [None if n in chosen else slot for n, slot in enumerate(held)]
    found = Block(grid, kept, seated=seated)
    found.room = room_beside(grid, found.held)
    for item in sorted(chosen, key=grid.place_in_order.__getitem__):
        span = _span(found, item, chosen)
        if span is None:
            continue
        if span.first > span.last or not span.teams:
            found.impossible = found.impossible or span.must
            continue
        _add_item(found, item, span)
    for epic in sorted({e for item in chosen for e in grid.epics_of[item]}):
        if grid.pays(epic) and not _add_epic(found, epic, chosen):
            found.impossible = found.impossible or epic in grid.must_epics
    return found


def room_beside(grid: Numbered, held: Sequence[Slot | None]) -> list[list[int]]:
    """Return the hundredths by team and sprint that a placement leaves."""
    room = [list(row) for row in grid.capacity]
    for item, slot in enumerate(held):
        if slot is not None:
            room[slot[0]][slot[1]] -= grid.points[item]
    return room


def _span(found: Block, item: int, chosen: set[int]) -> Span | None:
    """Return where the item may go, None where something held keeps it out for good."""
    grid = found.grid
    must = item in grid.must_items or any(
        later not in chosen and found.held[later] is not None for later, _ in grid.behind[item]
    )
    first = _first(found, item, chosen)
    if first is None:
        return Span(0, -1, (), must) if must else None
    last = _last(found, item, chosen)
    points, room = grid.points[item], found.room
    while first <= last and not any(room[team][first] >= points for team in grid.teams[item]):
        first += 1
    while first <= last and not any(room[team][last] >= points for team in grid.teams[item]):
        last -= 1
    teams = tuple(
        team
        for team in grid.teams[item]
        if any(room[team][sprint] >= points for sprint in range(first, last + 1))
    )
    return Span(first, last, teams, must)


def _first(found: Block, item: int, chosen: set[int]) -> int | None:
    first = found.grid.first[item]
    for earlier, lag in found.grid.before[item]:
        slot = found.held[earlier]
        if earlier in found.span:
            first = max(first, found.span[earlier].first + lag)
        elif earlier in chosen or slot is None:
            return None
        else:
            first = max(first, slot[1] + lag)
    return first


def _last(found: Block, item: int, chosen: set[int]) -> int:
    grid, last = found.grid, found.grid.last[item]
    for later, lag in grid.behind[item]:
        slot = found.held[later]
        if later not in chosen and slot is not None:
            last = min(last, slot[1] - lag)
    for epic in grid.epics_of[item]:
        if epic in grid.must_epics:
            last = min(last, grid.deadline[epic])
    return last


def _add_item(found: Block, item: int, span: Span) -> None:
    model, points = found.model, found.grid.points[item]
    found.span[item] = span
    steps = [model.column() for _ in range(span.first, span.last + 1)]
    found.step[item] = steps
    if span.must:
        model.fix(steps[-1], 1.0)
    for earlier, later in zip(steps, steps[1:], strict=False):
        model.at_most(earlier, later)
    if not found.seated:
        return
    if len(span.teams) == 1:
        for n in range(1, len(steps)):
            if found.room[span.teams[0]][span.first + n] < points:
                model.at_most(steps[n], steps[n - 1])
        return
    seats = found.seat[item] = {}
    for n, step in enumerate(steps):
        sprint = span.first + n
        open_to = [team for team in span.teams if found.room[team][sprint] >= points]
        for team in open_to:
            seats[team, sprint] = model.column()
        columns = [seats[team, sprint] for team in open_to]
        before = [steps[n - 1]] if n else []
        factors = [1.0] * (len(columns) + len(before)) + [-1.0]
        model.row([*columns, *before, step], factors, least=0.0, most=0.0)


def _add_epic(found: Block, epic: int, chosen: set[int]) -> bool:
    """Add the epic's columns; tell whether it can be finished at all."""
    grid, start = found.grid, 0
    for item in grid.needs[epic]:
        slot = found.held[item]
        if item in found.span:
            start = max(start, found.span[item].first)
        elif slot is not None and item not in chosen:
            start = max(start, slot[1])
        else:
            return False
    if start > grid.deadline[epic]:
        return False
    steps = [found.model.column() for _ in range(start, grid.deadline[epic] + 1)]
    for earlier, later in zip(steps, steps[1:], strict=False):
        found.model.at_most(earlier, later)
    found.done[epic], found.from_sprint[epic] = steps, start
    return True
