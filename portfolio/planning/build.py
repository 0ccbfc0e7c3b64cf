"""From the database's facts to the problem: one pure function, with marks beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from portfolio.domain.backlog import Item as Work
from portfolio.domain.estimates import Estimate
from portfolio.domain.plan_facts import PlanFacts
from portfolio.planning.levers import Pulled, pulled
from portfolio.planning.problem import Problem
from portfolio.planning.rooms import Rooms, rooms_of
from portfolio.planning.scope import Scope, scope_of
from portfolio.planning.taken import Settled, settle_taken, still_taken
from portfolio.planning.terms import (
    After,
    Contribution,
    Epic,
    Item,
    KeyResult,
    Place,
    Policy,
    Sprint,
    Team,
    Worth,
)
from portfolio.planning.ties import Order, order_of
from portfolio.planning.tilts import days_left, persons, tilted
from portfolio.planning.worth import scaled_worth, waiting_worth


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader of the plan must know about how its problem came to be."""

    day: date
    estimated: Mapping[str, Estimate] = field(default_factory=dict)
    too_large: tuple[str, ...] = ()
    cut: tuple[tuple[str, str], ...] = ()  # dependencies left out: before, after
    dangling: int = 0
    warnings: tuple[str, ...] = ()
    is_tilted: bool = False  # planned with other weights than the quarter's own
    persons: Mapping[str, float] = field(default_factory=dict)  # what one more brings a sprint

    def to_document(self) -> dict[str, Any]:
        """Return the marks as a document to store."""
        return {
            "day": self.day.isoformat(),
            "estimated": {
                key: {"points": one.points, "basis": one.basis.value, "count": one.count}
                for key, one in self.estimated.items()
            },
            "too_large": list(self.too_large),
            "cut": [list(pair) for pair in self.cut],
            "dangling": self.dangling,
            "warnings": list(self.warnings),
            "is_tilted": self.is_tilted,
        }


@dataclass(frozen=True, slots=True)
class Built:
    """A problem with its marks."""

    problem: Problem
    marks: Marks


def key_result_name(key_result_id: int) -> str:
    """Return how the problem calls a key result."""
    return f"kr:{key_result_id}"


def key_result_id_of(name: str) -> int:
    """Return the key result that the problem calls so."""
    return int(name.removeprefix("kr:"))


def objective_name(objective_id: int) -> str:
    """Return how the problem calls an objective."""
    return f"okr:{objective_id}"


def problem_from(facts: PlanFacts) -> Built:
    """Return the problem of a cycle on a day; raise Refused where there is nothing to plan with."""
    supposed = tilted(facts)
    facts = supposed.facts
    scope = scope_of(facts)
    facts, gone = still_taken(facts, scope)
    wishes = pulled(facts, {**scope.loose, **scope.bundles})
    order = order_of(facts.ties, (item.id for item in scope.items), scope.bundles)
    sizes = {
        item.id: facts.reference.estimate(item.points, item.type, item.team_id)
        for item in scope.items
    }
    rooms = rooms_of(facts, scope, wishes, sizes)
    settled = settle_taken(scope, wishes, order, rooms)
    parts = _Parts(facts, scope, wishes=wishes, settled=settled, rooms=rooms)
    problem = Problem(
        name=facts.cycle.label,
        sprints=tuple(
            Sprint(one.name, one.span.starts_on, one.span.ends_on) for one in scope.sprints
        ),
        teams=parts.teams(),
        key_results=parts.key_results(),
        epics=parts.epics(),
        items=parts.items(),
        # In an order that does not tell which was wished first: a wish taken back and wished again
        # leads to the same problem.
        policy=Policy(tuple(sorted(settled.shares, key=lambda one: one.category))),
        baseline=parts.baseline(),
    )
    notes = (*wishes.notes, *gone, *rooms.notes, *settled.notes)
    marks = _marks(scope, order, notes, rooms=rooms, sizes=sizes)
    marks = replace(
        marks,
        warnings=(*marks.warnings, *supposed.notes),
        is_tilted=supposed.has_other_weights,
        persons=persons(scope.teams, days_left(facts)),
    )
    return Built(_with_price(problem, facts.stability), marks)


def _with_price(problem: Problem, position: float) -> Problem:
    """Return the problem with what moving costs at this position of the slider."""
    if position <= 0 or not problem.baseline:
        return problem
    from portfolio.planning.stable import price_at  # of the solver's side: only where it is wanted

    policy = replace(problem.policy, stability=price_at(problem, position))
    return replace(problem, policy=policy)


class _Parts:
    """The parts of the problem, made from what was worked out before."""

    def __init__(
        self, facts: PlanFacts, scope: Scope, *, wishes: Pulled, settled: Settled, rooms: Rooms
    ) -> None:
        self.facts, self.scope, self.wishes = facts, scope, wishes
        self.settled, self.order, self.rooms = settled, settled.order, rooms
        self.open_goals = [goal for goal in facts.goals if goal.is_open]
        self.claims = _claims(facts)
        self.key_of = {item.id: item.key for item in scope.items}
        self.epic_of = {one: epic for epic, own in scope.bundles.items() for one in own}
        self.team_name = {one.team.id: one.team.slug for one in scope.teams}
        self.sprint_name = {one.id: one.name for one in scope.sprints}
        self.worth = scaled_worth(
            scope.items,
            bundles=scope.bundles,
            claimed={one for one in self.claims if one not in self.epic_of},
            weights=sum(goal.weight for goal in self.open_goals),
        )
        self.waiting = waiting_worth(
            {one: facts.delays[one] for one in facts.delays if self._is_valued(one)},
            scope.sprints,
            first_on=facts.cycle.span.starts_on,
            weights=sum(goal.weight for goal in self.open_goals),
        )

    def teams(self) -> tuple[Team, ...]:
        """The teams with the points that are left to plan."""
        return tuple(
            Team(
                id=one.team.slug,
                capacity=self.rooms.capacity[one.team.id],
                area=self.facts.areas.get(one.team.area_id or 0),
                skills=one.team.skills,
                wip_limit=self.settled.wip.get(one.team.id, one.team.wip_limit),
            )
            for one in self.scope.teams
        )

    def key_results(self) -> tuple[KeyResult, ...]:
        """The key results where something is left to win."""
        return tuple(
            KeyResult(
                key_result_name(goal.key_result_id),
                weight=goal.weight,
                gap=goal.gap,
                objective=objective_name(goal.objective_id),
            )
            for goal in self.open_goals
        )

    def epics(self) -> tuple[Epic, ...]:
        """The open epics with open items, and single items that a key result claims, by rank."""
        ranked: list[tuple[int, int, Epic]] = []
        for epic, own in self.scope.bundles.items():
            parent = self.facts.parents[epic]
            ranked.append((parent.rank, parent.id, self._epic(parent, own)))
        for item in self.scope.items:
            if item.id in self.claims:
                ranked.append((item.rank, item.id, self._single(item)))
        return tuple(epic for _, _, epic in sorted(ranked, key=lambda one: one[:2]))

    def items(self) -> tuple[Item, ...]:
        """The open items by rank."""
        return tuple(self._item(item) for item in self.scope.items)

    def baseline(self) -> tuple[tuple[str, Place], ...]:
        """Where the plan in force has what is planned again."""
        return tuple(
            (self.key_of[one.item_id], place)
            for one in self.facts.in_force
            if one.item_id in self.key_of
            and (place := self._place(one.team_id, one.sprint_id)) is not None
        )

    def _epic(self, parent: Work, own: Sequence[int]) -> Epic:
        finish_by = self.wishes.finish_by.get(parent.id, parent.latest_on)
        return Epic(
            id=parent.key,
            contributions=self.claims.get(parent.id, ()),
            value=self._worth(parent.id),
            mandatory=parent.id in self.wishes.mandatory,
            finish_by=self._by(finish_by),
        )

    def _single(self, item: Work) -> Epic:
        return Epic(id=item.key, contributions=self.claims[item.id], requires=(item.key,))

    def _is_valued(self, item: int) -> bool:
        """Tell whether it is planned for its own sake: an open epic, or an item without one."""
        return item in self.scope.bundles or (item in self.key_of and item not in self.epic_of)

    def _worth(self, item: int) -> Worth:
        """Return what it is worth of itself, by sprint where waiting lowers that."""
        own, curve = self.worth.get(item, 0.0), self.waiting.get(item)
        return own if curve is None else tuple(own + one for one in curve)

    def _item(self, item: Work) -> Item:
        epic = self.facts.parents.get(self.epic_of.get(item.id, 0))
        first, last, too_late = self._window(item, epic)
        spot = self.wishes.pinned.get(item.id)
        team = self.team_name.get(item.team_id or 0)
        if item.id in self.wishes.taken and spot:
            team, first, last, too_late = self.team_name[spot[0]], None, None, False
        return Item(
            id=item.key,
            points=self.rooms.points[item.id],
            epic=epic.key if epic else None,
            optional=item.is_optional,
            area=self.scope.area_of[item.id],
            skills=item.skills,
            teams=(team,) if team else None,
            after=tuple(
                After(self.key_of[one], lag)
                for one, lag in self.order.before.get(item.id, {}).items()
            ),
            earliest=first,
            latest=last,
            value=0.0 if epic else self._worth(item.id),
            category=item.kind_of_work,
            mandatory=item.id in self.wishes.mandatory,
            excluded=item.id in self.wishes.excluded or too_late,
            pinned=self._place(*spot) if spot else None,
        )

    def _window(self, item: Work, epic: Work | None) -> tuple[str | None, str | None, bool]:
        """Return the first and last sprint where they are limited, and whether none is left."""
        starts = [one.earliest_on for one in (item, epic) if one and one.earliest_on]
        sprints = self.scope.sprints
        first = self.scope.first_sprint_from(max(starts)) if starts else sprints[0]
        wished = self.wishes.finish_by.get(item.id, item.latest_on)
        last = self._by(wished)
        if first is None:
            return None, None, True
        names = [one.name for one in sprints]
        if last is not None and names.index(last) < names.index(first.name):
            last = first.name
        return (None if first is sprints[0] else first.name), last, False

    def _by(self, day: date | None) -> str | None:
        if day is None or day >= self.scope.sprints[-1].span.ends_on:
            return None
        last = self.scope.last_sprint_by(day)
        return (last or self.scope.sprints[0]).name

    def _place(self, team_id: int, sprint_id: int) -> Place | None:
        team, sprint = self.team_name.get(team_id), self.sprint_name.get(sprint_id)
        return Place(team, sprint) if team and sprint else None


def _claims(facts: PlanFacts) -> dict[int, tuple[Contribution, ...]]:
    """Return what each claimed item moves; nothing for goals where nothing is left to win."""
    known = {goal.key_result_id: goal.is_open for goal in facts.goals}
    found: dict[int, list[Contribution]] = {}
    for claim in facts.claims:
        if claim.key_result_id not in known:
            continue
        own = found.setdefault(claim.item_id, [])
        amount = abs(claim.amount) * claim.confidence
        if known[claim.key_result_id] and amount > 0:
            own.append(Contribution(key_result_name(claim.key_result_id), amount))
    return {item: tuple(own) for item, own in found.items()}


def _marks(
    scope: Scope,
    order: Order,
    notes: Sequence[str],
    *,
    rooms: Rooms,
    sizes: Mapping[int, Estimate],
) -> Marks:
    capacity_notes = [one for team in scope.teams for one in team.sentences]
    cut = [
        f"The dependency of {tie.after_key} on {tie.before_key} closes a cycle and is left out."
        for tie in order.cut
    ]
    return Marks(
        day=scope.day,
        estimated={item.key: sizes[item.id] for item in scope.items if sizes[item.id].is_marked},
        too_large=rooms.too_large,
        cut=tuple((tie.before_key, tie.after_key) for tie in order.cut),
        dangling=order.dangling,
        warnings=(*scope.notes, *notes, *cut, *capacity_notes),
    )
