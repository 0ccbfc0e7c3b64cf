"""The frontier: what it finds is reachable, what it proves holds, and it can be stopped."""

import json
from dataclasses import replace

import pytest

from portfolio.planning.faults import DocumentRefused
from portfolio.planning.frontier import frontier
from portfolio.planning.frontier_apart import frontier_apart
from portfolio.planning.problem import Problem, problem_from_document
from portfolio.planning.reach import (
    Asked,
    Frontier,
    Reach,
    asked_from_document,
    frontier_from_bytes,
    frontier_from_document,
)
from portfolio.planning.what_if import free, joined, moved_team, scaled
from tests.planning.problems import best_by_trying, random_problem
from tests.planning.thorough import seeds

FEW = (70.0, 100.0, 130.0)


def two_areas() -> Problem:
    """Area a has more work than it can do, area b has a team with nothing to do."""
    work = [
        {"id": f"P-{n}", "epic": f"E{n}", "points": 5, "area": "a" if n < 5 else "b"}
        for n in range(6)
    ]
    return problem_from_document(
        {
            "format": "portfolio.problem/1",
            "sprints": [{"id": "S1"}, {"id": "S2"}],
            "teams": [
                {"id": "T1", "area": "a", "capacity": [5, 5]},
                {"id": "T2", "area": "b", "capacity": [10, 10]},
                {"id": "T3", "area": "b", "capacity": [10, 10]},
            ],
            "key_results": [{"id": "K", "weight": 3, "gap": 10}],
            "epics": [
                {"id": f"E{n}", "value": 1, "contributions": [{"key_result": "K", "amount": 1}]}
                for n in range(6)
            ],
            "items": work,
        }
    )


def study(problem: Problem, **asked: object) -> Frontier:
    return frontier(problem, Asked(**{"percents": FEW, **asked}), 20)  # type: ignore[arg-type]


def holds(reach: Reach, problem: Problem) -> None:
    """Check a reach against trying everything."""
    best = best_by_trying(problem)
    if best is None:
        assert reach.value is None
        return
    assert reach.value is not None
    assert reach.bound is not None
    assert reach.value <= best + 1e-6 <= reach.bound + 2e-6
    assert reach.gap == pytest.approx(0.0, abs=1e-4)


def test_points_hires_and_moves_agree_with_trying_everything() -> None:
    for seed in seeds(12, 300):
        problem = random_problem(seed, items=5)
        team = problem.teams[0].id
        found = study(problem, people=((team, 2.5),))
        base = free(problem)
        assert found.complete
        assert found.problem == problem.fingerprint()
        for point in found.points:
            holds(point.reach, scaled(base, point.percent))
        holds(found.today, base)
        holds(found.hires[0].reach, joined(base, team, 2.5))
        for move in found.moves:
            there = moved_team(base, move.team, move.to_area, switching=0.2, sprints=2)
            holds(move.reach, there)


def test_more_capacity_never_reaches_less() -> None:
    for seed in seeds(6, 100, start=50):
        problem = random_problem(seed, items=6)
        if any(share.at_least for share in problem.policy.shares):
            continue
        found = study(problem, percents=(70.0, 85.0, 100.0, 115.0, 130.0), moves=False)
        reaches = [one.reach for one in found.points if one.reach.value is not None]
        values = [one.value or 0.0 for one in reaches]
        bounds = [one.bound or 0.0 for one in reaches]
        assert values == sorted(values), seed
        assert bounds == sorted(bounds), seed


def test_the_team_with_nothing_to_do_is_worth_most_where_work_waits() -> None:
    found = study(two_areas(), people=(("T1", 5.0), ("T2", 5.0)))
    assert found.today.value == pytest.approx(3 * 1.3)
    hires = {one.team: one.gain for one in found.hires}
    assert hires["T1"].found == pytest.approx(2.6)
    assert len(hires["T1"].enters) == 2
    assert hires["T2"].found == pytest.approx(0.0)
    moves = {(one.team, one.to_area): one.gain for one in found.moves}
    assert set(moves) == {("T1", "b"), ("T2", "a"), ("T3", "a")}
    assert moves["T2", "a"].found == pytest.approx(2.6)  # 8 points are left of 10
    assert moves["T1", "b"].found == pytest.approx(-2.6)
    assert moves["T1", "b"].leaves


def test_a_move_costs_a_part_of_the_first_sprints() -> None:
    moved = moved_team(two_areas(), "T2", "a", switching=0.2, sprints=1)
    assert (moved.teams[1].area, moved.teams[1].capacity) == ("a", (800, 1000))


def test_less_capacity_still_has_room_for_what_is_pinned() -> None:
    document = two_areas().to_document()
    document["items"][0]["pinned"] = {"team": "T1", "sprint": "S1"}
    less = scaled(problem_from_document(document), 50)
    assert less.teams[0].capacity == (500, 250)


def test_moving_costs_nothing_in_a_frontier() -> None:
    document = two_areas().to_document()
    document["policy"] = {"stability": 50}
    document["baseline"] = {"P-0": {"team": "T1", "sprint": "S2"}}
    assert study(problem_from_document(document)).today == study(two_areas()).today


def test_a_frontier_reads_as_it_was_written() -> None:
    found = study(two_areas(), people=(("T1", 2.0),))
    assert frontier_from_bytes(found.to_bytes()) == found
    asked = Asked(percents=(90.0,), people=(("T1", 2.5),), moves=False, switching=0.5)
    assert asked_from_document(json.loads(json.dumps(asked.to_document()))) == asked


@pytest.mark.parametrize("document", [{}, {"format": "portfolio.plan/1"}, [], None])
def test_what_is_no_frontier_is_refused(document: object) -> None:
    with pytest.raises(DocumentRefused):
        frontier_from_document(document)
    with pytest.raises(DocumentRefused):
        asked_from_document(document)


def test_a_frontier_that_is_called_off_says_what_it_knows() -> None:
    told: list[int] = []

    def progress(done: int, of: int, seconds: float, step: str) -> None:
        assert of == 3 + 2
        assert step
        assert seconds >= 0
        told.append(done)

    asked = Asked(percents=FEW, people=(("T1", 1.0), ("T2", 1.0)), moves=False)
    found = frontier(two_areas(), asked, 20, progress=progress, cancelled=lambda: len(told) > 1)
    assert not found.complete
    assert found.today.value is not None
    assert found.hires[-1].reach == Reach("unknown")
    assert told == sorted(told)


def test_a_problem_without_a_plan_has_a_frontier_that_says_so() -> None:
    document = two_areas().to_document()
    document["items"][0].update(mandatory=True, excluded=True)
    found = study(problem_from_document(document), people=(("T1", 1.0),))
    assert {one.reach.status for one in found.points} == {"infeasible"}
    assert found.hires[0].gain.found is None


def test_a_frontier_is_made_in_a_process_apart() -> None:
    steps: list[object] = []
    problem = two_areas()
    asked = Asked(percents=FEW, people=(("T1", 5.0),))
    found = frontier_apart(
        problem.to_bytes(), asked, 20, progress=lambda news: steps.append(news["step"])
    )
    here = study(problem, people=(("T1", 5.0),))
    assert steps
    assert replace(found, seconds=0, problem="") == replace(here, seconds=0, problem="")
