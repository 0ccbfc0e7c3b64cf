"""A small quarter with objectives, epics and a plan, for the tests of the home pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.cycles import Cycle
from portfolio.domain.plans import Placed
from portfolio.planning.plan import Assignment, Attainment, Finish, Plan
from portfolio.planning.problem import Problem, problem_from_document
from portfolio.store import plans, rows, scenarios
from portfolio.store.plans import Judged
from portfolio.store.tables.backlog import items
from portfolio.store.tables.okrs import check_ins, contributions, key_results, objectives
from portfolio.store.unit import Store, Tx
from tests.people import NOW, Cast

LAST_WEEK = date(2027, 2, 1)


@dataclass
class Quarter:
    """What was made: two objectives with a key result each, two epics with a story each."""

    cycle: Cycle
    objective_ids: tuple[int, int]
    key_result_ids: tuple[int, int]
    plan_id: int | None = None


def make_quarter(store: Store, cast: Cast, *, plan: bool = True, state: str = "draft") -> Quarter:
    """Make 2027 Q1: O1 at 0.5 of what it expects, O2 far behind and without news."""
    with store.writing() as tx:
        cycle = open_cycle(tx, cast.planner, "2027Q1", now=NOW)
        first = _objective(tx, cycle, 1, "Every channel")
        second = _objective(tx, cycle, 2, "Less fraud")
        told = _key_result(tx, first, "1.1", "Senders live", team_id=cast.team_id)
        silent = _key_result(tx, second, "2.1", "Fraud blocked", team_id=cast.other_team_id)
        _check_in(tx, told, LAST_WEEK, 20.0)
        _check_in(tx, told, NOW.date(), 45.0)
        quarter = Quarter(cycle, (first, second), (told, silent))
        if plan:
            quarter.plan_id = _plan(tx, cast, quarter, state)
    return quarter


def _objective(tx: Tx, cycle: Cycle, number: int, title: str) -> int:
    values = {"cycle_id": cycle.id, "code": f"O{number}", "title": title, "position": number}
    return rows.add(tx, objectives, {**values, "created_at": NOW - timedelta(days=30)})


def _key_result(tx: Tx, objective_id: int, code: str, title: str, *, team_id: int) -> int:
    values = {
        "objective_id": objective_id,
        "code": code,
        "title": title,
        "kind": "increase",
        "start_value": 0.0,
        "target_value": 100.0,
        "unit": "%",
        "team_id": team_id,
        "created_at": NOW - timedelta(days=30),
    }
    return rows.add(tx, key_results, values)


def _check_in(tx: Tx, key_result_id: int, on: date, value: float) -> None:
    made_at = datetime.combine(on, NOW.timetz())
    values = {"key_result_id": key_result_id, "on": on, "value": value, "made_at": made_at}
    rows.add(tx, check_ins, values)


def _plan(tx: Tx, cast: Cast, quarter: Quarter, state: str) -> int:
    told, silent = quarter.key_result_ids
    epic_in = _item(tx, "E-1", "RCS fallback", 2, level="epic", area_id=cast.area_id)
    epic_out = _item(tx, "E-2", "Passkey sign-in", 1, level="epic", area_id=cast.other_area_id)
    story = _item(tx, "S-1", "First step", 3, parent_id=epic_in)
    for item_id, key_result_id in ((epic_in, told), (epic_out, silent)):
        values = {"item_id": item_id, "key_result_id": key_result_id}
        rows.add(tx, contributions, {**values, "amount": 22.0, "confidence": 0.5})
    problem = _problem(quarter, told)
    plan = Plan(
        problem=problem.fingerprint(),
        status="feasible",
        value=0.1,
        objective=0.1,
        bound=0.11,
        gap=0.09,
        assignments=(Assignment("S-1", "falcon", "S1"),),
        epics=(Finish("E-1", "S1"),),
        key_results=(Attainment(f"kr:{told}", 0.2),),
    )
    plans.add_problem(tx, problem, now=NOW)
    scenario = scenarios.add_scenario(tx, quarter.cycle.id, None, account_id=None, now=NOW)
    values = {
        "cycle_id": quarter.cycle.id,
        "scenario_id": scenario.id,
        "state": state,
        "score_before": 0.225,
        "score_after": 0.28,
        "epics_in": 1,
        "epics_out": 1,
        "points_planned": 5.0,
        "points_asked": 13.0,
        "others": {
            "rank": {"score": 0.23, "value": 0.0, "epics": 1},
            "wsjf": {"score": 0.27, "value": 0.0, "epics": 1},
        },
        "marks": {"estimated": {"S-2": {"points": 3}}},
        "made_at": NOW,
    }
    sprint = quarter.cycle.sprints[0].id
    return plans.add_plan(
        tx,
        plan,
        values,
        placed=[Placed(story, cast.team_id, sprint, 5.0)],
        judged=[
            Judged(epic_in, sprint, 0.05, 5.0, by_rank=False, by_wsjf=True),
            Judged(epic_out, None, 0.01, 8.0, by_rank=True, text="Security skill is full in S4."),
        ],
    )


def _item(tx: Tx, key: str, title: str, rank: int, *, level: str = "story", **more: object) -> int:
    values = {"key": key, "title": title, "level": level, "type": level, "category": "todo"}
    return rows.add(tx, items, {**values, "rank": rank, **more})


def _problem(quarter: Quarter, key_result_id: int) -> Problem:
    return problem_from_document(
        {
            "format": "portfolio.problem/1",
            "sprints": [{"id": one.name} for one in quarter.cycle.sprints],
            "teams": [
                {"id": "falcon", "area": "messaging", "capacity": [5.0] * 6},
                {"id": "heron", "area": "trust", "capacity": [4.0] * 6},
            ],
            "key_results": [{"id": f"kr:{key_result_id}", "weight": 0.275, "gap": 55.0}],
            "epics": [
                {
                    "id": "E-1",
                    "contributions": [{"key_result": f"kr:{key_result_id}", "amount": 11.0}],
                },
                {"id": "E-2"},
            ],
            "items": [
                {"id": "S-1", "epic": "E-1", "points": 5, "area": "messaging"},
                {"id": "S-2", "epic": "E-2", "points": 8, "area": "trust"},
            ],
        }
    )
