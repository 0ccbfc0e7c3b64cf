"""The bound of a search: never below what a plan is worth without saying so."""

from math import inf

import pytest

from portfolio.planning.limits import Limits
from portfolio.planning.numbered import numbered
from portfolio.planning.problem import problem_from_document
from portfolio.planning.search import DOUBTED, BoundBroken, Search
from portfolio.planning.solve import solve


def two_items(capacity: int = 8) -> Search:
    problem = problem_from_document(
        {
            "format": "portfolio.problem/1",
            "sprints": [{"id": "S1"}],
            "teams": [{"id": "T1", "capacity": [capacity]}],
            "items": [
                {"id": "P-1", "points": 3, "value": 4},
                {"id": "P-2", "points": 3, "value": 2},
            ],
        }
    )
    return Search(numbered(problem), Limits(seconds=5))


def test_a_plan_better_than_the_bound_drops_the_bound_and_says_so() -> None:
    search = two_items()
    search.prove(5.0)
    search.offer([(0, 0), (0, 0)])
    assert search.objective == 6.0
    assert search.bound == pytest.approx(6.0)
    assert search.warnings == [DOUBTED]
    with pytest.raises(BoundBroken):
        search.answer_for()


def test_a_bound_below_the_plan_is_dropped_with_all_later_ones() -> None:
    search = two_items()
    search.offer([(0, 0), None])
    for bound in (-inf, 5.0):
        search.prove(bound)
    assert search.bound == pytest.approx(6.0)
    assert search.warnings == [DOUBTED]
    assert not search.closed()


def test_a_bound_within_rounding_of_the_plan_is_the_plan() -> None:
    search = two_items()
    search.offer([(0, 0), None])
    search.prove(4.0 - 1e-9)
    assert (search.bound, search.warnings, search.closed()) == (4.0, [], True)
    search.answer_for()


def test_users_get_a_warning_in_place_of_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def claims_too_much(search: Search) -> None:
        search.prove(search.objective - 1)

    monkeypatch.setattr("portfolio.planning.search.STRICT", False)
    monkeypatch.setattr("portfolio.planning.solve.improve", claims_too_much)
    plan = solve(two_items(5).grid.problem, Limits(seconds=5))
    assert DOUBTED in plan.warnings
    assert (plan.objective, plan.bound) == (4.0, pytest.approx(6.0))
