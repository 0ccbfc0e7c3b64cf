"""A small company with something to plan: two teams with a history, an objective, two epics."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.publish_plan import publish_plan
from portfolio.actions.request_plan import request_plan
from portfolio.actions.run_plan import Run, run_plan
from portfolio.domain.cycles import Cycle
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.planning.apart import Answer
from portfolio.planning.limits import Limits
from portfolio.planning.problem import problem_from_bytes
from portfolio.store import plans, rows
from portfolio.store.tables.backlog import items
from portfolio.store.tables.okrs import contributions, key_results, objectives
from portfolio.store.unit import Store, Tx
from tests.people import NOW, Cast

TODAY = date(2027, 2, 9)


@dataclass
class Company:
    """What there is to plan, with the ids that tests ask for."""

    cycle: Cycle
    epic_id: int
    key_result_id: int
    objective_id: int


def make_company(store: Store, cast: Cast) -> Company:
    """Give each team ten points a fortnight, and the backlog two epics and three loose items."""
    with store.writing() as tx:
        cycle = open_cycle(tx, SYSTEM, "2027Q1", now=NOW)
        for team_id in (cast.team_id, cast.other_team_id):
            _history(tx, team_id)
        objective = {"cycle_id": cycle.id, "code": "O1", "title": "Reach", "created_at": NOW}
        objective_id = rows.add(tx, objectives, objective)
        key_result_id = rows.add(tx, key_results, _key_result(objective_id))
        epic_id = _item(tx, "E-1", level="epic", type="Epic", area_id=cast.area_id)
        other = _item(tx, "E-2", level="epic", type="Epic", area_id=cast.other_area_id)
        for number in range(1, 5):
            _item(tx, f"P-{number}", parent_id=epic_id, team_id=cast.team_id, points=3.0)
        for number in range(5, 8):
            _item(tx, f"P-{number}", parent_id=other, area_id=cast.other_area_id, points=None)
        for number in range(8, 11):
            _item(tx, f"P-{number}", area_id=cast.area_id, points=2.0)
        claim = {"item_id": epic_id, "key_result_id": key_result_id, "amount": 4, "confidence": 1}
        rows.add(tx, contributions, claim)
    return Company(cycle, epic_id, key_result_id, objective_id)


def solver(document: bytes, limits: Limits, **_: object) -> Answer:
    """Plan in this process by a simple rule, quickly."""
    from portfolio.planning.solve import solve

    problem = problem_from_bytes(document)
    found = {one: solve(problem, limits, method=one) for one in ("greedy", "rank", "wsjf")}
    return Answer(found.pop("greedy"), found)


def make_plan(store: Store, by: Viewer, company: Company, *, today: date = TODAY) -> int:
    """Request a plan and make it at once; return its id."""
    with store.writing() as tx:
        job_id = request_plan(tx, by, company.cycle, now=NOW, today=today, seconds=2, worker="test")
    plan_id = run_plan(Run(store, job_id, "test", clock=lambda: NOW), solver=solver)
    assert plan_id is not None
    return plan_id


def put_in_force(store: Store, by: Viewer, plan_id: int) -> None:
    """Adopt and publish a plan."""
    for act in (_adopt, _publish):
        with store.writing() as tx:
            act(tx, by, plan_id)


def _adopt(tx: Tx, by: Viewer, plan_id: int) -> None:
    version = plans.one_plan(tx, plan_id).version
    adopt_plan(tx, by, plan_id, version=version, now=NOW, today=TODAY, note="as agreed")


def _publish(tx: Tx, by: Viewer, plan_id: int) -> None:
    version = plans.one_plan(tx, plan_id).version
    publish_plan(tx, by, plan_id, version=version, now=NOW)


def _history(tx: Tx, team_id: int) -> None:
    for fortnight in range(6):
        done_at = datetime(2026, 12, 30, 12, tzinfo=UTC) - timedelta(days=14 * fortnight)
        for place in range(2):
            _item(
                tx,
                f"H-{team_id}-{fortnight}-{place}",
                team_id=team_id,
                points=5.0,
                category="done",
                resolution="Done",
                is_delivered=True,
                resolved_at=done_at,
            )


def _item(tx: Tx, key: str, **differences: object) -> int:
    values = {
        "key": key,
        "level": "story",
        "type": "Story",
        "title": f"Title of {key}",
        "category": "todo",
        "rank": int(key.split("-")[1]) if key.count("-") == 1 else 1000,
    }
    return rows.add(tx, items, {**values, **differences})


def _key_result(objective_id: int) -> dict[str, object]:
    return {
        "objective_id": objective_id,
        "code": "1.1",
        "title": "Channels",
        "kind": "increase",
        "start_value": 0.0,
        "target_value": 10.0,
        "created_at": NOW,
    }
