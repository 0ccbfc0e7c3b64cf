"""Why something is left out, tried by lifting what is said to bind and by forcing it in."""

import json
import random
from typing import Any

import pytest

from portfolio.planning.check import violations
from portfolio.planning.limits import Limits
from portfolio.planning.plan import LeftOut, Plan
from portfolio.planning.problem import problem_from_document
from portfolio.planning.solve import solve
from tests.planning.small import Document, best_of, small_document
from tests.planning.thorough import PATIENT, seeds

pytestmark = PATIENT

Told = list[tuple[int, Document, Plan]]
NEVER = ("team", "window", "excluded")


@pytest.fixture(scope="module")
def told() -> Told:
    """Plans with their reasons."""
    found: Told = []
    for seed in seeds(70, 1500, start=40_000):
        document = crowded(seed)
        problem = problem_from_document(document)
        plan = solve(problem, Limits(seconds=30), explain=True)
        assert violations(problem, plan) == [], seed
        if plan.status == "optimal":
            found.append((seed, document, plan))
    assert sum(len(plan.left_out) for _, _, plan in found) > 40
    return found


def crowded(seed: int) -> Document:
    """Return a problem in which little is forbidden and much finds no room."""
    document = small_document(seed)
    draw = random.Random(seed)
    for team in document["teams"]:
        team["capacity"] = [draw.choice([0, 2, 3, 5]) for _ in team["capacity"]]
        team.update(skills=["ios", "web"])
    for item in document["items"]:
        item.pop("area", None)
        item["points"] = min(3, item["points"])
    return document


def forced(document: Document, one: LeftOut, **changes: Any) -> Document:
    """Return the document with what is left out demanded, and perhaps something lifted."""
    wanted: Document = json.loads(json.dumps(document))
    part = "epics" if one.epic is not None else "items"
    next(o for o in wanted[part] if o["id"] == (one.epic or one.item))["mandatory"] = True
    return {**wanted, **changes}


def test_everything_that_is_left_out_is_told_once(told: Told) -> None:
    for seed, document, plan in told:
        finished = {one.id for one in plan.epics}
        planned = {one.item for one in plan.assignments}
        epics = {one["id"] for one in document["epics"]} - finished
        loose = {
            one["id"]
            for one in document["items"]
            if one.get("epic") is None and _is_worth(one) and one["id"] not in planned
        }
        assert sorted(o.epic for o in plan.left_out if o.epic) == sorted(epics), seed
        assert sorted(o.item for o in plan.left_out if o.item) == sorted(loose), seed


def _is_worth(one: Document) -> bool:
    value = one.get("value", 0)
    return any(value) if isinstance(value, list) else bool(value)


def test_the_price_is_what_forcing_it_in_costs(told: Told) -> None:
    for seed, document, plan in told:
        assert plan.objective is not None
        for one in plan.left_out:
            best = best_of(forced(document, one))
            if one.never:
                assert best is None, (seed, one)
                continue
            if one.costs is None:
                continue
            assert best is not None, (seed, one)
            lost = plan.objective - best
            assert one.costs >= lost - 1e-5, (seed, one)
            if one.proven:
                assert one.costs == pytest.approx(lost, abs=1e-4), (seed, one)


def test_what_is_said_to_be_impossible_is(told: Told) -> None:
    for seed, document, plan in told:
        for one in plan.left_out:
            if one.reason in NEVER or one.detail in ("chain", "too_large", "no_room_in_time"):
                assert best_of(forced(document, one)) is None, (seed, one)


def test_what_would_let_it_in_does(told: Told) -> None:
    lifted = 0
    for seed, document, plan in told:
        assert plan.objective is not None
        for one in plan.left_out:
            wider = _lifted(document, one)
            if wider is None:
                continue
            lifted += 1
            best = best_of(forced(wider, one))
            assert best is not None, (seed, one)
            assert best >= plan.objective - 1e-6, (seed, one)
    assert lifted > 0


def _lifted(document: Document, one: LeftOut) -> Document | None:
    """Return the document without what is said to bind, None where that is not one thing."""
    wider: Document = json.loads(json.dumps(document))
    shares = wider["policy"]["shares"]
    if one.detail == "short" and not shares:
        sprints = [sprint["id"] for sprint in wider["sprints"]]
        for need in one.needs or ():
            team = next(team for team in wider["teams"] if team["id"] == need.team)
            at = sprints.index(need.sprint)
            team["capacity"][at] = round(team["capacity"][at] + need.points, 2)
        return wider
    if one.detail == "share":
        for share in shares:
            if share["category"] in one.about["categories"]:
                share.pop("at_most", None)
        return wider
    if one.detail == "wip":
        for team in wider["teams"]:
            if team["id"] in one.about["teams"]:
                team.pop("wip_limit", None)
        return wider
    return None


def limited(*, limit: int | None = None, share: float | None = None) -> Document:
    """Return two epics of one point each that there is room for, were it not for a limit."""
    team: Document = {"id": "falcon", "capacity": [5]}
    if limit is not None:
        team["wip_limit"] = limit
    shares = [] if share is None else [{"category": "debt", "at_most": share}]
    return {
        "format": "portfolio.problem/1",
        "sprints": [{"id": "S1"}],
        "teams": [team],
        "epics": [{"id": "E1", "value": 2}, {"id": "E2", "value": 1}],
        "items": [
            {"id": f"P-{n}", "epic": f"E{n}", "points": 1, "category": "debt"} for n in (1, 2)
        ],
        "policy": {"shares": shares},
    }


@pytest.mark.parametrize(
    ("document", "reason", "text"),
    [
        (limited(limit=1), "wip", "Epic E2 would be one epic more than falcon may have at once."),
        (limited(share=0.2), "share", "Epic E2 would take debt over its share."),
    ],
)
def test_a_limit_that_binds_is_named(document: Document, reason: str, text: str) -> None:
    plan = solve(problem_from_document(document), Limits(seconds=10), explain=True)
    assert [(one.epic, one.reason) for one in plan.left_out] == [("E2", reason)]
    said = plan.left_out[0].text
    assert said == f"{text} Forcing it in costs 1, and E1 would leave."


@pytest.mark.parametrize("method", ["rank", "wsjf", "greedy"])
def test_every_method_says_why(method: str) -> None:
    document = limited(limit=1)
    plan = solve(problem_from_document(document), Limits(seconds=10), method=method, explain=True)
    assert [one.epic for one in plan.left_out] == ["E2"]
