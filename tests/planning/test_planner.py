"""The planner on problems too large to try everything: limits, cancelling, reasons, warnings."""

import json
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from benchmarks.instances import Shape
from benchmarks.instances import problem as invented
from portfolio.planning.check import violations
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem, problem_from_document
from portfolio.planning.solve import solve

SMALL = Shape(stories=120, teams=5, sprints=4, capacity=16)


def make_problem(*, everything: bool = False, seed: int = 1) -> Problem:
    shape = Shape(SMALL.stories, SMALL.teams, SMALL.sprints, SMALL.capacity, everything=everything)
    return problem_from_document(invented(shape, seed))


def tiny(**parts: Any) -> dict[str, Any]:
    """Return a small document with some parts changed."""
    document: dict[str, Any] = {
        "format": "portfolio.problem/1",
        "sprints": [{"id": "S1"}, {"id": "S2"}],
        "teams": [{"id": "falcon", "skills": ["ios"], "capacity": [5, 5]}],
        "items": [],
    }
    return {**document, **parts}


def plan_of(document: dict[str, Any], **words: Any) -> Plan:
    problem = problem_from_document(document)
    plan = solve(problem, Limits(seconds=20), **words)
    assert violations(problem, plan) == []
    return plan


@pytest.mark.parametrize("everything", [False, True])
def test_a_plan_with_a_bound_is_found_within_the_limit(everything: bool) -> None:
    problem = make_problem(everything=everything)
    began = time.monotonic()
    plan = solve(problem, Limits(seconds=4))
    assert time.monotonic() - began < 8
    assert plan.status in ("optimal", "feasible")
    assert plan.gap is not None
    assert plan.gap < 0.2
    assert len(plan.capacity_value) == SMALL.teams * SMALL.sprints


def test_the_same_effort_gives_the_same_answer() -> None:
    problem = make_problem(seed=2)
    one, other = (solve(problem, Limits(seconds=100, effort=1)) for _ in range(2))
    assert one.assignments == other.assignments
    assert (one.objective, one.bound) == (other.objective, other.bound)


def test_a_cancelled_search_gives_the_best_so_far_soon() -> None:
    asked = threading.Event()
    moments: list[float] = []

    def progress(*_: object) -> None:
        if not asked.is_set():
            asked.set()
            moments.append(time.monotonic())

    problem = make_problem(seed=3)
    plan = solve(problem, Limits(seconds=60), progress=progress, cancelled=asked.is_set)
    assert time.monotonic() - moments[0] < 5
    assert plan.status in ("optimal", "feasible")
    assert violations(problem, plan) == []


def test_progress_tells_what_is_known() -> None:
    told: list[tuple[Any, ...]] = []
    solve(make_problem(), Limits(seconds=2), progress=lambda *news: told.append(news))
    assert told
    for objective, bound, gap, seconds, step in told:
        assert objective is None or bound is None or bound >= objective - 1e-9
        assert gap is None or 0 <= gap <= 1.5
        assert seconds >= 0
        assert step


def test_a_hint_is_kept_where_it_is_the_best() -> None:
    items = [{"id": f"P-{n}", "points": 5, "value": 1} for n in range(2)]
    document = tiny(items=items)
    first = plan_of(document)
    swapped = json.loads(json.dumps(first.to_document()))
    assert plan_of(document, hint=first).assignments == first.assignments
    assert swapped["status"] == "optimal"


def test_an_item_larger_than_any_sprint_is_warned_of_by_name() -> None:
    plan = plan_of(tiny(items=[{"id": "P-1", "points": 9, "value": 1}]))
    assert plan.status == "optimal"
    assert "P-1" in plan.warnings[0]


def test_an_item_that_nobody_can_do_is_warned_of() -> None:
    plan = plan_of(tiny(items=[{"id": "P-1", "points": 1, "value": 1, "skills": ["web"]}]))
    assert plan.warnings == ("No team can do P-1.",)


def test_a_plan_of_nothing_is_a_plan() -> None:
    plan = plan_of(tiny())
    assert (plan.status, plan.objective, plan.bound, plan.gap) == ("optimal", 0, 0, 0)


def test_equal_plans_move_no_item_without_need() -> None:
    items = [{"id": f"P-{n}", "points": 5, "value": 1} for n in range(2)]
    baseline = {
        "P-0": {"team": "falcon", "sprint": "S2"},
        "P-1": {"team": "falcon", "sprint": "S1"},
    }
    assert plan_of(tiny(items=items, baseline=baseline)).moved == 0


def alike(**changes: Any) -> dict[str, Any]:
    """Return a document of six items that are all changed the same way."""
    items = [{"id": f"P-{n}", "points": 3, "epic": "E", **changes} for n in range(6)]
    return tiny(items=items, epics=[{"id": "E", "value": [1, 2]}])


PIN = {"team": "falcon", "sprint": "S1"}
ODD: list[tuple[str, dict[str, Any], str]] = [
    ("no capacity", {**alike(), "teams": [{"id": "falcon", "capacity": [0, 0]}]}, "optimal"),
    ("endless room", {**alike(), "teams": [{"id": "f", "capacity": [1e15, 0]}]}, "optimal"),
    ("no points", alike(points=0), "optimal"),
    (
        "one giant",
        {**alike(), "items": [{"id": "P", "points": 1e14, "epic": "E"}]},
        "optimal",
    ),
    ("all pinned", alike(pinned=PIN), "infeasible"),
    ("all demanded", alike(mandatory=True), "infeasible"),
    ("all excluded", alike(excluded=True), "optimal"),
    ("all optional", alike(optional=True), "optimal"),
    ("worth nothing", alike(value=0), "optimal"),
    ("worth a lot", alike(value=1e90), "optimal"),
    ("nobody can", alike(skills=["dance"]), "optimal"),
]


@pytest.mark.parametrize(("document", "status"), [odd[1:] for odd in ODD], ids=[o[0] for o in ODD])
def test_odd_problems_are_planned_rightly(document: dict[str, Any], status: str) -> None:
    assert plan_of(document, explain=True).status == status


def test_a_long_chain_is_planned_in_time() -> None:
    items: list[dict[str, Any]] = [{"id": "Q-0", "points": 0.01, "value": 1}]
    for n in range(1, 400):
        items.append({**items[0], "id": f"Q-{n}", "after": [{"item": f"Q-{n - 1}"}]})
    began = time.monotonic()
    plan = solve(problem_from_document(tiny(items=items)), Limits(seconds=5))
    assert time.monotonic() - began < 15
    assert plan.objective == pytest.approx(400)
    assert plan.bound is not None


REASONS: list[tuple[str, dict[str, Any]]] = [
    ("capacity", {"items": [{"id": "P-1", "epic": "E", "points": 9}]}),
    ("team", {"items": [{"id": "P-1", "epic": "E", "points": 1, "skills": ["web"]}]}),
    ("excluded", {"items": [{"id": "P-1", "epic": "E", "points": 1, "excluded": True}]}),
    (
        "dependency",
        {
            "items": [
                {"id": "P-0", "points": 1},
                {"id": "P-1", "epic": "E", "points": 1, "after": [{"item": "P-0", "lag": 5}]},
            ]
        },
    ),
    (
        "window",
        {
            "items": [{"id": "P-1", "epic": "E", "points": 1, "earliest": "S2"}],
            "epics": [{"id": "E", "value": 1, "finish_by": "S1"}],
        },
    ),
    (
        "share",
        {
            "items": [{"id": "P-1", "epic": "E", "points": 1, "category": "care"}],
            "policy": {"shares": [{"category": "care", "at_most": 0.05}]},
        },
    ),
    (
        "worth",
        {"items": [{"id": "P-1", "epic": "E", "points": 1}], "epics": [{"id": "E", "value": 0}]},
    ),
]


@pytest.mark.parametrize(("reason", "parts"), REASONS)
def test_what_is_left_out_has_its_reason(reason: str, parts: dict[str, Any]) -> None:
    document = tiny(**{"epics": [{"id": "E", "value": 1}], **parts})
    plan = plan_of(document, explain=True)
    assert [(one.epic, one.reason) for one in plan.left_out] == [("E", reason)]
    assert plan.left_out[0].text.endswith(".")


def test_forcing_in_costs_what_the_text_says() -> None:
    items = [{"id": f"P-{n}", "epic": f"E{n}", "points": 10} for n in range(2)]
    items += [{"id": f"Q-{n}", "epic": f"E{n}", "points": 0} for n in range(2)]
    teams = [{"id": "falcon", "capacity": [10, 0]}]
    epics = [{"id": "E0", "value": 5}, {"id": "E1", "value": 3}]
    plan = plan_of(tiny(items=items, teams=teams, epics=epics), explain=True)
    entry = plan.left_out[0]
    assert (entry.epic, entry.reason, entry.costs, entry.drops) == ("E1", "capacity", 2, ("E0",))
    assert entry.needs is not None
    assert (entry.needs[0].team, entry.needs[0].sprint) == ("falcon", "S1")


def test_left_out_is_empty_unless_asked_for() -> None:
    assert plan_of(tiny(items=[{"id": "P-1", "points": 9, "value": 1}])).left_out == ()


def test_a_limit_must_make_sense() -> None:
    for words in ({"seconds": 0.0}, {"seconds": float("nan")}, {"effort": 0}, {"effort": 101}):
        with pytest.raises(ValueError, match="must be"):
            Limits(**words)  # type: ignore[arg-type]


def test_reading_and_checking_load_no_solver() -> None:
    script = (
        "import sys, portfolio.planning.problem, portfolio.planning.plan, portfolio.planning.check;"
        "sys.exit(any(name.split('.')[0] in ('ortools', 'flask', 'sqlalchemy', 'pandas')"
        " for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
