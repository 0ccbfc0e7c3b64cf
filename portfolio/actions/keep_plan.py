"""Keep a plan that was made: assignments, epics in and out, scores, the simpler plans beside it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.jobs import Job
from portfolio.domain.people import SYSTEM
from portfolio.domain.plans import Placed, PlanState
from portfolio.domain.rises import Rises, Start, rises, start_from
from portfolio.planning.apart import Answer
from portfolio.planning.build import key_result_id_of
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.terms import Epic, Item, as_points, worth_at
from portfolio.store import cycles, planning_facts, plans, teams, trail
from portfolio.store.people import viewer_of
from portfolio.store.plans import Judged
from portfolio.store.unit import Tx


def keep_plan(tx: Tx, job: Job, answer: Answer, *, now: datetime) -> int:
    """Store the answer to a job as a draft of its scenario and return the plan's id."""
    asked = Asked(
        cycle_id=int(job.arguments["cycle_id"]),
        scenario_id=int(job.arguments["scenario_id"]),
        account_id=job.account_id,
        job_id=job.id,
    )
    plan_id = keep_answer(tx, asked, answer, marks=job.arguments["marks"], now=now)
    if job.arguments.get("propose") and _has_answer(answer.plan):
        _propose(tx, job, plan_id, now=now)
    return plan_id


def _propose(tx: Tx, job: Job, plan_id: int, *, now: datetime) -> None:
    """Make it the quarter's proposed plan at once, as was asked when it was requested."""
    plan = plans.one_plan(tx, plan_id)
    plans.demote(tx, plan.cycle_id, PlanState.PROPOSED, PlanState.DRAFT)
    values = {"state": PlanState.PROPOSED.value, "proposed_at": now}
    plans.save_plan(tx, plan_id, version=plan.version, values=values)
    by = viewer_of(tx, job.account_id) if job.account_id is not None else SYSTEM
    after = {"state": PlanState.PROPOSED.value, "problem": plan.problem}
    before = {"state": plan.state.value}
    trail.record(tx, by, "adopt plan", f"plan:{plan_id}", now=now, before=before, after=after)


@dataclass(frozen=True, slots=True)
class Asked:
    """For what a plan was made, and for whom."""

    cycle_id: int
    scenario_id: int
    account_id: int | None = None
    job_id: int | None = None
    note: str = ""


def keep_answer(
    tx: Tx, asked: Asked, answer: Answer, *, marks: Mapping[str, Any], now: datetime
) -> int:
    """Store an answer to a stored problem as a draft and return the plan's id."""
    cycle = cycles.cycle_by_id(tx, asked.cycle_id)
    problem = plans.one_problem(tx, answer.plan.problem)
    start = start_from(marks["start"])
    names = _Names(tx, cycle, problem)
    judged = list(_judged(problem, answer, names))
    in_plan = {finish.id for finish in answer.plan.epics}
    scores = _scores(start, answer.plan)
    values = {
        "cycle_id": cycle.id,
        "scenario_id": asked.scenario_id,
        "job_id": asked.job_id,
        "score_before": scores.cycle.before if scores.cycle else None,
        "score_after": scores.cycle.after if scores.cycle and _has_answer(answer.plan) else None,
        "epics_in": len(in_plan),
        "epics_out": len(problem.epics) - len(in_plan),
        "points_planned": _planned_points(problem, answer.plan),
        "points_asked": float(as_points(sum(item.points for item in problem.items))),
        "others": {name: _beside(start, other) for name, other in answer.others.items()},
        "marks": dict(marks),
        "is_tilted": bool(marks.get("is_tilted")),
        "account_id": asked.account_id,
        "note": asked.note,
        "made_at": now,
    }
    placed = list(_placed(problem, answer.plan, names))
    plan_id = plans.add_plan(tx, answer.plan, values, placed=placed, judged=judged)
    by = viewer_of(tx, asked.account_id) if asked.account_id is not None else SYSTEM
    after = {"cycle": cycle.name, "status": answer.plan.status, "gap": answer.plan.gap}
    trail.record(
        tx, by, "make plan", f"plan:{plan_id}", now=now, after={**after, "job": asked.job_id}
    )
    return plan_id


class _Names:
    """The rows behind the names that the problem uses."""

    def __init__(self, tx: Tx, cycle: Cycle, problem: Problem) -> None:
        keys = {item.id for item in problem.items} | {epic.id for epic in problem.epics}
        self.items = planning_facts.ids_of_keys(tx, keys)
        self.teams = {team.slug: team.id for team in teams.all_teams(tx)}
        self.sprints = {sprint.name: sprint.id for sprint in cycle.sprints}


def _placed(problem: Problem, plan: Plan, names: _Names) -> Iterator[Placed]:
    points = {item.id: item.points for item in problem.items}
    for one in plan.assignments:
        item, team = names.items.get(one.item), names.teams.get(one.team)
        sprint = names.sprints.get(one.sprint)
        if item is not None and team is not None and sprint is not None:
            yield Placed(item, team, sprint, float(as_points(points[one.item])))


def _judged(problem: Problem, answer: Answer, names: _Names) -> Iterator[Judged]:
    """Judge every epic and every item without one, in no order."""
    finish = {one.id: one.finish for one in answer.plan.epics}
    done_in = {one.item: one.sprint for one in answer.plan.assignments}
    out = {one.epic or one.item: one for one in answer.plan.left_out}
    by = {name: _in_plan(other) for name, other in answer.others.items()}
    epics = {epic.id for epic in problem.epics}
    sizes = _sizes(problem)
    loose = (item for item in problem.items if item.epic is None)
    things: list[Epic | Item] = [*problem.epics, *loose]
    for thing in things:
        is_epic = isinstance(thing, Epic)
        if thing.id not in names.items or (not is_epic and thing.id in epics):
            continue
        sprint = (finish if is_epic else done_in).get(thing.id)
        left = out.get(thing.id)
        yield Judged(
            item_id=names.items[thing.id],
            sprint_id=names.sprints.get(sprint or ""),
            value=_worth(problem, thing),
            points=float(as_points(sizes[thing.id])),
            by_rank=thing.id in by.get("rank", ()),
            by_wsjf=thing.id in by.get("wsjf", ()),
            reason=left.reason if left and sprint is None else None,
            text=left.text if left and sprint is None else None,
        )


def _in_plan(plan: Plan) -> set[str]:
    return {one.id for one in plan.epics} | {one.item for one in plan.assignments}


def _sizes(problem: Problem) -> Counter[str]:
    points = {item.id: item.points for item in problem.items}
    sizes: Counter[str] = Counter()
    for item in problem.items:
        sizes[item.epic or item.id] += item.points
    for epic in problem.epics:
        if epic.requires and epic.id not in sizes:
            sizes[epic.id] = sum(points[one] for one in epic.requires)
    return sizes


def _worth(problem: Problem, thing: Epic | Item) -> float:
    """Return what it is worth alone: its own value and what it moves of each key result."""
    own = max(worth_at(thing.value, n) for n in range(len(problem.sprints)))
    if isinstance(thing, Item):
        return own
    goals = {goal.id: goal for goal in problem.key_results}
    return own + sum(
        goals[one.key_result].weight * min(1.0, one.amount / goals[one.key_result].gap)
        for one in thing.contributions
    )


def _scores(start: Start, plan: Plan) -> Rises:
    return rises(start, {key_result_id_of(one.id): one.attained for one in plan.key_results})


def _beside(start: Start, plan: Plan) -> Mapping[str, Any]:
    cycle = _scores(start, plan).cycle
    has_answer = _has_answer(plan)
    return {
        "value": plan.value,
        "objective": plan.objective,
        "score": cycle.after if cycle and has_answer else None,
        "epics": len(plan.epics) if has_answer else None,
        "items": len(plan.assignments),
        "status": plan.status,
    }


def _planned_points(problem: Problem, plan: Plan) -> float:
    points = {item.id: item.points for item in problem.items}
    return float(as_points(sum(points[one.item] for one in plan.assignments)))


def _has_answer(plan: Plan) -> bool:
    return plan.status in ("optimal", "feasible")
