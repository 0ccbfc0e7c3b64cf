"""Why no plan can be: sets of wishes that can't hold together, and ways out that work."""

import json
from typing import Any

import pytest

from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan
from portfolio.planning.problem import problem_from_document
from portfolio.planning.solve import solve
from tests.planning.problems import random_document

SEEDS = range(3000, 3060)


def status_of(document: dict[str, Any]) -> str:
    return solve(problem_from_document(document), Limits(seconds=20)).status


def without_wishes(document: dict[str, Any], kept: set[tuple[str, str]]) -> dict[str, Any]:
    """Return the document with those wishes (rule, id) alone."""
    less = json.loads(json.dumps(document))
    for one in (*less["items"], *less["epics"]):
        if ("mandatory", one["id"]) not in kept:
            one.pop("mandatory", None)
        if ("pinned", one["id"]) not in kept:
            one.pop("pinned", None)
    for share in less["policy"]["shares"]:
        if ("share", share["category"]) not in kept:
            share.pop("at_least", None)
    return less


def infeasible_plans() -> list[tuple[dict[str, Any], Plan]]:
    documents = [random_document(seed) for seed in SEEDS]
    plans = [solve(problem_from_document(one), Limits(seconds=20)) for one in documents]
    pairs = zip(documents, plans, strict=True)
    return [(document, plan) for document, plan in pairs if plan.status == "infeasible"]


@pytest.fixture(scope="module")
def infeasible() -> list[tuple[dict[str, Any], Plan]]:
    return infeasible_plans()


def test_the_conflict_is_irreducible(infeasible: list[tuple[dict[str, Any], Plan]]) -> None:
    for document, plan in infeasible:
        members = {(one.rule, name) for one in plan.conflicts for name in one.ids}
        assert members
        assert status_of(without_wishes(document, members)) == "infeasible"
        for one in members:
            assert status_of(without_wishes(document, members - {one})) == "optimal"


def test_every_repair_works(infeasible: list[tuple[dict[str, Any], Plan]]) -> None:
    for document, plan in infeasible:
        for repair in plan.repairs:
            mended = json.loads(json.dumps(document))
            for add in repair.adds:
                team = next(one for one in mended["teams"] if one["id"] == add.team)
                place = [one["id"] for one in mended["sprints"]].index(add.sprint)
                team["capacity"][place] = round(team["capacity"][place] + add.points, 2)
            dropped = {
                (rule, name) for name in repair.drops for rule in ("mandatory", "pinned", "share")
            }
            wishes = {
                (rule, name)
                for rule in ("mandatory", "pinned", "share")
                for name in _names(document)
            }
            assert status_of(without_wishes(mended, wishes - dropped)) == "optimal"


def _names(document: dict[str, Any]) -> set[str]:
    ids = {one["id"] for part in ("items", "epics") for one in document[part]}
    return ids | {share["category"] for share in document["policy"]["shares"]}


def test_an_infeasible_plan_has_no_figures(infeasible: list[tuple[dict[str, Any], Plan]]) -> None:
    for _, plan in infeasible:
        figures = (plan.value, plan.moved, plan.objective, plan.bound, plan.gap)
        assert figures == (None,) * 5
        assert plan.assignments == ()
