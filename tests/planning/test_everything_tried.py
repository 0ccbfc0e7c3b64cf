"""The planner against trying everything, with every feature, without any of its own code."""

import json
from itertools import combinations
from typing import Any

import pytest

from portfolio.planning.check import violations
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan, Repair
from portfolio.planning.problem import problem_from_document
from portfolio.planning.solve import solve
from tests.planning.small import Document, best_of, least_overflow, small_document
from tests.planning.thorough import PATIENT, seeds

pytestmark = PATIENT

Wish = tuple[str, str, str]  # rule, list, id


def planned(document: Document, **words: Any) -> Plan:
    problem = problem_from_document(document)
    plan = solve(problem, Limits(seconds=20), **words)
    assert violations(problem, plan) == []
    return plan


def test_the_best_plan_is_found_and_proven_or_none_can_be() -> None:
    for seed in seeds(90, 2000):
        document = small_document(seed)
        best, plan = best_of(document), planned(document)
        if best is None:
            assert plan.status == "infeasible", seed
        else:
            assert plan.status == "optimal", seed
            assert plan.objective == pytest.approx(best, abs=1e-6), seed
            assert plan.bound is not None and plan.bound >= best - 1e-6, seed


def infeasible(slice_: int, whole: int) -> list[tuple[Document, Plan]]:
    documents = [small_document(seed) for seed in seeds(slice_, whole, start=20_000)]
    pairs = [(one, planned(one)) for one in documents]
    return [(document, plan) for document, plan in pairs if plan.status == "infeasible"]


@pytest.fixture(scope="module")
def hopeless() -> list[tuple[Document, Plan]]:
    return infeasible(60, 2000)


def wishes(document: Document) -> set[Wish]:
    """Return what has to hold: musts, pins, least shares."""
    found = {("mandatory", "items", one["id"]) for one in document["items"] if one.get("mandatory")}
    found |= {("mandatory", "epics", o["id"]) for o in document["epics"] if o.get("mandatory")}
    found |= {("pinned", "items", one["id"]) for one in document["items"] if one.get("pinned")}
    shares = document["policy"]["shares"]
    return found | {("share", "shares", o["category"]) for o in shares if o.get("at_least")}


def only(document: Document, kept: set[Wish]) -> Document:
    """Return the document with these wishes alone."""
    less: Document = json.loads(json.dumps(document))
    for part in ("items", "epics"):
        for one in less[part]:
            for rule in ("mandatory", "pinned"):
                if (rule, part, one["id"]) not in kept:
                    one.pop(rule, None)
    for share in less["policy"]["shares"]:
        if ("share", "shares", share["category"]) not in kept:
            share.pop("at_least", None)
    return less


def test_conflicts_can_not_hold_and_without_any_one_of_them_the_others_can(
    hopeless: list[tuple[Document, Plan]],
) -> None:
    for document, plan in hopeless:
        stated = wishes(document)
        members = {
            wish
            for one in plan.conflicts
            for wish in stated
            if wish[0] == one.rule and wish[2] in one.ids
        }
        assert len(members) == len(plan.conflicts) > 0, document
        assert best_of(only(document, members)) is None, document
        for one in members:
            assert best_of(only(document, members - {one})) is not None, (one, document)


def test_repairs_work_and_none_is_cheaper(hopeless: list[tuple[Document, Plan]]) -> None:
    for document, plan in hopeless:
        assert plan.repairs, document
        for repair in plan.repairs:
            assert best_of(repaired(document, repair)) is not None, (repair, document)
            if repair.adds and not document["policy"]["shares"]:
                points = round(100 * sum(need.points for need in repair.adds))
                assert points == least_overflow(document), (repair, document)
        drops = [repair.drops for repair in plan.repairs if repair.drops]
        assert drops and len({len(one) for one in drops}) == 1, document
        for fewer in combinations(
            sorted({wish[1:] for wish in wishes(document)}), len(drops[0]) - 1
        ):
            left = {wish for wish in wishes(document) if wish[1:] not in fewer}
            assert best_of(only(document, left)) is None, (fewer, document)


def repaired(document: Document, repair: Repair) -> Document:
    """Return the document with a repair done."""
    kept = {wish for wish in wishes(document) if wish[2] not in repair.drops}
    mended = only(document, kept)
    sprints = [one["id"] for one in mended["sprints"]]
    for need in repair.adds:
        team = next(one for one in mended["teams"] if one["id"] == need.team)
        place = sprints.index(need.sprint)
        team["capacity"][place] = round(team["capacity"][place] + need.points, 2)
    return mended
