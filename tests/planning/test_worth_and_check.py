"""What a point of capacity is worth, by planning with one more; the checker, by moving items."""

import random
from dataclasses import replace
from typing import Any

from portfolio.planning.check import violations
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Assignment
from portfolio.planning.problem import problem_from_document
from portfolio.planning.solve import solve
from tests.planning.small import Document, best_of, small_document
from tests.planning.thorough import PATIENT, seeds

pytestmark = PATIENT
RULES = {"capacity", "team", "after", "window", "excluded", "pinned", "share", "wip"}


def fine_grained(seed: int) -> Document:
    """Return work of one point each, so that every point of capacity counts."""
    draw = random.Random(seed)
    return {
        "format": "portfolio.problem/1",
        "sprints": [{"id": "S1"}, {"id": "S2"}],
        "teams": [
            {"id": f"T{n}", "capacity": [draw.randint(1, 2), draw.randint(1, 2)]} for n in range(2)
        ],
        "key_results": [],
        "epics": [],
        "items": [
            {"id": f"P-{n}", "points": 1, "teams": [f"T{n % 2}"], "value": _falling(draw)}
            for n in range(8)
        ],
        "policy": {"shares": [], "stability": 0},
        "baseline": {},
    }


def _falling(draw: random.Random) -> list[int]:
    return sorted((draw.randint(0, 9), draw.randint(0, 9)), reverse=True)


def test_a_point_more_brings_no_more_and_a_point_less_costs_no_less_than_it_is_said_to() -> None:
    for seed in seeds(6, 100):
        document = fine_grained(seed)
        plan = solve(problem_from_document(document), Limits(seconds=10))
        assert plan.objective == best_of(document), seed
        for one in plan.capacity_value:
            gain = _with(document, one.team, one.sprint, 1) - (plan.objective or 0)
            loss = (plan.objective or 0) - _with(document, one.team, one.sprint, -1)
            assert gain - 1e-6 <= one.per_point <= loss + 1e-6, (seed, one)


def _with(document: Document, team: str, sprint: str, more: int) -> float:
    at = [one["id"] for one in document["sprints"]].index(sprint)
    teams = [dict(one, capacity=list(one["capacity"])) for one in document["teams"]]
    next(one for one in teams if one["id"] == team)["capacity"][at] += more
    return best_of({**document, "teams": teams}) or 0.0


def test_the_checker_names_the_rules_that_a_moved_item_breaks() -> None:
    seen: set[str] = set()
    for seed in seeds(60, 2000, start=60_000):
        document = small_document(seed)
        document["policy"]["shares"] = [{"category": "debt", "at_most": 0.1}]
        problem = problem_from_document(document)
        plan = solve(problem, Limits(seconds=20), method="greedy")
        if plan.value is None:
            continue
        draw = random.Random(seed)
        where: dict[str, tuple[str, str]] = {o.item: (o.team, o.sprint) for o in plan.assignments}
        for _ in range(8):
            moved = dict(where)
            for item in draw.sample(document["items"], min(len(document["items"]), 2)):
                moved[item["id"]] = (
                    draw.choice(document["teams"])["id"],
                    draw.choice(document["sprints"])["id"],
                )
            for name in draw.sample(sorted(moved), draw.choice([0, 0, min(1, len(moved))])):
                del moved[name]
            assignments = tuple(Assignment(name, *place) for name, place in moved.items())
            found = {
                one.rule for one in violations(problem, replace(plan, assignments=assignments))
            }
            right = broken(document, moved)
            assert found & RULES == right, (seed, moved)
            seen |= right
    assert seen == RULES


def broken(document: Document, where: dict[str, tuple[str, str]]) -> set[str]:
    """Return the rules that a placement breaks, read from the document alone."""
    sprint = {one["id"]: n for n, one in enumerate(document["sprints"])}
    teams = {one["id"]: one for one in document["teams"]}
    items = {one["id"]: one for one in document["items"]}
    found = {rule for name, item in items.items() for rule in _own(item, where, (sprint, teams))}
    for name, team in teams.items():
        for s, n in sprint.items():
            here = [items[i] for i, place in where.items() if place == (name, s)]
            if sum(round(100 * one["points"]) for one in here) > round(100 * team["capacity"][n]):
                found.add("capacity")
            epics = {one.get("epic") for one in here} - {None}
            if len(epics) > team.get("wip_limit", 99):
                found.add("wip")
    whole = sum(sum(round(100 * c) for c in team["capacity"]) for team in teams.values())
    for share in document["policy"]["shares"]:
        own = [i for i in where if items[i].get("category") == share["category"]]
        points = sum(round(100 * items[i]["points"]) for i in own)
        low, high = share.get("at_least", 0), share.get("at_most", 1)
        # in hundredths of hundredths, so that nothing is rounded
        if 100 * points < round(100 * low) * whole or 100 * points > round(100 * high) * whole:
            found.add("share")
    return found


def _own(item: Document, where: dict[str, tuple[str, str]], known: tuple[Any, Any]) -> set[str]:
    sprint, teams = known
    place = where.get(item["id"])
    pin = item.get("pinned")
    found = set()
    if pin and place != (pin["team"], pin["sprint"]):
        found.add("pinned")
    if place is None:
        return found
    team, s = teams[place[0]], sprint[place[1]]
    if item.get("excluded"):
        found.add("excluded")
    able = set(item.get("skills", ())) <= set(team["skills"])
    able = able and item.get("area") in (None, team.get("area"))
    if not (team["id"] in item["teams"] if "teams" in item else able):
        found.add("team")
    first, last = item.get("earliest"), item.get("latest")
    if (first and s < sprint[first]) or (last and s > sprint[last]):
        found.add("window")
    for one in item.get("after", ()):
        before = where.get(one["item"])
        if before is None or sprint[before[1]] + one["lag"] > s:
            found.add("after")
    return found
