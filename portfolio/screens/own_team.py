"""The home of a team's lead and members: their sprints, what is proposed, their check-ins."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from portfolio.domain.backlog import Item
from portfolio.domain.capacity import capacities
from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Placed, PlanHead
from portfolio.domain.team_capacity import SprintCapacity, TeamCapacity
from portfolio.screens import goals as goals_screen
from portfolio.screens import plan_in_view
from portfolio.screens.goal_lines import Goals, KeyResultLine
from portfolio.store import backlog, planning_facts, plans
from portfolio.store import capacity as capacity_store
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class SprintLine:
    """A sprint of the team: what it can take and what the plan puts there."""

    capacity: SprintCapacity
    planned: float
    is_running: bool
    is_past: bool

    @property
    def sprint(self) -> Sprint:
        """The sprint."""
        return self.capacity.sprint

    @property
    def over(self) -> float:
        """The points that are planned beyond the capacity."""
        return max(0.0, self.planned - self.capacity.points)

    @property
    def share(self) -> float:
        """How full it is; more than 1 where more is planned than fits."""
        return self.planned / self.capacity.points if self.capacity.points else 0.0


@dataclass(frozen=True, slots=True)
class Proposed:
    """An epic, or an item without one, that the plan suggests to the team."""

    item: Item
    points: float
    items: int
    first: Sprint
    last: Sprint


@dataclass(frozen=True, slots=True)
class TeamHome:
    """One of the viewer's teams."""

    capacity: TeamCapacity
    sprints: tuple[SprintLine, ...]
    proposed: tuple[Proposed, ...]

    @property
    def points(self) -> float:
        """What the team can still take: the running sprint and those to come."""
        return sum(line.capacity.points for line in self.sprints if not line.is_past)

    @property
    def planned(self) -> float:
        """What the plan has there."""
        return sum(line.planned for line in self.sprints if not line.is_past)

    @property
    def over(self) -> tuple[SprintLine, ...]:
        """The running and coming sprints that hold more than fits."""
        return tuple(line for line in self.sprints if line.over >= 0.5 and not line.is_past)


@dataclass(frozen=True, slots=True)
class Screen:
    """The home of somebody with a team."""

    cycle: Cycle
    on: date
    head: PlanHead | None
    goals: Goals
    teams: tuple[TeamHome, ...]
    own: tuple[KeyResultLine, ...]


def load(tx: Tx, viewer: Viewer, cycle: Cycle, *, today: date, zone: tzinfo) -> Screen:
    """Read the capacity and the proposals of the viewer's teams, and their key results."""
    view = plan_in_view.in_force(tx, cycle) or plan_in_view.newest(
        tx, plans.all_plans(tx, cycle.id)
    )
    on = max(cycle.span.starts_on, min(today, cycle.span.ends_on))
    goals = goals_screen.load(tx, cycle.id, on=on, plan=view)
    facts = capacity_store.facts(tx, cycle, today=today, zone=zone)
    known = capacities(facts)
    placed = plans.placed(tx, view.head.id) if view else ()
    took = {
        (one.item_id, one.team_id)
        for one in planning_facts.taken(tx, [sprint.id for sprint in cycle.sprints])
    }
    of_others = {item for item, _ in took}
    own = [
        one
        for one in placed
        if one.team_id in viewer.team_ids
        and (one.item_id not in of_others or (one.item_id, one.team_id) in took)
    ]
    items = _with_parents(tx, own)
    homes = tuple(
        _home(known[team_id], [one for one in own if one.team_id == team_id], items, today)
        for team_id in sorted(viewer.team_ids & known.keys())
    )
    key_results = tuple(
        one
        for one in goals.key_results
        if one.account_id == viewer.account_id or one.team_id in viewer.team_ids
    )
    return Screen(cycle, on, view.head if view else None, goals, homes, key_results)


def _with_parents(tx: Tx, placed: Sequence[Placed]) -> dict[int, Item]:
    items = backlog.items_by_id(tx, [one.item_id for one in placed])
    parents = {item.parent_id for item in items.values() if item.parent_id}
    return {**backlog.items_by_id(tx, parents), **items}


def _home(
    capacity: TeamCapacity, placed: Sequence[Placed], items: Mapping[int, Item], today: date
) -> TeamHome:
    planned: defaultdict[int, float] = defaultdict(float)
    for one in placed:
        planned[one.sprint_id] += one.points
    lines = tuple(
        SprintLine(
            capacity=one,
            planned=planned[one.sprint.id],
            is_running=one.sprint.span.has(today),
            is_past=one.sprint.span.ends_on < today,
        )
        for one in capacity.sprints
    )
    sprints = {one.sprint.id: one.sprint for one in capacity.sprints}
    return TeamHome(capacity, lines, _proposed(placed, items, sprints))


def _proposed(
    placed: Sequence[Placed], items: Mapping[int, Item], sprints: Mapping[int, Sprint]
) -> tuple[Proposed, ...]:
    by_epic: defaultdict[int, list[Placed]] = defaultdict(list)
    for one in placed:
        item = items.get(one.item_id)
        if item is not None and one.sprint_id in sprints:
            parent = item.parent_id
            by_epic[parent if parent in items and parent is not None else item.id].append(one)
    found = []
    for epic_id, own in by_epic.items():
        when = sorted((sprints[one.sprint_id] for one in own), key=lambda it: it.span.starts_on)
        points = sum(one.points for one in own)
        found.append(Proposed(items[epic_id], points, len(own), when[0], when[-1]))
    return tuple(sorted(found, key=lambda one: (one.first.span.starts_on, one.item.rank)))
