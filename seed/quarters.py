"""Plan a quarter and let it happen: what the teams delivered, when, and what they left."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.publish_plan import publish_plan
from portfolio.actions.record_progress import Progress, record_progress
from portfolio.actions.request_plan import request_plan
from portfolio.actions.run_plan import Run, run_plan
from portfolio.domain.backlog import Category, NewItem
from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.planning.apart import Answer
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Assignment, LeftOut, Plan
from portfolio.planning.problem import Problem, problem_from_bytes
from portfolio.store import plans
from portfolio.store.unit import Store, Tx
from seed.backlog import PACE, Epic
from seed.company import AREAS
from seed.staff import Staff

Done = tuple[datetime, int]  # when, and by the team of which number

EXPLAIN_SECONDS = 1.0
DONE_IN_TIME = 0.86
DONE_A_SPRINT_LATER = 0.10


def plan(
    store: Store, by: Viewer, cycle: Cycle, *, now: datetime, effort: int, explain: bool = False
) -> int:
    """Plan the quarter as of now, in this process, and return the plan's id."""
    with store.writing() as tx:
        job = request_plan(tx, by, cycle, now=now, today=now.date(), worker="seed")
    run = Run(store, job, "seed", clock=lambda: now)
    plan_id = run_plan(run, solver=_solver(effort, explain=explain))
    if plan_id is None:
        raise RuntimeError("the demo's plan was cancelled")
    return plan_id


def propose(tx: Tx, by: Viewer, plan_id: int, note: str, *, now: datetime) -> None:
    """Make the plan the cycle's proposed one."""
    version = plans.one_plan(tx, plan_id).version
    adopt_plan(tx, by, plan_id, version=version, now=now, today=now.date(), note=note)


def publish(tx: Tx, by: Viewer, plan_id: int, note: str, *, now: datetime) -> None:
    """Put the plan into force."""
    propose(tx, by, plan_id, note, now=now)
    version = plans.one_plan(tx, plan_id).version
    publish_plan(tx, by, plan_id, version=version, now=now, note=note)


def deliver(
    tx: Tx,
    rng: Random,
    staff: Staff,
    plan_id: int,
    cycle: Cycle,
    *,
    epics: Sequence[Epic],
    done: Mapping[str, Done],
    today: date,
) -> dict[str, Done]:
    """Let the plan happen until today and return when, and by which team, each story was done.

    Teams that have days left pull the next stories of their area that they can do; `done` is
    what had been done before.
    """
    document, _ = plans.full_plan(tx, plan_id)
    teams = {team.slug: team.id for team in staff.teams.values()}
    by_name = {sprint.name: sprint for sprint in cycle.sprints}
    following = dict(zip(cycle.sprints, cycle.sprints[1:], strict=False))
    found: dict[str, Progress] = {}
    for one in document.assignments:
        sprint = _sprint_of(rng, by_name[one.sprint], following)
        state = _state(rng, sprint, today) if sprint else None
        if state:
            found[one.item] = _progress(one, state, teams[one.team])
    _pull(rng, staff, cycle, epics, found=found, done=done, today=today)
    for epic in epics:
        state_of_epic = _epic_progress(epic, found, done)
        if state_of_epic:
            found[str(epic.item.key)] = state_of_epic
    moment = datetime.combine(min(today, cycle.span.ends_on), time(18), UTC)
    record_progress(tx, SYSTEM, list(found.values()), now=moment)
    return {
        key: (one.at, one.team_id)
        for key, one in found.items()
        if one.category is Category.DONE and one.team_id is not None
    }


def _solver(effort: int, *, explain: bool) -> Callable[..., Answer]:
    def solve_here(document: bytes, *unused: object, **unheard: object) -> Answer:
        from portfolio.planning.solve import solve

        problem = problem_from_bytes(document)
        best = solve(problem, Limits(60, effort))
        if explain:
            best = replace(best, left_out=_reasons(problem, best))
        others = {method: solve(problem, Limits(30), method=method) for method in ("rank", "wsjf")}
        return Answer(best, others)

    return solve_here


def _reasons(problem: Problem, best: Plan) -> tuple[LeftOut, ...]:
    # The reasons are the same each time; how many of their prices are known depends on the clock.
    from portfolio.planning.cpsat import Budget
    from portfolio.planning.explain import left_out
    from portfolio.planning.numbered import numbered
    from portfolio.planning.score import placement

    grid = numbered(problem)
    return left_out(grid, placement(grid, best), Budget().within(EXPLAIN_SECONDS))


def _sprint_of(rng: Random, planned: Sprint, following: Mapping[Sprint, Sprint]) -> Sprint | None:
    luck = rng.random()
    if luck < DONE_IN_TIME:
        return planned
    if luck < DONE_IN_TIME + DONE_A_SPRINT_LATER:
        return following.get(planned)
    return None


def _state(rng: Random, sprint: Sprint, today: date) -> tuple[Category, datetime] | None:
    day = sprint.span.starts_on + timedelta(days=rng.choice((2, 3, 4, 7, 8, 9, 10, 10, 11)))
    moment = datetime.combine(day, time(rng.randrange(8, 17), rng.randrange(60)), UTC)
    if day < today:
        return Category.DONE, moment
    if sprint.span.has(today):
        return Category.DOING, datetime.combine(today - timedelta(days=1), time(9), UTC)
    return None


def _progress(one: Assignment, state: tuple[Category, datetime], team_id: int) -> Progress:
    category, moment = state
    done = category is Category.DONE
    return Progress(
        one.item,
        "Done" if done else "In Progress",
        category,
        moment,
        team_id=team_id,
        resolution="Done" if done else None,
    )


def _pull(
    rng: Random,
    staff: Staff,
    cycle: Cycle,
    epics: Sequence[Epic],
    *,
    found: dict[str, Progress],
    done: Mapping[str, Done],
    today: date,
) -> None:
    points = {str(one.key): one.points or 3.0 for epic in epics for one in epic.stories}
    known = found.keys() | done.keys()
    waiting = [one for epic in epics for one in epic.stories if one.key not in known]
    load = _load(cycle, found, points)
    areas = {squad.name: area for area, squads in AREAS.items() for squad in squads}
    for sprint in (sprint for sprint in cycle.sprints if sprint.span.ends_on < today):
        for name, team in staff.teams.items():
            left = PACE * rng.uniform(0.85, 1.15) - load[team.id, sprint.number]
            for one in _fitting(waiting, team.skills, staff.areas[areas[name]], left):
                waiting.remove(one)
                state = _state(rng, sprint, today)
                if state:
                    planned = Assignment(str(one.key), team.slug, sprint.name)
                    found[str(one.key)] = _progress(planned, state, team.id)


def _load(
    cycle: Cycle, found: Mapping[str, Progress], points: Mapping[str, float]
) -> dict[tuple[int | None, int], float]:
    load: dict[tuple[int | None, int], float] = defaultdict(float)
    for key, one in found.items():
        sprint = next((s for s in cycle.sprints if s.span.has(one.at.date())), None)
        if sprint and one.category is Category.DONE:
            load[one.team_id, sprint.number] += points[key]
    return load


def _fitting(
    waiting: Sequence[NewItem], skills: Sequence[str], area_id: int, left: float
) -> list[NewItem]:
    fitting = []
    for one in waiting:
        size = one.points or 3.0
        if one.area_id == area_id and size <= left and set(one.skills) <= set(skills):
            fitting.append(one)
            left -= size
        if left < 2:
            break
    return fitting


def _epic_progress(
    epic: Epic, found: Mapping[str, Progress], done: Mapping[str, Done]
) -> Progress | None:
    own = [found[str(story.key)] for story in epic.stories if str(story.key) in found]
    if not own:
        return None
    before = sum(str(story.key) in done for story in epic.stories)
    counts: dict[Category, int] = defaultdict(int)
    for one in own:
        counts[one.category] += 1
    last = max(one.at for one in own)
    if counts[Category.DONE] + before == len(epic.stories):
        return Progress(str(epic.item.key), "Done", Category.DONE, last, resolution="Done")
    return Progress(str(epic.item.key), "In Progress", Category.DOING, last)
