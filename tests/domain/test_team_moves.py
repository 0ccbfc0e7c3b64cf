"""Moves of teams, what they cost, teams that end, part time, and the parts of a capacity."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.capacity import capacities
from portfolio.domain.capacity_parts import Unit, parts_of
from portfolio.domain.errors import Refused
from portfolio.domain.import_merge import differences
from portfolio.domain.person_days import Staff
from portfolio.domain.team_capacity import Notice
from portfolio.domain.team_moves import TeamMove, switching, teams_on
from portfolio.domain.teams import PartTime
from tests.domain.test_capacity import CALENDAR, FIRST, KITE, each_fortnight, facts_of, with_staff

MOVE = TeamMove(1, KITE.id, 1, 2, FIRST, 0.2)


def test_a_move_takes_effect_on_its_day_and_not_before() -> None:
    assert teams_on([KITE], [MOVE], FIRST - timedelta(days=1))[0].area_id == 1
    assert teams_on([KITE], [MOVE], FIRST)[0].area_id == 2
    back = replace(MOVE, id=2, from_area_id=2, to_area_id=None, on=FIRST + timedelta(days=91))
    assert teams_on([KITE], [back, MOVE], FIRST)[0].area_id == 2
    assert teams_on([KITE], [back, MOVE], back.on)[0].area_id is None


def test_switching_takes_a_fifth_of_the_two_sprints_after() -> None:
    plain = capacities(facts_of())[KITE.id]
    moved = capacities(facts_of(moves=(MOVE,)))[KITE.id]
    for number, (was, now) in enumerate(zip(plain.sprints, moved.sprints, strict=True)):
        part = 0.8 if number < 2 else 1.0
        assert now.points == pytest.approx(was.points * part)
        assert now.items == pytest.approx(was.items * part)
        assert now.focused == was.focused
    assert Notice.SWITCHING in moved.warnings
    assert Notice.SWITCHING not in plain.warnings


def test_the_cost_of_a_move_is_a_share() -> None:
    with pytest.raises(Refused):
        replace(MOVE, cost=1.1)
    assert switching([replace(MOVE, cost=0.0)], CALENDAR) != {}


def test_a_team_that_ends_in_the_middle_of_a_sprint_has_the_days_before_it() -> None:
    ends = replace(KITE, disbanded_on=FIRST + timedelta(days=7))
    first, second, *_rest = capacities(facts_of(teams=(ends,)))[KITE.id].sprints
    assert (first.days, second.days, second.points) == (5, 0, 0)
    alone = facts_of(staff=Staff(), teams=(ends,))
    first, second, *_rest = capacities(alone)[KITE.id].sprints
    assert first.points == pytest.approx(3.5)
    assert second.points == 0


def test_a_weekday_off_is_no_working_day() -> None:
    fridays = PartTime(1, 1, FIRST, friday=0.0)
    holiday = {1: frozenset({FIRST + timedelta(days=4)})}  # the first Friday
    facts = with_staff(facts_of(), part_times=(fridays,), holidays=holiday)
    sprint = capacities(facts)[KITE.id].sprints[0]
    assert (sprint.days, sprint.elsewhere, sprint.holidays) == (8, 2, 0)


def test_the_newest_part_time_up_to_a_day_holds() -> None:
    rows = (
        PartTime(1, 1, FIRST, 0.5, 0.5, 0.5, 0.5, 0.5),
        PartTime(2, 1, FIRST + timedelta(days=14)),
    )
    facts = with_staff(facts_of(), part_times=rows)
    first, second, *_rest = capacities(facts)[KITE.id].sprints
    assert (first.days, second.days) == (5, 10)
    with pytest.raises(Refused):
        PartTime(3, 1, FIRST, monday=1.5)


@settings(max_examples=40, deadline=None)
@given(
    share=st.floats(0.1, 1),
    off=st.floats(0, 1),
    cost=st.floats(0, 0.9),
    points=st.floats(0.5, 40),
)
def test_the_parts_of_a_sprint_make_its_whole(
    share: float, off: float, cost: float, points: float
) -> None:
    facts = facts_of(moves=(replace(MOVE, cost=cost),), delivered=each_fortnight(1, points=points))
    member = replace(facts.staff.memberships[0], share=share)
    week = PartTime(1, 1, date(2020, 1, 6), wednesday=off)
    facts = with_staff(facts, memberships=(member,), part_times=(week,))
    for one in capacities(facts)[KITE.id].sprints:
        days = parts_of(one, Unit.DAYS)
        assert days.whole == pytest.approx(one.days + one.elsewhere)
        assert parts_of(one, Unit.POINTS).focused == pytest.approx(one.points)
        assert parts_of(one, Unit.ITEMS).focused == pytest.approx(one.items)
        assert parts_of(one, Unit.POINTS).switching == pytest.approx(days.switching * one.rate)


def test_a_mapping_that_changed_rewrites_nothing_that_has_ended() -> None:
    told = ("status", "category", "is_delivered", "title")
    ended = {
        "status": "Closed", "category": "done", "is_delivered": True, "title": "A",
        "resolved_at": FIRST,
    }  # fmt: skip
    again = {**ended, "category": "dropped", "is_delivered": False, "title": "B"}
    assert set(differences(ended, again, told=told)) == {"title"}
    reopened = {**again, "status": "Open", "category": "todo"}
    assert "category" in differences(ended, reopened, told=told)
    assert "category" in differences({**ended, "resolved_at": None}, again, told=told)
