"""What a scenario supposes: other capacities, one more person, a team elsewhere, other weights."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import prod

from portfolio.domain.cycles import Sprint
from portfolio.domain.lever_values import SPRINTS_OF_A_MOVE, SWITCHING_COST
from portfolio.domain.person_days import working_days
from portfolio.domain.plan_facts import Goal, PlanFacts, planning_day
from portfolio.domain.plans import Lever, LeverKind
from portfolio.domain.team_capacity import SprintCapacity, TeamCapacity

USUAL_TEAM = 7  # people, where nobody is on record

# What becomes of a team's points in a sprint, given the sprint's place among those planned.
Change = Callable[[SprintCapacity, int], float]


@dataclass(frozen=True, slots=True)
class Tilted:
    """The facts as supposed; `notes` says what could not be taken over or was assumed."""

    facts: PlanFacts
    notes: tuple[str, ...] = ()
    has_other_weights: bool = False


def tilted(facts: PlanFacts) -> Tilted:
    """Return the facts with what the levers suppose; they stay as they are without any."""
    levers = [one for one in facts.levers if one.kind.is_supposition]
    if not levers:
        return Tilted(facts)
    work = _Work(facts)
    for kind in (LeverKind.MOVE, LeverKind.PERSON, LeverKind.CAPACITY, LeverKind.WEIGHT):
        for lever in levers:
            if lever.kind is kind:
                work.pull(lever)
    capacities = tuple(work.teams.values())
    goals = _in_proportion(facts.goals, work.factors)
    return Tilted(
        replace(facts, capacities=capacities, goals=goals),
        tuple(work.notes),
        has_other_weights=bool(work.factors),
    )


def person_points(team: TeamCapacity, sprints: Mapping[int, int]) -> dict[int, float]:
    """Return what one more full-time person brings a team in each sprint, by the sprint's id.

    `sprints` has the working days that are left of each. The person is there every day and is as
    quick as the others; where nobody is on record, a seventh of the team.
    """
    found: dict[int, float] = {}
    for one in team.sprints:
        days = sprints.get(one.sprint.id)
        if days is None:
            continue
        by_rate = days * one.focus * one.rate
        found[one.sprint.id] = by_rate if one.rate else one.points / USUAL_TEAM
    return found


def persons(teams: Sequence[TeamCapacity], sprints: Mapping[int, int]) -> dict[str, float]:
    """Return what one more person brings each team in a sprint, on the average, by slug."""
    found = {one.team.slug: person_points(one, sprints) for one in teams}
    return {slug: sum(own.values()) / len(own) if own else 0.0 for slug, own in found.items()}


def days_left(facts: PlanFacts) -> dict[int, int]:
    """Return the working days that are left of each sprint that is still planned."""
    day = planning_day(facts.cycle, facts.on)
    return {one.id: len(working_days(one.span, left_from=day)) for one in _planned(facts, day)}


def _planned(facts: PlanFacts, day: date) -> list[Sprint]:
    return [one for one in facts.cycle.sprints if one.span.ends_on >= day]


@dataclass(slots=True)
class _Work:
    facts: PlanFacts
    teams: dict[int, TeamCapacity] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)  # of the planned sprints, by id
    factors: dict[int, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        day = planning_day(self.facts.cycle, self.facts.on)
        self.teams = {one.team.id: one for one in self.facts.capacities}
        self.places = {one.id: n for n, one in enumerate(_planned(self.facts, day))}

    def pull(self, lever: Lever) -> None:
        """Take one lever over, or note why it cannot be."""
        value = lever.value
        if lever.kind is LeverKind.WEIGHT:
            self.factors[int(value["objective_id"])] = float(value["factor"])
            return
        teams = list(self._teams_of(lever))
        if not teams:
            self.notes.append("A lever of this scenario is about a team that is no longer there.")
        for team in teams:
            if lever.kind is LeverKind.MOVE:
                self._move(team, lever)
            elif lever.kind is LeverKind.PERSON:
                self._hire(team, lever)
            else:
                self._change(team, lever)

    def _teams_of(self, lever: Lever) -> Iterator[TeamCapacity]:
        team_id, area_id = lever.value.get("team_id"), lever.value.get("area_id")
        is_of_team = lever.kind is not LeverKind.CAPACITY or team_id
        for one in list(self.teams.values()):
            if is_of_team:
                if one.team.id == int(team_id or 0):
                    yield one
            elif not area_id or one.team.area_id == int(area_id):
                yield one

    def _move(self, team: TeamCapacity, lever: Lever) -> None:
        area_id = int(lever.value["area_id"])
        if team.team.area_id == area_id:
            return
        kept = 1 - float(lever.value.get("cost", SWITCHING_COST))
        moved = replace(team, team=replace(team.team, area_id=area_id))

        def change(one: SprintCapacity, place: int) -> float:
            return one.points * kept if place < SPRINTS_OF_A_MOVE else one.points

        self._set(moved, lever, change)

    def _hire(self, team: TeamCapacity, lever: Lever) -> None:
        count = int(lever.value.get("count", 1))
        more = person_points(team, days_left(self.facts))
        if not any(one.rate for one in team.sprints):
            self.notes.append(
                f"Nobody of {team.team.name} is on record: one more person is taken as a "
                f"{USUAL_TEAM}th of the team."
            )
        self._set(team, lever, lambda one, _: one.points + count * more.get(one.sprint.id, 0.0))

    def _change(self, team: TeamCapacity, lever: Lever) -> None:
        percent, points = lever.value.get("percent"), lever.value.get("points")
        if percent is not None:
            self._set(team, lever, lambda one, _: one.points * (1 + float(percent) / 100))
        else:
            self._set(team, lever, lambda one, _: one.points + float(points or 0))

    def _set(self, team: TeamCapacity, lever: Lever, change: Change) -> None:
        first, last = self._range(lever)
        sprints = tuple(
            replace(one, points=max(0.0, change(one, place)))
            if (place := self.places.get(one.sprint.id)) is not None and first <= place <= last
            else one
            for one in team.sprints
        )
        self.teams[team.team.id] = replace(team, sprints=sprints)

    def _range(self, lever: Lever) -> tuple[int, int]:
        """Return the places of the first and last sprint; one that is over counts as before."""
        last = lever.value.get("to")
        order = {one.id: n for n, one in enumerate(self.facts.cycle.sprints)}
        over = len(order) - len(self.places)
        first = order.get(int(lever.value.get("from") or 0), 0) - over
        return first, order.get(int(last), len(order)) - over if last else len(order)


def _in_proportion(goals: tuple[Goal, ...], factors: Mapping[int, float]) -> tuple[Goal, ...]:
    """Return the goals with weights changed, what there is to win staying the same altogether."""
    if not factors:
        return goals
    changed = [
        replace(one, weight=one.weight * prod(factors.get(name, 1.0) for name in _line(one)))
        for one in goals
    ]
    before, after = sum(one.weight for one in goals), sum(one.weight for one in changed)
    if not after:
        return goals
    return tuple(replace(one, weight=one.weight * before / after) for one in changed)


def _line(goal: Goal) -> tuple[int, ...]:
    return (*goal.above, goal.objective_id)
