"""The home of who plans: the plan's headline, objectives, decisions, capacity, the cut line."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.okrs import Status
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.plans import PlanHead, PlanState
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.terms import as_points
from portfolio.screens import drift, plan_in_view, ranked
from portfolio.screens import goals as goals_screen
from portfolio.screens.goal_lines import Goals
from portfolio.screens.ranked import Ranked
from portfolio.store import plans, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Load:
    """An area (or, without areas, a team): points planned, asked for, and there."""

    name: str
    slug: str
    planned: float
    asked: float | None
    capacity: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for a person; `kind` chooses the words, `facts` fill them."""

    kind: str
    tone: str  # bad, warn, ok
    url: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """The planner's home."""

    cycle: Cycle
    on: date
    head: PlanHead | None
    goals: Goals
    loads: tuple[Load, ...]
    is_by_area: bool
    decisions: tuple[Decision, ...]
    ranked: Ranked

    @property
    def week(self) -> int:
        """The week of the quarter, counted from 1."""
        return max(0, (self.on - self.cycle.span.starts_on).days) // 7 + 1

    @property
    def weeks(self) -> int:
        """How many weeks the quarter has."""
        return round(self.cycle.span.days / 7)

    @property
    def capacity(self) -> float:
        """The points that all teams have in the plan's sprints."""
        return sum(load.capacity for load in self.loads)


def load(tx: Tx, viewer: Viewer, cycle: Cycle, *, today: date, zone: tzinfo = UTC) -> Screen:
    """Read what the planner sees first; who may not see drafts is shown the plan in force."""
    if may(viewer, Deed.SEE_DRAFTS):
        heads = plans.all_plans(tx, cycle.id)
        view = plan_in_view.newest(tx, heads)
    else:
        view = plan_in_view.in_force(tx, cycle)
        heads = [view.head] if view else []
    on = max(cycle.span.starts_on, min(today, cycle.span.ends_on))
    goals = goals_screen.load(tx, cycle.id, on=on, plan=view)
    loads: tuple[Load, ...] = ()
    rows = Ranked((), 0)
    if view:
        loads = _loads(tx, plans.one_problem(tx, view.head.problem), view.plan)
        objective_of = {one.id: one.objective_id for one in goals.key_results}
        rows = ranked.load(tx, cycle.id, view.head.id, objective_of)
    return Screen(
        cycle=cycle,
        on=on,
        head=view.head if view else None,
        goals=goals,
        loads=loads,
        is_by_area=any(one.asked is not None for one in loads),
        decisions=(
            *_drifted(tx, cycle, heads, today=today, zone=zone),
            *_decisions(heads, view, goals, viewer),
        ),
        ranked=rows,
    )


def _drifted(
    tx: Tx, cycle: Cycle, heads: list[PlanHead], *, today: date, zone: tzinfo
) -> Iterator[Decision]:
    """Yield what happened to the plan in force since it was published, where that matters."""
    if not any(head.state is PlanState.PUBLISHED for head in heads):
        return
    found = drift.of_force(tx, cycle, today=today, zone=zone)
    if found and (found.edits or found.at_risk):
        tone = "bad" if found.at_risk else "warn"
        yield Decision("drift", tone, f"/plans/{found.head.id}/drift", {"drift": found})


def _loads(tx: Tx, problem: Problem, plan: Plan) -> tuple[Load, ...]:
    team_area = {team.id: team.area for team in problem.teams}
    by_area = any(team_area.values())
    of_team = team_area if by_area else {team.id: team.id for team in problem.teams}
    points = {item.id: item.points for item in problem.items}
    planned: defaultdict[str | None, int] = defaultdict(int)
    for one in plan.assignments:
        planned[of_team.get(one.team)] += points.get(one.item, 0)
    capacity: defaultdict[str | None, int] = defaultdict(int)
    for team in problem.teams:
        capacity[of_team[team.id]] += sum(team.capacity)
    asked: defaultdict[str | None, int] = defaultdict(int)
    for item in problem.items:
        asked[item.area] += item.points
    named = teams.all_areas(tx) if by_area else teams.all_teams(tx)
    return tuple(
        Load(
            name=one.name,
            slug=one.slug,
            planned=float(as_points(planned[one.slug])),
            asked=float(as_points(asked[one.slug])) if by_area else None,
            capacity=float(as_points(capacity[one.slug])),
        )
        for one in named
        if one.slug in capacity
    )


def _decisions(
    heads: list[PlanHead], view: plan_in_view.PlanInView | None, goals: Goals, viewer: Viewer
) -> Iterator[Decision]:
    newest = heads[0] if heads else None
    shown = view.head if view else None
    if newest and newest.status == "infeasible" and (shown is None or newest.id > shown.id):
        yield Decision("infeasible", "bad", f"/plans/{newest.id}", {"plan": newest})
    if shown is None and not heads:
        yield Decision("no_plan", "warn", "/plans", {})
    for line in goals.with_status(Status.OFF_TRACK):
        facts = {"line": line, "after": line.after_plan}
        yield Decision("off_track", "bad", f"/okrs/{line.id}", facts)
    yield from _of_plans(heads, shown)
    if goals.stale:
        where = "/check-ins" if may(viewer, Deed.CHECK_IN) else "/okrs"
        yield Decision("stale", "warn", where, {"stale": goals.stale})
    estimated = len(view.marks.get("estimated") or ()) if view else 0
    if estimated and shown:
        facts = {"count": estimated}
        yield Decision("estimated", "warn", f"/plans/{shown.id}#estimated", facts)


def _of_plans(heads: list[PlanHead], shown: PlanHead | None) -> Iterator[Decision]:
    """Yield the plan to publish, and the newest plan where it differs from the one in force."""
    for head in heads:
        if head.state is PlanState.PROPOSED:
            yield Decision("proposed", "ok", f"/plans/{head.id}", {"plan": head})
    force = next((head for head in heads if head.state is PlanState.PUBLISHED), None)
    if shown and force and shown.state is PlanState.DRAFT and shown.problem != force.problem:
        facts = {"plan": shown, "force": force}
        yield Decision("newer_draft", "ok", f"/plans/{shown.id}", facts)
