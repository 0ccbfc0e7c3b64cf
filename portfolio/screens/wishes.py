"""The wishes that the next plan of a scenario keeps, and the shares of the work by its kind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portfolio.domain.backlog import KINDS_OF_WORK, Item
from portfolio.domain.cycles import Cycle
from portfolio.domain.edits import Edit, drop_lever, set_lever
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, LeverKind, PlanHead
from portfolio.domain.teams import Team
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.screens.plan import seen
from portfolio.store import backlog, cycles, plans, scenarios, teams, wishes
from portfolio.store.unit import Tx
from portfolio.store.wishes import Wish


@dataclass(frozen=True, slots=True)
class WishLine:
    """A wish with what it is about, and where it pins that."""

    wish: Wish
    item: Item | None
    team: Team | None
    sprint: str

    @property
    def lever(self) -> Lever:
        """The lever itself."""
        return self.wish.lever


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A kind of work: the share of the capacity that the plan gives it, and what is wished."""

    category: str
    points: float
    share: float
    lever: Lever | None


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that the page shows."""

    head: PlanHead
    cycle: Cycle
    lines: tuple[WishLine, ...]
    shares: tuple[ShareLine, ...]
    capacity: float

    @property
    def of_items(self) -> tuple[WishLine, ...]:
        """The wishes about items and epics."""
        return tuple(line for line in self.lines if line.item is not None)


def head_of(tx: Tx, viewer: Viewer, plan_id: int) -> tuple[PlanHead, Cycle]:
    """Return a plan's head with its quarter; raise NotFound where the viewer knows of none."""
    head = seen(viewer, plans.one_plan(tx, plan_id))
    return head, cycles.cycle_by_id(tx, head.cycle_id)


def load(tx: Tx, viewer: Viewer, plan_id: int) -> Screen:
    """Read the wishes of the plan's scenario in a constant number of queries."""
    head, cycle = head_of(tx, viewer, plan_id)
    found = wishes.wishes_of(tx, head.scenario_id)
    items = backlog.items_by_id(tx, {one.lever.item_id for one in found if one.lever.item_id})
    team_of = {team.id: team for team in teams.all_teams(tx)}
    sprint_of = {sprint.id: sprint.name for sprint in cycle.sprints}
    plan, _marks = plans.full_plan(tx, plan_id)
    problem = plans.one_problem(tx, head.problem)
    capacity = sum(sum(team.capacity) for team in problem.teams) / 100
    levers = [one.lever for one in found]
    return Screen(
        head=head,
        cycle=cycle,
        lines=tuple(
            WishLine(
                one,
                items.get(one.lever.item_id or 0),
                team_of.get(int(one.lever.value.get("team_id") or 0)),
                sprint_of.get(int(one.lever.value.get("sprint_id") or 0), ""),
            )
            for one in found
        ),
        shares=tuple(_shares(problem, plan, levers, capacity)),
        capacity=capacity,
    )


def run_edits(
    tx: Tx,
    head: PlanHead,
    cycle: Cycle,
    *,
    run: tuple[str, str, Sequence[str]],
    team: Team,
    shift: int,
) -> list[Edit]:
    """Return the pins that move an epic's run (its key, its team, its sprints) on the board.

    Each of its items goes to the team, `shift` sprints later than the plan has it, the first or
    last sprint of the plan at the utmost. Raises NotFound where there is no such run.
    """
    epic, came_from, names = run
    plan, _marks = plans.full_plan(tx, head.id)
    problem = plans.one_problem(tx, head.problem)
    own = {item.id for item in problem.items if epic in (item.epic, item.id)}
    order = [sprint.id for sprint in problem.sprints]
    ids = {sprint.name: sprint.id for sprint in cycle.sprints}
    found = []
    for one in plan.assignments:
        if one.item not in own or one.team != came_from or one.sprint not in names:
            continue
        place = min(max(0, order.index(one.sprint) + shift), len(order) - 1)
        value = {"team_id": team.id, "sprint_id": ids[order[place]]}
        pin = LeverKind.PIN.value
        found.append(set_lever(head.scenario_id, pin, item_key=one.item, value=value))
    if not found:
        raise NotFound("work on the board", epic)
    return found


def repair_edits(tx: Tx, head: PlanHead, cycle: Cycle, way: int) -> list[Edit]:
    """Return the edits of a way out of a conflict, counted from 1; raise NotFound for none.

    What is let go are the levers that ask for it: of the item, of its epic, of the share. Where
    the way out is capacity, the scenario supposes that.
    """
    plan, _marks = plans.full_plan(tx, head.id)
    if not 1 <= way <= len(plan.repairs):
        raise NotFound("way out", way)
    chosen = plan.repairs[way - 1]
    if not chosen.drops:
        slugs = {team.slug: team.id for team in teams.all_teams(tx)}
        ids = {sprint.name: sprint.id for sprint in cycle.sprints}
        return [
            set_lever(head.scenario_id, LeverKind.CAPACITY.value, value=value)
            for value in (
                {
                    "team_id": slugs.get(one.team),
                    "points": one.points,
                    "from": ids.get(one.sprint),
                    "to": ids.get(one.sprint),
                }
                for one in chosen.adds
            )
        ]
    items = backlog.items_by_key(tx, chosen.drops)
    ids_of = {one for item in items.values() for one in (item.id, item.parent_id) if one}
    return [
        drop_lever(head.scenario_id, lever.id)
        for lever in scenarios.all_levers(tx, head.scenario_id)
        if lever.kind is not LeverKind.EXCLUDE
        and (
            lever.item_id in ids_of
            or (lever.kind is LeverKind.SHARE and lever.value.get("category") in chosen.drops)
        )
    ]


def place_of(tx: Tx, cycle: Cycle, team: str, sprint: str) -> dict[str, int]:
    """Return the value of a pin to a team (its slug) and a sprint (its name)."""
    ids = {one.name: one.id for one in cycle.sprints}
    if sprint not in ids:
        raise NotFound("sprint", sprint)
    return {"team_id": teams.one_team(tx, team).id, "sprint_id": ids[sprint]}


def team_of(tx: Tx, slug: str) -> Team:
    """Return a team; raise NotFound."""
    return teams.one_team(tx, slug)


def levers_of_keys(tx: Tx, scenario_id: int, keys: Sequence[str]) -> list[Lever]:
    """Return the levers that a scenario has about these items."""
    ids = {item.id for item in backlog.items_by_key(tx, keys).values()}
    return [one for one in scenarios.all_levers(tx, scenario_id) if one.item_id in ids]


def _shares(
    problem: Problem, plan: Plan, levers: Sequence[Lever], capacity: float
) -> list[ShareLine]:
    kinds = {item.id: (item.category or "", item.points) for item in problem.items}
    points: defaultdict[str, float] = defaultdict(float)
    for one in plan.assignments:
        kind, size = kinds[one.item]
        points[kind] += size / 100
    wished: Mapping[str, Lever] = {
        str(one.value["category"]): one for one in levers if one.kind is LeverKind.SHARE
    }
    asked = {kind for kind, _size in kinds.values() if kind}
    names = dict.fromkeys(
        (*KINDS_OF_WORK, *sorted(asked | set(wished)), *([""] if points[""] else []))
    )
    return [
        ShareLine(
            kind, points[kind], points[kind] / capacity if capacity else 0.0, wished.get(kind)
        )
        for kind in names
    ]
