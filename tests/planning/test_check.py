"""The checker, tried by breaking good plans rule by rule."""

from dataclasses import replace
from typing import Any

import pytest

from portfolio.planning.check import finishes_of, violations
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Assignment, Attainment, Finish, Plan
from portfolio.planning.problem import Problem, problem_from_document
from portfolio.planning.solve import solve

DOCUMENT: dict[str, Any] = {
    "format": "portfolio.problem/1",
    "sprints": [{"id": "S1"}, {"id": "S2"}, {"id": "S3"}],
    "teams": [
        {"id": "falcon", "area": "a", "skills": ["ios"], "capacity": [5, 5, 5], "wip_limit": 2},
        {"id": "heron", "area": "b", "skills": ["web"], "capacity": [8, 8, 0.3]},
    ],
    "key_results": [{"id": "K1", "weight": 2, "gap": 4}],
    "epics": [
        {"id": "E1", "contributions": [{"key_result": "K1", "amount": 1}], "mandatory": True},
        {"id": "E2", "value": [3, 2, 1], "finish_by": "S2", "requires": ["P-1"]},
        {"id": "E3", "value": 1},
    ],
    "items": [
        {"id": "P-1", "epic": "E1", "points": 3, "skills": ["ios"]},
        {"id": "P-2", "epic": "E1", "points": 2, "after": [{"item": "P-1", "lag": 1}]},
        {"id": "P-3", "epic": "E2", "points": 3, "area": "b", "category": "debt"},
        {"id": "P-4", "points": 2, "value": 0.5, "earliest": "S2", "latest": "S2"},
        {"id": "P-5", "points": 1, "excluded": True},
        {"id": "P-6", "points": 2, "pinned": {"team": "heron", "sprint": "S1"}},
        {"id": "P-7", "epic": "E3", "points": 0.3, "teams": ["heron"]},
        {"id": "P-8", "points": 1, "mandatory": True, "category": "care"},
    ],
    "policy": {
        "shares": [
            {"category": "debt", "at_least": 0.05},
            {"category": "care", "at_most": 0.2},
        ],
        "stability": 0.25,
    },
    "baseline": {"P-1": {"team": "falcon", "sprint": "S1"}},
}


@pytest.fixture(scope="module")
def problem() -> Problem:
    return problem_from_document(DOCUMENT)


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Plan:
    return solve(problem, Limits(seconds=20))


def rules(problem: Problem, plan: Plan) -> set[str]:
    return {one.rule for one in violations(problem, plan)}


def moved(plan: Plan, item: str, team: str | None = None, sprint: str | None = None) -> Plan:
    """Return the plan with an item elsewhere, or without it."""
    rest = tuple(one for one in plan.assignments if one.item != item)
    if team is None:
        return replace(plan, assignments=rest)
    return replace(plan, assignments=(*rest, Assignment(item, team, sprint or "S1")))


def test_a_good_plan_passes(problem: Problem, plan: Plan) -> None:
    assert plan.status == "optimal"
    assert violations(problem, plan) == []
    assert finishes_of(problem, plan) == {one.id: one.finish for one in plan.epics}


@pytest.mark.parametrize(
    ("item", "team", "sprint", "rule"),
    [
        ("P-3", "heron", "S3", "capacity"),
        ("P-1", "heron", "S1", "team"),
        ("P-3", "falcon", "S2", "team"),
        ("P-7", "falcon", "S1", "team"),
        ("P-1", "falcon", "S2", "after"),
        ("P-1", None, None, "after"),
        ("P-4", "heron", "S1", "window"),
        ("P-4", "heron", "S3", "window"),
        ("P-8", None, None, "mandatory"),
        ("P-2", None, None, "mandatory"),
        ("P-5", "heron", "S2", "excluded"),
        ("P-6", "heron", "S2", "pinned"),
        ("P-6", None, None, "pinned"),
        ("P-3", None, None, "share"),
        ("P-9", "heron", "S1", "once"),
        ("P-8", "robin", "S1", "once"),
        ("P-8", "heron", "S9", "once"),
    ],
)
def test_a_broken_rule_is_named(
    problem: Problem, plan: Plan, item: str, team: str | None, sprint: str | None, rule: str
) -> None:
    assert rule in rules(problem, moved(plan, item, team, sprint))


def test_an_item_planned_twice_is_named(problem: Problem, plan: Plan) -> None:
    twice = replace(plan, assignments=(*plan.assignments, plan.assignments[0]))
    assert "once" in rules(problem, twice)


def test_too_many_epics_at_work_are_named(plan: Plan) -> None:
    document = {**DOCUMENT, "teams": [dict(team, wip_limit=1) for team in DOCUMENT["teams"]]}
    document["items"] = [dict(item) for item in DOCUMENT["items"]]
    crowded = moved(moved(plan, "P-7", "heron", "S1"), "P-3", "heron", "S1")
    assert "wip" in rules(problem_from_document(document), crowded)


def test_too_much_of_a_category_is_named(plan: Plan) -> None:
    document = {**DOCUMENT, "policy": {"shares": [{"category": "care", "at_most": 0.01}]}}
    assert "share" in rules(problem_from_document(document), plan)


def test_shares_count_in_whole_hundredths() -> None:
    document: dict[str, Any] = {
        "format": "portfolio.problem/1",
        "sprints": [{"id": "S1"}],
        "teams": [{"id": "T", "capacity": [3]}],
        "items": [{"id": "P", "points": 0.3, "value": 1, "category": "debt"}],
        "policy": {"shares": [{"category": "debt", "at_least": 0.1, "at_most": 0.1}]},
    }
    plan = solve(problem_from_document(document), Limits(seconds=10))
    assert (plan.status, plan.value) == ("optimal", 1)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"value": 99.0}, "value"),
        ({"value": None}, "value"),
        ({"moved": 1}, "moved"),
        ({"objective": 0.0}, "objective"),
        ({"bound": 0.1}, "bound"),
        ({"bound": None}, "bound"),
        ({"gap": 0.5}, "gap"),
        ({"problem": "0" * 64}, "problem"),
        ({"epics": ()}, "finish_by"),
        ({"epics": (Finish("E1", "S3"),)}, "finish_by"),
        ({"epics": (Finish("E9", "S3"),)}, "finish_by"),
        ({"key_results": ()}, "attained"),
        ({"key_results": (Attainment("K1", 0.9),)}, "attained"),
        ({"key_results": (Attainment("K1", 0.25), Attainment("K9", 0.1))}, "attained"),
        ({"status": "infeasible"}, "status"),
        ({"status": "unknown"}, "status"),
    ],
)
def test_a_wrong_figure_is_named(
    problem: Problem, plan: Plan, change: dict[str, Any], rule: str
) -> None:
    assert rule in rules(problem, replace(plan, **change))


def test_optimal_is_not_said_with_a_gap(problem: Problem, plan: Plan) -> None:
    assert plan.objective is not None
    bound = plan.objective * 1.01
    said = replace(plan, bound=bound, gap=(bound - plan.objective) / bound)
    assert rules(problem, said) == {"status"}


def test_a_mandatory_epic_finished_too_late_is_named(plan: Plan) -> None:
    epics = [dict(one) for one in DOCUMENT["epics"]]
    epics[0]["finish_by"] = "S1"
    late = problem_from_document({**DOCUMENT, "epics": epics})
    assert {"mandatory", "finish_by"} <= rules(late, plan)


def test_a_violation_is_one_line_with_what_was_found_and_allowed(
    problem: Problem, plan: Plan
) -> None:
    said = [str(one) for one in violations(problem, moved(plan, "P-6", "heron", "S2"))]
    assert "pinned: P-6: heron in S2, allowed: heron in S1" in said
