"""What is proposed for finished epics adds up to what their key result moved."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.effect_proposals import proposals, towards_target
from portfolio.domain.effects import FinishedEpic, due_on
from portfolio.domain.okrs import KeyResult, Kind, value_on
from tests.okr_rows import SPAN, make_check_in, make_key_result, make_step

FIRST = date(2027, 1, 1)
LAST = date(2027, 3, 31)


def epic(item_id: int, finished_on: date | None, expected: float = 10.0) -> FinishedEpic:
    return FinishedEpic(item_id, 1, f"E-{item_id}", "An epic", expected, 0.5, finished_on)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.MILESTONE])
VALUES = st.dictionaries(st.integers(-10, 89), st.floats(-500, 500), max_size=14)
EPICS = st.lists(st.tuples(st.integers(-5, 95), st.sampled_from([0.0, 1.0, 7.5, 30.0])), max_size=6)


def made(kind: Kind, values: dict[int, float]) -> KeyResult:
    said = [make_check_in(day(number), value) for number, value in sorted(values.items())]
    ends = {"start_value": 90.0, "target_value": 10.0} if kind is Kind.DECREASE else {}
    return make_key_result(*said, kind=kind, **ends)


@given(KINDS, VALUES, EPICS)
def test_the_proposals_add_up_to_what_was_observed(kind, values, ended):
    key_result = made(kind, values)
    epics = [epic(number, day(on), expected) for number, (on, expected) in enumerate(ended, 1)]
    found = proposals(key_result, epics, on=LAST)
    parts = sum(one.amount for one in found.by_item.values())
    assert parts + found.elsewhere == pytest.approx(found.moved, abs=1e-6)
    if values:
        begin = None if kind.has_limit else key_result.start
        end = value_on(key_result, LAST)
        first = min(values.items())[1] if begin is None else begin
        assert found.moved == pytest.approx(
            towards_target(key_result, end) - towards_target(key_result, first), abs=1e-6
        )


@given(KINDS, VALUES, st.integers(0, 89), st.floats(0, 50))
def test_an_epic_alone_is_proposed_the_value_after_minus_the_value_before(
    kind, values, ended, expected
):
    key_result = made(kind, values)
    found = proposals(key_result, [epic(1, day(ended), expected)], on=LAST).by_item.get(1)
    if found is None:
        assert not [number for number in values if ended <= number]
        return
    assert found.amount == pytest.approx(found.observed)
    if found.before is not None:
        moved = towards_target(key_result, found.after) - towards_target(key_result, found.before)
        assert found.amount == pytest.approx(moved, abs=1e-6)


@given(VALUES, EPICS, st.randoms())
def test_neither_the_order_of_epics_nor_news_of_later_days_matter(values, ended, luck):
    epics = [epic(number, day(on), expected) for number, (on, expected) in enumerate(ended, 1)]
    shuffled = list(epics)
    luck.shuffle(shuffled)
    key_result = made(Kind.INCREASE, values)
    until = made(Kind.INCREASE, {on: value for on, value in values.items() if on <= 45})
    one, other = (proposals(key_result, list_, on=day(45)).by_item for list_ in (epics, shuffled))
    past = proposals(until, epics, on=day(45)).by_item
    for item_id, found in one.items():
        assert other[item_id].amount == pytest.approx(found.amount)
        assert past[item_id].amount == pytest.approx(found.amount)


def test_two_epics_share_in_proportion_to_what_was_expected():
    key_result = make_key_result(
        make_check_in(day(3), 10), make_check_in(day(20), 22), make_check_in(day(80), 90)
    )
    found = proposals(key_result, [epic(1, day(5), 6), epic(2, day(10), 3)], on=LAST)
    assert [found.by_item[one].amount for one in (1, 2)] == [8, 4]
    assert (found.by_item[1].others, found.elsewhere) == (("E-2",), 78)
    assert (found.by_item[1].before, found.by_item[1].after) == (10, 22)
    assert found.by_item[1].seen_from_on == day(4)


def test_steps_of_a_milestone_are_shared_and_a_late_word_is_waited_for():
    steps = (make_step(day(10)), make_step(day(12)), make_step(None))
    milestone = make_key_result(kind=Kind.MILESTONE, steps=steps, target_value=None)
    assert proposals(milestone, [epic(1, day(8))], on=LAST).by_item[1].amount == 2
    late = make_key_result(make_check_in(day(1), 5), make_check_in(day(70), 45))
    assert proposals(late, [epic(1, day(8))], on=LAST).by_item[1].amount == 40
    assert not proposals(late, [epic(1, day(71)), epic(2, None)], on=LAST).by_item


def test_it_is_asked_after_four_weeks_or_at_the_quarters_end():
    assert due_on(date(2027, 1, 10), SPAN.ends_on) == date(2027, 2, 7)
    assert due_on(date(2027, 3, 20), SPAN.ends_on) == LAST
    assert due_on(date(2027, 4, 5), SPAN.ends_on) == date(2027, 4, 5)
    assert due_on(None, SPAN.ends_on) is None
