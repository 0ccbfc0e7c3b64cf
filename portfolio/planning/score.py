"""What a placement of the items is worth, counted as the contract of the plan has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.planning.numbered import Numbered, Slot
from portfolio.planning.plan import Assignment, Attainment, Finish, Plan


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of a placement; `finish` has the sprint of each finished epic."""

    value: float
    moved: int
    objective: float
    finish: dict[int, int]
    attained: tuple[float, ...]


def score(grid: Numbered, where: Sequence[Slot | None]) -> Score:
    """Return what the placement is worth."""
    finish = finishes(grid, where)
    attained = [0.0] * len(grid.weights)
    for epic in finish:
        for key_result, part in grid.moves[epic]:
            attained[key_result] += part
    attained = [min(1.0, part) for part in attained]
    value = sum(weight * part for weight, part in zip(grid.weights, attained, strict=True))
    value += sum(grid.epic_worth[epic][sprint] for epic, sprint in finish.items())
    value += sum(grid.item_worth[item][slot[1]] for item, slot in enumerate(where) if slot)
    moved = sum(where[item] != slot for item, slot in grid.baseline.items())
    objective = value - grid.problem.policy.stability * moved
    return Score(value, moved, objective, finish, tuple(attained))


def finishes(grid: Numbered, where: Sequence[Slot | None]) -> dict[int, int]:
    """Return the sprint in which each finished epic is finished."""
    found = {}
    for epic, items in enumerate(grid.needs):
        latest = -1
        for item in items:
            slot = where[item]
            if slot is None:
                latest = -1
                break
            latest = max(latest, slot[1])
        if 0 <= latest <= grid.deadline[epic]:
            found[epic] = latest
    return found


def plan_of(grid: Numbered, where: Sequence[Slot | None], **said: object) -> Plan:
    """Return the placement as a plan with its figures; `said` are the plan's other fields."""
    problem, result = grid.problem, score(grid, where)
    sprints = [sprint.id for sprint in problem.sprints]
    teams = [team.id for team in problem.teams]
    fields: dict[str, object] = {
        "problem": problem.fingerprint(),
        "status": "feasible",
        "value": result.value,
        "moved": result.moved,
        "objective": result.objective,
        "assignments": tuple(
            Assignment(problem.items[item].id, teams[slot[0]], sprints[slot[1]])
            for item, slot in enumerate(where)
            if slot
        ),
        "epics": tuple(
            Finish(problem.epics[epic].id, sprints[sprint])
            for epic, sprint in sorted(result.finish.items())
        ),
        "key_results": tuple(
            Attainment(one.id, part)
            for one, part in zip(problem.key_results, result.attained, strict=True)
        ),
    }
    return Plan(**{**fields, **said})  # type: ignore[arg-type]


def placement(grid: Numbered, plan: Plan) -> list[Slot | None]:
    """Return where a plan has each item, as far as it speaks of this problem's things."""
    problem = grid.problem
    items = {item.id: n for n, item in enumerate(problem.items)}
    teams = {team.id: n for n, team in enumerate(problem.teams)}
    sprints = {sprint.id: n for n, sprint in enumerate(problem.sprints)}
    where: list[Slot | None] = [None] * len(items)
    for one in plan.assignments:
        if one.item in items and one.team in teams and one.sprint in sprints:
            where[items[one.item]] = (teams[one.team], sprints[one.sprint])
    return where
