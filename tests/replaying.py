"""A small company with a quarter behind it, whose plan was exactly its capacity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from portfolio.actions.add_items import add_items
from portfolio.actions.add_person import add_person
from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.attach_epic import attach_epic
from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.publish_plan import publish_plan
from portfolio.actions.record_progress import Progress, record_progress
from portfolio.actions.request_plan import request_plan
from portfolio.actions.request_replay import request_replay
from portfolio.actions.run_plan import Run, run_plan
from portfolio.actions.run_replay import run_replay
from portfolio.domain.backlog import Category, Level, NewItem
from portfolio.domain.cycles import Cycle
from portfolio.domain.people import SYSTEM
from portfolio.domain.replays import Replay, replay_from_bytes
from portfolio.planning.apart import Answer
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan
from portfolio.planning.problem import problem_from_bytes
from portfolio.store import okrs, plans, replays
from portfolio.store.unit import Store, Tx
from tests.people import NOW, Cast

POINTS = 3.5  # a story's; two are an epic, and a sprint of the one person
EPICS = 9


@dataclass
class Past:
    """2026Q4: nine epics that move a key result by 20, 18, 16 ..., one a sprint."""

    cycle: Cycle
    team_id: int
    person_id: int
    key_result_id: int
    objective_id: int

    @property
    def first(self) -> date:
        """The first day of its first sprint."""
        return self.cycle.sprints[0].span.starts_on

    def day(self, sprint: int, days: int = 0) -> date:
        """A day of the sprint at a place."""
        return self.cycle.sprints[sprint].span.starts_on + timedelta(days)

    def at(self, sprint: int, days: int = 0) -> datetime:
        """Noon of a day of the sprint at a place."""
        return datetime.combine(self.day(sprint, days), time(12), UTC)


def make_past(store: Store, cast: Cast) -> Past:
    """Give one person a history of a point a focused day, and the quarter nine epics."""
    with store.writing() as tx:
        before = open_cycle(tx, SYSTEM, "2026Q3", now=NOW)
        cycle = open_cycle(tx, SYSTEM, "2026Q4", now=NOW)
        start = datetime.combine(before.span.starts_on, time(9), UTC)
        person = add_person(tx, SYSTEM, "Ana Kovač", {cast.team_id: 1.0}, now=start)
        _add_history(tx, cast.team_id, before)
        known = datetime.combine(cycle.sprints[0].span.starts_on, time(9), UTC) - timedelta(10)
        objective = {"cycle_id": cycle.id, "code": "O1", "title": "Reach", "created_at": known}
        objective_id = okrs.add_objective(tx, objective)
        key_result = {
            "objective_id": objective_id, "code": "1.1", "title": "Channels", "kind": "increase",
            "start_value": 0.0, "target_value": 200.0, "created_at": known,
        }  # fmt: skip
        key_result_id = okrs.add_key_result(tx, key_result)
        add_items(tx, SYSTEM, [*_epics(cast.team_id)], now=known)
        for n in range(1, EPICS + 1):
            attach_epic(tx, SYSTEM, key_result_id, f"E-{n}", effect=22.0 - 2 * n, now=known)
    return Past(cycle, cast.team_id, person, key_result_id, objective_id)


def make_plan(store: Store, past: Past, *, on: date | None = None) -> Plan:
    """Plan the quarter on a day, its first one, publish that and return it."""
    today = on or past.first
    now = datetime.combine(today, time(8), UTC)
    with store.writing() as tx:
        job = request_plan(tx, SYSTEM, past.cycle, now=now, today=today, seconds=2, worker="test")
    plan_id = run_plan(Run(store, job, "test", clock=lambda: now), solver=solver)
    assert plan_id is not None
    with store.writing() as tx:
        adopt_plan(tx, SYSTEM, plan_id, version=1, now=now, today=today, note="")
        version = plans.one_plan(tx, plan_id).version
        publish_plan(tx, SYSTEM, plan_id, version=version, now=now)
        return plans.full_plan(tx, plan_id)[0]


def deliver(tx: Tx, past: Past, done: Iterable[tuple[str, int]]) -> None:
    """Deliver stories, each in the sprint at a place, and the epics whose stories are done."""
    places = dict(done)
    rows = [_done(key, past.at(place, 3), past.team_id) for key, place in places.items()]
    for n in range(1, EPICS + 1):
        own = [places.get(f"S-{n}{part}") for part in "ab"]
        if None not in own:
            last = max(one for one in own if one is not None)
            rows.append(_done(f"E-{n}", past.at(last, 3), None))
    record_progress(tx, SYSTEM, rows, now=past.at(5, 10))


def as_planned(plan: Plan) -> dict[str, int]:
    """Return the place of the sprint in which the plan has each story."""
    return {one.item: int(one.sprint[1:]) - 1 for one in plan.assignments}


def last_epic(plan: Plan) -> str:
    """Return the epic that the plan finishes last."""
    return max(plan.epics, key=lambda one: one.finish).id


def add_story(tx: Tx, past: Past, key: str, sprint: int, **differences: Any) -> None:
    """Add a story in the quarter, at the beginning of a sprint."""
    story = NewItem(f"Story {key}", key=key, team_id=past.team_id, **{"points": 3.5} | differences)
    add_items(tx, SYSTEM, [story], now=past.at(sprint))


def replayed(store: Store, past: Past, *, now: datetime = NOW) -> Replay:
    """Replay the quarter at once and return what was kept."""
    with store.writing() as tx:
        job = request_replay(
            tx, SYSTEM, past.cycle, now=now, today=now.date(), seconds=4, worker="test"
        )
    assert run_replay(Run(store, job, "test", clock=lambda: now), solver=solver) is not None
    with store.reading() as tx:
        kept = replays.newest_replay(tx, past.cycle.id)
    assert kept is not None and kept.is_whole
    return replay_from_bytes(kept.document)


def solver(document: bytes, limits: Limits, **said: Any) -> Answer:
    """Plan in this process."""
    from portfolio.planning.solve import solve

    problem = problem_from_bytes(document)
    others = {one: solve(problem, limits, method=one) for one in ("rank", "wsjf")}
    return Answer(solve(problem, Limits(5, 1), hint=said.get("hint")), others)


def _epics(team_id: int) -> Iterable[NewItem]:
    for n in range(1, EPICS + 1):
        yield NewItem(f"Epic {n}", Level.EPIC, key=f"E-{n}")
        for part in "ab":
            yield NewItem(
                f"Story {n}{part}", key=f"S-{n}{part}", parent_key=f"E-{n}", team_id=team_id,
                points=POINTS,
            )  # fmt: skip


def _add_history(tx: Tx, team_id: int, before: Cycle) -> None:
    for sprint in before.sprints:
        at = datetime.combine(sprint.span.starts_on, time(12), UTC)
        done = NewItem(
            "Done before", key=f"H-{sprint.number}", team_id=team_id, points=2 * POINTS,
            category=Category.DONE, resolution="Done", created_at=at, resolved_at=at,
        )  # fmt: skip
        add_items(tx, SYSTEM, [done], now=at)


def _done(key: str, at: datetime, team_id: int | None) -> Progress:
    return Progress(key, "Done", Category.DONE, at, team_id=team_id, resolution="Done")
