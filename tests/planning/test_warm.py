"""Planning again near an earlier plan: honest, close by, and no worse than it says."""

from dataclasses import replace

import pytest

from portfolio.planning.check import violations
from portfolio.planning.cpsat import Budget
from portfolio.planning.limits import Limits
from portfolio.planning.numbered import numbered
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem, problem_from_document
from portfolio.planning.solve import solve
from portfolio.planning.stable import price_at, stable_price, steadied
from portfolio.planning.stay import due
from portfolio.planning.terms import Place
from portfolio.planning.warm import replan
from tests.planning.problems import best_by_trying, random_problem
from tests.planning.thorough import seeds

LIMITS = Limits(5)
FOUND = ("optimal", "feasible")


def changed(problem: Problem, seed: int) -> Problem:
    """One change of the kinds that people make, by the seed."""
    n = seed % len(problem.items)
    items, teams = list(problem.items), list(problem.teams)
    kind = seed % 4
    if kind == 0:
        teams[0] = replace(teams[0], capacity=tuple(one * 6 // 10 for one in teams[0].capacity))
    elif kind == 1:
        teams[-1] = replace(teams[-1], capacity=tuple(one + 300 for one in teams[-1].capacity))
    elif kind == 2:
        items[n] = replace(items[n], excluded=True, mandatory=False, pinned=None)
    else:
        items[n] = replace(items[n], pinned=Place(teams[0].id, problem.sprints[-1].id))
    return replace(problem, items=tuple(items), teams=tuple(teams), read_from="")


def cases(numbers: range) -> list[tuple[int, Plan, Problem]]:
    """Small problems that were planned, and what they changed to where that still makes sense."""
    found = []
    for seed in numbers:
        problem = random_problem(seed, items=5)
        before = solve(problem, LIMITS, method="greedy")
        if before.status in FOUND:
            found.append((seed, before, changed(problem, seed)))
    return found


def two_teams(**differences: object) -> Problem:
    """Two teams, two sprints, six epics of one item each, each worth a little more."""
    return problem_from_document(
        {
            "format": "portfolio.problem/1",
            "sprints": [{"id": "S1"}, {"id": "S2"}],
            "teams": [{"id": "A", "capacity": [8, 8]}, {"id": "B", "capacity": [5, 5]}],
            "items": [
                {"id": f"P-{n}", "points": points, "value": 1 + n / 10}
                for n, points in enumerate([5, 3, 5, 3, 5, 5, 3], start=1)
            ],
            **differences,
        }
    )


def places(plan: Plan) -> dict[str, tuple[str, str]]:
    return {one.item: (one.team, one.sprint) for one in plan.assignments}


@pytest.mark.parametrize("priced", [False, True])
def test_what_is_planned_again_agrees_with_trying_everything(priced: bool) -> None:
    for seed, before, problem in cases(seeds(40, 1000)):
        asked = steadied(problem, before) if priced else problem
        plan, best = replan(asked, before, LIMITS), best_by_trying(asked)
        if best is None:
            assert plan.status == "infeasible", seed
            continue
        assert plan.status in FOUND, seed
        assert violations(asked, plan) == [], seed
        assert plan.objective is not None
        assert plan.bound is not None
        assert plan.objective <= best + 1e-6 <= plan.bound + 2e-6, seed
        assert plan.gap is not None
        assert plan.gap <= 1e-3 + 1e-9, seed


@pytest.mark.parametrize("price", [0.0, 0.4, None])
def test_what_is_said_of_a_piece_holds_for_the_whole(
    monkeypatch: pytest.MonkeyPatch, price: float | None
) -> None:
    """Problems too large to be solved as a whole are bounded by the piece that can't stay."""
    monkeypatch.setattr("portfolio.planning.improve._SMALL", 0)
    for seed, before, problem in cases(seeds(12, 300, start=500)):
        asked = problem if price == 0 else steadied(problem, before, price)
        plan, best = replan(asked, before, Limits(0.25)), best_by_trying(asked)
        if best is None or plan.objective is None:
            assert plan.status in ("infeasible", "unknown") or best is not None, seed
            continue
        assert plan.bound is not None
        assert plan.objective <= best + 1e-6 <= plan.bound + 2e-6, seed


def test_no_plan_moves_fewer_items_than_what_cannot_stay() -> None:
    for seed, before, problem in cases(seeds(60, 1000, start=300)):
        calm = steadied(problem, before)
        best = best_by_trying(calm)
        if best is None:
            continue
        known = due(numbered(calm), Budget())
        price = calm.policy.stability
        fewest_there_are = -best / price  # its value is worth less than one move
        assert known.least <= known.fewest <= fewest_there_are + 1 - 1e-9, seed


def test_at_the_stable_end_the_fewest_items_move() -> None:
    for seed, before, problem in cases(seeds(30, 500, start=100)):
        calm = steadied(problem, before)
        best, plan = best_by_trying(calm), replan(calm, before, LIMITS)
        if best is None or plan.moved is None:
            continue
        price = calm.policy.stability
        assert plan.moved * price < price - best, seed


def test_where_nothing_changed_nothing_moves() -> None:
    problem = two_teams()
    before = solve(problem, LIMITS)
    for asked in (problem, steadied(problem, before)):
        assert places(replan(asked, before)) == places(before)


def test_what_becomes_free_is_filled_with_new_work_and_moves_nothing() -> None:
    problem = two_teams()
    before = solve(problem, LIMITS)
    out = {item.id for item in problem.items} - places(before).keys()
    assert out
    teams = (replace(problem.teams[0], capacity=(1300, 800)), problem.teams[1])
    wider = steadied(replace(problem, teams=teams, read_from=""), before)
    plan = replan(wider, before)
    assert plan.moved == 0
    assert plan.status == "optimal"
    assert places(before).items() <= places(plan).items()
    assert len(places(plan)) > len(places(before))


def test_an_earlier_plan_may_speak_of_things_that_are_gone() -> None:
    problem = two_teams()
    before = solve(problem, LIMITS)
    smaller = replace(problem, items=problem.items[2:], teams=problem.teams[:1], read_from="")
    calm = steadied(smaller, before)
    assert {item for item, _ in calm.baseline} <= {one.id for one in smaller.items}
    plan = replan(calm, before)
    assert plan.status in FOUND
    assert violations(calm, plan) == []


def test_a_pin_nobody_can_keep_is_infeasible_with_its_conflict() -> None:
    problem = two_teams()
    before = solve(problem, LIMITS)
    items = (replace(problem.items[0], pinned=Place("B", "S1"), excluded=True), *problem.items[1:])
    plan = replan(replace(problem, items=items, read_from=""), before)
    assert plan.status == "infeasible"
    assert plan.conflicts


def test_a_plan_that_is_called_off_is_what_is_left_of_the_earlier_one() -> None:
    problem = two_teams()
    before = solve(problem, LIMITS)
    plan = replan(problem, before, cancelled=lambda: True)
    assert plan.status in FOUND
    assert violations(problem, plan) == []


def test_the_same_effort_plans_the_same() -> None:
    problem = two_teams()
    before = solve(problem, LIMITS, method="rank")
    calm = steadied(problem, before, 0.01)
    first, second = (replan(calm, before, Limits(30, 1)) for _ in range(2))
    assert (first.assignments, first.bound) == (second.assignments, second.bound)


def test_a_higher_price_on_moving_moves_no_more_and_is_worth_no_more() -> None:
    for seed in (3, 8, 11, 20, 27):
        problem = random_problem(seed, items=7)
        before = solve(problem, LIMITS, method="rank")
        if before.status not in FOUND:
            continue
        curve = []
        for position in (0.0, 0.25, 0.5, 0.75, 1.0):
            priced = steadied(problem, before, price_at(problem, position))
            plan = solve(priced, LIMITS)
            assert plan.status == "optimal", seed
            assert plan.value is not None
            assert plan.moved is not None
            curve.append((plan.moved, plan.value))
        for (moved, value), (later_moved, later_value) in zip(curve, curve[1:], strict=False):
            assert later_moved <= moved, seed
            assert later_value <= value + 1e-9, seed


def test_the_slider_goes_from_nothing_to_more_than_any_plan_is_worth() -> None:
    problem = two_teams()
    prices = [price_at(problem, step / 10) for step in range(11)]
    assert prices == sorted(prices)
    assert prices[0] == 0
    assert prices[-1] == stable_price(problem)
    plan = solve(problem, LIMITS)
    assert plan.bound is not None
    assert stable_price(problem) > plan.bound


def test_a_problem_worth_nothing_still_has_a_stable_end() -> None:
    document = two_teams().to_document()
    for item in document["items"]:
        item.pop("value")
    worthless = problem_from_document(document)
    assert stable_price(worthless) == 1.0
    before = solve(two_teams(), LIMITS)
    plan = replan(steadied(worthless, before), before)
    assert (plan.moved, plan.status) == (0, "optimal")
