"""What a cycle is planned from: the sprints left, the teams, the open items under their epics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.backlog import Item, Level
from portfolio.domain.cycles import Sprint
from portfolio.domain.errors import Refused
from portfolio.domain.plan_facts import PlanFacts, planning_day
from portfolio.domain.team_capacity import TeamCapacity

LONGEST_LINE = 8  # of parents, so that a broken tree ends


@dataclass(frozen=True, slots=True)
class Scope:
    """The parts of a cycle's facts that take part in its problem.

    `bundles` has the items of each open epic, in the order of rank; `loose` those of epics that
    are finished or closed, which are planned by themselves; `area_of` the area's slug of each
    item.
    """

    day: date
    sprints: tuple[Sprint, ...]
    teams: tuple[TeamCapacity, ...]
    items: tuple[Item, ...]
    bundles: Mapping[int, Sequence[int]]
    area_of: Mapping[int, str | None]
    area_names: Mapping[int, str]
    notes: tuple[str, ...] = ()
    loose: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def last_sprint_by(self, day: date) -> Sprint | None:
        """Return the last sprint that ends by the day."""
        ended = [one for one in self.sprints if one.span.ends_on <= day]
        return ended[-1] if ended else None

    def first_sprint_from(self, day: date) -> Sprint | None:
        """Return the first sprint that still has the day, or comes after it."""
        return next((one for one in self.sprints if one.span.ends_on >= day), None)


def scope_of(facts: PlanFacts) -> Scope:
    """Return what is planned; raise Refused where there is nothing to plan with."""
    day = planning_day(facts.cycle, facts.on)
    sprints = tuple(one for one in facts.cycle.sprints if one.span.ends_on >= day)
    teams = tuple(one for one in facts.capacities if one.team.exists_on(day))
    if not sprints:
        raise Refused(f"The cycle {facts.cycle.name} has no sprints to plan.")
    if not teams:
        raise Refused("There is no team yet. Import a backlog or add a team, then plan again.")
    items = tuple(item for item in facts.items if _is_planned(item))
    by_area = any(one.team.area_id in facts.areas for one in teams)
    bundles: dict[int, list[int]] = {}
    closed: dict[int, list[int]] = {}
    required: set[int] = set()
    for item in items:
        epic = _epic_of(item, facts.parents)
        if epic is not None:
            (bundles if epic.is_open else closed).setdefault(epic.id, []).append(item.id)
            if not item.is_optional:
                required.add(epic.id)
    finished = {epic: bundles.pop(epic) for epic in [*bundles] if epic not in required}
    return Scope(
        day=day,
        sprints=sprints,
        teams=teams,
        items=items,
        bundles=bundles,
        area_of={item.id: _area_of(item, facts) if by_area else None for item in items},
        area_names=facts.areas,
        notes=(
            *_day_notes(facts, day),
            *_closed_notes(facts, closed),
            *_finished_notes(facts, finished),
        ),
        loose={**closed, **finished},
    )


def _is_planned(item: Item) -> bool:
    """Tell whether the item is work of its own: a story, or a sub-task without its parent."""
    if not item.is_open:
        return False
    return item.level is Level.STORY or (item.level is Level.SUBTASK and item.parent_id is None)


def _epic_of(item: Item, parents: Mapping[int, Item]) -> Item | None:
    parent = parents.get(item.parent_id or 0)
    return parent if parent is not None and parent.level is Level.EPIC else None


def _area_of(item: Item, facts: PlanFacts) -> str | None:
    """Return the area it inherits from its epic and initiative, or its own."""
    one: Item = item
    line = [one]
    while len(line) < LONGEST_LINE and (above := facts.parents.get(one.parent_id or 0)):
        one = above
        line.append(one)
    found: int | None = None
    for one in reversed(line):
        if found is None or one.area_overridden:
            found = one.area_id if one.area_id is not None else found
    return facts.areas.get(found) if found is not None else None


def _day_notes(facts: PlanFacts, day: date) -> list[str]:
    sprints = facts.cycle.sprints
    if sprints and facts.on > sprints[-1].span.ends_on:
        return [f"{facts.cycle.label} is over: it is planned as from its first day, {day}."]
    return []


def _closed_notes(facts: PlanFacts, closed: Mapping[int, Sequence[int]]) -> list[str]:
    return [
        f"{facts.parents[epic].key} is closed, but {len(own)} of its items are open: "
        "they are planned by themselves."
        for epic, own in closed.items()
    ]


def _finished_notes(facts: PlanFacts, finished: Mapping[int, Sequence[int]]) -> list[str]:
    return [
        f"{facts.parents[epic].key} has no required item left and counts as finished: its "
        f"{len(own)} optional items are planned by themselves."
        for epic, own in finished.items()
    ]
