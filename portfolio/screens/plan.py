"""The page of a plan: headline, board, ranked list, effect on key results, what is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.okrs import KeyResult, Kind, Tree, value_on
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.plans import BASE_SCENARIO, Lever, PlanHead, PlanState, by_item
from portfolio.domain.rises import Rise, Rises, rises, start_from
from portfolio.planning.build import key_result_id_of
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.screens import decisions, ranked
from portfolio.screens.decisions import Told
from portfolio.screens.plan_board import Board, board_of
from portfolio.screens.ranked import Ranked, Row
from portfolio.store import cycles, okrs, plans, scenarios, teams, trail
from portfolio.store.unit import Tx

COLOURS = 6
STEPS = 20


@dataclass(frozen=True, slots=True)
class KeyResultEffect:
    """What the plan does for a key result; values where both ends of it are known."""

    id: int
    code: str
    title: str
    unit: str
    rise: Rise
    attained: float
    value: float | None
    value_after: float | None


@dataclass(frozen=True, slots=True)
class ObjectiveEffect:
    """What the plan does for an objective; `number` gives its colour."""

    number: int
    id: int
    code: str
    title: str
    rise: Rise | None
    key_results: tuple[KeyResultEffect, ...]


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """An epic or item that is not in the plan, with the reason and what forcing it in costs."""

    row: Row
    reason: str
    text: str
    needs: tuple[tuple[str, str, float], ...]
    costs: float | None
    drops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that the page of a plan shows."""

    head: PlanHead
    cycle: Cycle
    plan: Plan
    problem: Problem
    marks: Mapping[str, Any]
    board: Board
    ranked: Ranked
    objectives: tuple[ObjectiveEffect, ...]
    scores: Rises
    left_out: tuple[LeftOutRow, ...]
    in_force: PlanHead | None
    levers: tuple[Lever, ...]
    steps: tuple[Told, ...] = ()  # made, proposed, published, superseded: who, when and why

    @property
    def held(self) -> dict[int, tuple[Lever, ...]]:
        """The wishes of the scenario by the item they are about."""
        return by_item(self.levers)

    @property
    def is_base(self) -> bool:
        """Whether it is of the quarter's own scenario, which keeps to the facts."""
        return self.head.scenario == BASE_SCENARIO

    @property
    def numbers(self) -> dict[int, ObjectiveEffect]:
        """The objectives by id, for their colours and codes."""
        return {one.id: one for one in self.objectives}

    @property
    def tops(self) -> tuple[ObjectiveEffect, ...]:
        """The objectives that have a colour of their own."""
        first: dict[int, ObjectiveEffect] = {}
        for one in self.objectives:
            first.setdefault(one.number, one)
        return tuple(one for number, one in first.items() if number <= COLOURS)

    @property
    def row_of(self) -> dict[str, Row]:
        """The rows of the ranked list by key."""
        return {row.key: row for row in self.ranked.rows}

    @property
    def day(self) -> date:
        """The day that the plan was made for."""
        return date.fromisoformat(str(self.marks.get("day", self.head.made_at.date())))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be known of the problem and the plan, each sentence once."""
        large = set(self.marks.get("too_large", ()))
        own = [str(one) for one in self.marks.get("warnings", ())]
        more = [one for one in self.plan.warnings if not any(key in one for key in large)]
        return tuple(dict.fromkeys([*own, *more]))


def load(tx: Tx, viewer: Viewer, plan_id: int) -> Screen:
    """Read the page of a plan in a constant number of queries; raise NotFound."""
    head = seen(viewer, plans.one_plan(tx, plan_id))
    cycle = cycles.cycle_by_id(tx, head.cycle_id)
    plan, marks = plans.full_plan(tx, plan_id)
    problem = plans.one_problem(tx, head.problem)
    tree = okrs.tree(tx, cycle.id, on=known_on(marks, head))
    attained = {key_result_id_of(one.id): one.attained for one in plan.key_results}
    scores = rises(start_from(marks.get("start", {})), attained)
    found = ranked.load(
        tx, cycle.id, plan_id, {one.id: one.objective_id for one in tree.every_key_result()}
    )
    return Screen(
        head=head,
        cycle=cycle,
        plan=plan,
        problem=problem,
        marks=marks,
        board=board_of(
            problem,
            plan,
            cycle.sprints,
            teams={team.slug: team.name for team in teams.all_teams(tx)},
            areas={area.slug: area.name for area in teams.all_areas(tx)},
        ),
        ranked=found,
        objectives=tuple(_effects(tree, scores, attained)),
        scores=scores,
        left_out=tuple(_left_out(plan, found)),
        in_force=plans.in_force(tx, cycle.id),
        levers=scenarios.all_levers(tx, head.scenario_id),
        steps=decisions.told(tx, trail.newest(tx, limit=STEPS, object=f"plan:{plan_id}"))[::-1],
    )


def seen(viewer: Viewer, head: PlanHead) -> PlanHead:
    """Return the plan where the viewer may know of it; raise NotFound for a draft otherwise."""
    if head.state in (PlanState.DRAFT, PlanState.PROPOSED) and not may(viewer, Deed.SEE_DRAFTS):
        raise NotFound("plan", head.id)
    return head


def known_on(marks: Mapping[str, Any], head: PlanHead) -> date:
    """Return the day whose objectives a plan was made for; its marks say it."""
    made_on = head.made_at.date()
    return min(date.fromisoformat(str(marks.get("day", made_on))), made_on)


def _effects(tree: Tree, scores: Rises, attained: Mapping[int, float]) -> Iterator[ObjectiveEffect]:
    for number, top in enumerate(tree.objectives, start=1):
        for objective in (top, *under(top.children)):
            yield ObjectiveEffect(
                number=number,
                id=objective.id,
                code=objective.code,
                title=objective.title,
                rise=scores.objectives.get(objective.id),
                key_results=tuple(
                    _key_result(one, scores.key_results[one.id], attained, tree.on)
                    for one in objective.key_results
                    if one.id in scores.key_results
                ),
            )


def under(children: Any) -> Iterator[Any]:
    """Yield everything that hangs under an objective."""
    for one in children:
        yield one
        yield from under(one.children)


def _key_result(
    one: KeyResult, rise: Rise, attained: Mapping[int, float], on: date
) -> KeyResultEffect:
    part = attained.get(one.id, 0.0)
    value = value_on(one, on)
    after = None
    if one.target is not None and not one.kind.has_limit and one.kind is not Kind.BASELINE_FIRST:
        start = one.start if value is None else value
        after = None if start is None else start + (one.target - start) * part
    return KeyResultEffect(one.id, one.code, one.title, one.unit, rise, part, value, after)


def _left_out(plan: Plan, found: Ranked) -> Iterator[LeftOutRow]:
    told = {one.epic or one.item: one for one in plan.left_out}
    for row in found.rows:
        if row.is_in:
            continue
        one = told.get(row.key)
        if one is None and row.text is None and not row.is_epic:
            continue
        yield LeftOutRow(
            row=row,
            reason=(one.reason if one else row.reason) or "",
            text=(one.text if one else row.text) or "",
            needs=tuple((need.team, need.sprint, need.points) for need in (one.needs or ()))
            if one
            else (),
            costs=one.costs if one else None,
            drops=(one.drops or ()) if one else (),
        )
