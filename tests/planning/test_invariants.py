"""What must not change, or only one way, when a problem is told another way."""

import json
import random
from typing import Any

import pytest

from portfolio.planning.aggregate import aggregate
from portfolio.planning.check import violations
from portfolio.planning.cpsat import Budget
from portfolio.planning.greedy import METHODS
from portfolio.planning.highs import solve_lp
from portfolio.planning.limits import Limits
from portfolio.planning.numbered import numbered
from portfolio.planning.plan import Plan
from portfolio.planning.problem import problem_from_document
from portfolio.planning.solve import solve
from tests.planning.problems import best_by_trying, random_document, random_problem

SEEDS = range(5000, 5040)


def planned(document: dict[str, Any], **words: Any) -> Plan:
    plan = solve(problem_from_document(document), Limits(seconds=20), **words)
    assert violations(problem_from_document(document), plan) == []
    return plan


def feasible_documents() -> list[dict[str, Any]]:
    documents = [random_document(seed) for seed in SEEDS]
    return [one for one in documents if planned(one).status == "optimal"]


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    return feasible_documents()


def test_more_capacity_never_lowers_the_best_objective(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        if document["policy"]["shares"]:
            continue  # a share is a share of the whole capacity
        more = json.loads(json.dumps(document))
        more["teams"][0]["capacity"][0] += 3
        assert (planned(more).objective or 0) >= (planned(document).objective or 0) - 1e-6


def test_renaming_changes_nothing(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        renamed = json.dumps(document)
        for name in ("P-", "E", "T", "K", "S"):
            for n in range(9):
                renamed = renamed.replace(f'"{name}{n}"', f'"new {name}{n} é"')
        assert planned(json.loads(renamed)).objective == pytest.approx(planned(document).objective)


def test_the_order_changes_nothing(documents: list[dict[str, Any]]) -> None:
    for n, document in enumerate(documents):
        shuffled = json.loads(json.dumps(document))
        for part in ("teams", "epics", "items", "key_results"):
            random.Random(n).shuffle(shuffled[part])
        assert planned(shuffled).objective == pytest.approx(planned(document).objective)


def test_ten_times_the_worth_is_ten_times_the_objective(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        scaled = json.loads(json.dumps(document))
        scaled["policy"]["stability"] *= 10
        for one in (*scaled["epics"], *scaled["items"]):
            worth = one.get("value", 0)
            one["value"] = [10 * w for w in worth] if isinstance(worth, list) else 10 * worth
        for one in scaled["key_results"]:
            one["weight"] *= 10
        assert planned(scaled).objective == pytest.approx(10 * (planned(document).objective or 0))


def test_ten_times_points_and_capacity_change_nothing(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        scaled = json.loads(json.dumps(document))
        for item in scaled["items"]:
            item["points"] *= 10
        for team in scaled["teams"]:
            team["capacity"] = [10 * one for one in team["capacity"]]
        assert planned(scaled).objective == pytest.approx(planned(document).objective)


def test_excluding_what_was_left_out_changes_nothing(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        plan = planned(document)
        inside = {one.item for one in plan.assignments}
        epics = {item.get("epic") for item in document["items"] if item["id"] not in inside}
        required = {one for epic in document["epics"] for one in epic.get("requires", ())}
        before = {one["item"] for item in document["items"] for one in item.get("after", ())}
        less = json.loads(json.dumps(document))
        for item in less["items"]:
            alone = item.get("epic") is None and item["id"] not in inside | required | before
            if alone and item["id"] not in document.get("baseline", {}):
                item["excluded"] = True
        assert planned(less).objective == pytest.approx(plan.objective)
        assert epics is not None


def test_no_simple_method_beats_the_planner(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        best = planned(document).objective or 0
        for method in METHODS:
            plan = planned(document, method=method)
            if plan.objective is not None:
                assert plan.objective <= best + 1e-6
                assert (plan.status, plan.bound) == ("feasible", None)


def test_the_view_from_above_bounds_every_plan() -> None:
    for seed in range(6000, 6080):
        problem = random_problem(seed)
        best = best_by_trying(problem)
        if best is not None:
            relaxed = solve_lp(aggregate(numbered(problem)).model, Budget())
            assert relaxed.bound >= best - 1e-6, seed


def test_stability_trades_value_against_moved_items() -> None:
    document = random_document(7, items=8)
    document["policy"] = {"stability": 0}
    document["baseline"] = {
        item["id"]: {"team": document["teams"][-1]["id"], "sprint": document["sprints"][-1]["id"]}
        for item in document["items"]
    }
    plans = []
    for stability in (0, 0.2, 1, 5, 100):
        document["policy"]["stability"] = stability
        plans.append(planned(document))
    moved = [plan.moved or 0 for plan in plans]
    values = [plan.value or 0 for plan in plans]
    assert moved == sorted(moved, reverse=True)
    assert values == sorted(values, reverse=True)
