"""A rota in turns, and how it goes on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.cycles import Span
from portfolio.domain.errors import Refused
from portfolio.domain.rota import days_away, goes_on, turns_of
from portfolio.domain.teams import Absence, OnCallShift

MONDAY = date(2027, 1, 4)
WEEK = timedelta(days=7)


def test_the_turns_go_round_without_a_gap() -> None:
    found = turns_of([3, 1], MONDAY, MONDAY + 4 * WEEK - timedelta(days=1), weeks=1)
    assert [turn.person_id for turn in found] == [3, 1, 3, 1]
    assert [turn.starts_on for turn in found] == [MONDAY + n * WEEK for n in range(4)]


def test_who_is_away_swaps_with_the_next_and_comes_after() -> None:
    span = Span(MONDAY, MONDAY + 4 * WEEK)
    away = days_away([Absence(1, 3, MONDAY, MONDAY + timedelta(days=2))], span)
    found = turns_of([3, 1, 2], MONDAY, MONDAY + 3 * WEEK - timedelta(days=1), weeks=1, away=away)
    assert [(turn.person_id, turn.instead_of) for turn in found] == [(1, 3), (3, None), (2, None)]


def test_a_rota_goes_on_with_whose_turn_is_longest_ago() -> None:
    shifts = [
        OnCallShift(n, who, 1, MONDAY + n * WEEK, MONDAY + n * WEEK + timedelta(days=4), 0.5)
        for n, who in enumerate((1, 2, 3, 1))
    ]
    going = goes_on(shifts, {1, 2, 3})
    assert going is not None
    assert going.order == (2, 3, 1)
    assert (going.starts_on, going.weeks, going.share) == (MONDAY + 4 * WEEK, 1, 0.5)
    gone = goes_on(shifts, {1, 3})
    assert gone is not None
    assert gone.order == (3, 1)
    assert goes_on([], {1}) is None


@pytest.mark.parametrize(("order", "until"), [([], MONDAY), ([1], MONDAY - WEEK)])
def test_a_rota_of_nobody_or_backwards_is_refused(order: list[int], until: date) -> None:
    with pytest.raises(Refused):
        turns_of(order, MONDAY, until, weeks=1)


@given(
    people=st.integers(1, 6),
    weeks=st.integers(1, 4),
    days=st.integers(1, 180),
    away=st.dictionaries(st.integers(0, 5), st.sets(st.integers(0, 180)), max_size=4),
)
def test_each_day_has_one_person_and_nobody_is_forgotten(
    people: int, weeks: int, days: int, away: dict[int, set[int]]
) -> None:
    last = MONDAY + timedelta(days=days)
    gone = {who: {MONDAY + timedelta(days=n) for n in own} for who, own in away.items()}
    found = turns_of(list(range(people)), MONDAY, last, weeks=weeks, away=gone)
    assert found[0].starts_on == MONDAY
    assert found[-1].ends_on == last
    for one, other in zip(found, found[1:], strict=False):
        assert other.starts_on == one.ends_on + timedelta(days=1)
    assert {turn.person_id for turn in found} <= set(range(people))
