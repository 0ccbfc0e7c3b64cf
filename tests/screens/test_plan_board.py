"""The board: each sprint's part of a lane filled in scale, runs of an epic as one chip."""

import pytest

from portfolio.planning.plan import Assignment, CapacityValue, Plan
from portfolio.planning.problem import problem_from_document
from portfolio.screens.plan_board import Board, board_of
from tests.planning.facts import make_cycle


def made(places: dict[str, str], *, capacity: float = 10) -> Board:
    """Four items of four points, A and B two each, in one team over two sprints."""
    epic_of = {"a1": "A", "a2": "A", "b1": "B", "b2": "B", "loose": None}
    problem = problem_from_document(
        {
            "format": "portfolio.problem/1",
            "sprints": [{"id": "S1"}, {"id": "S2"}],
            "teams": [{"id": "falcon", "area": "m", "capacity": [capacity, capacity]}],
            "epics": [{"id": "A"}, {"id": "B"}],
            "items": [{"id": key, "points": 4, "epic": epic} for key, epic in epic_of.items()],
        }
    )
    plan = Plan(
        "x",
        "feasible",
        assignments=tuple(Assignment(item, "falcon", sprint) for item, sprint in places.items()),
        capacity_value=(CapacityValue("falcon", "S1", 0.1), CapacityValue("falcon", "S2", 0.3)),
    )
    return board_of(
        problem, plan, make_cycle().sprints, teams={"falcon": "Falcon"}, areas={"m": "Messaging"}
    )


def test_loads_are_told_by_sprint_with_the_capacity() -> None:
    lane = made({"a1": "S1", "b1": "S1", "a2": "S2"}).lanes[0]
    assert [(load.points, load.capacity) for load in lane.loads] == [(8, 10), (4, 10)]
    assert lane.next_point == 0.3


def test_an_epic_that_goes_on_is_one_chip_over_both_sprints() -> None:
    chips = made({"a1": "S1", "b1": "S1", "a2": "S2"}).lanes[0].chips
    assert [(chip.key, chip.sprints) for chip in chips] == [("B", ("S1",)), ("A", ("S1", "S2"))]
    assert chips[0].start == 0 and chips[0].end == pytest.approx(0.2)
    assert chips[1].end == pytest.approx(0.7), "the second sprint begins at a half"
    assert chips[1].points == 8


def test_more_than_there_is_room_for_still_stays_in_its_sprint() -> None:
    lane = made({"a1": "S1", "b1": "S1"}, capacity=4).lanes[0]
    assert lane.chips[-1].end == pytest.approx(0.5)
    assert lane.loads[0].is_over and not lane.loads[1].is_over


def test_work_without_an_epic_is_one_chip_without_a_key() -> None:
    chips = made({"loose": "S2"}).lanes[0].chips
    assert [(chip.key, chip.start) for chip in chips] == [("", 0.5)]


def test_areas_come_in_their_order_with_their_sums() -> None:
    board = made({"a1": "S1"})
    assert [(area.name, area.points, area.capacity) for area in board.areas] == [
        ("Messaging", 4, 20)
    ]
    assert board.scarcest is board.lanes[0]
    assert [sprint.name for sprint in board.sprints] == ["S1", "S2"]
