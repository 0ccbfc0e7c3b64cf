"""The sprint calendar: continuous, and each sprint in the quarter that holds most of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.cycles import (
    FORTNIGHT,
    Cycle,
    Span,
    home_quarter,
    next_quarter,
    quarter_of,
    quarter_span,
    sprint_spans,
)
from portfolio.domain.errors import Refused

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def test_the_first_quarter_of_2015_has_the_six_sprints_from_5_january() -> None:
    starts = [span.starts_on for span in sprint_spans("2015Q1")]
    assert starts == [date(2015, 1, 5) + n * FORTNIGHT for n in range(6)]


def test_the_calendar_goes_on_from_the_last_sprint() -> None:
    known = sprint_spans("2026Q4")
    following = sprint_spans("2027Q1", known=known)
    assert following[0].starts_on == known[-1].starts_on + FORTNIGHT == date(2026, 12, 28)
    assert len(following) == 7


@given(DAYS)
def test_every_sprint_is_of_exactly_one_quarter(day: date) -> None:
    anchor = Span(day - timedelta(days=day.weekday()), day - timedelta(days=day.weekday() - 11))
    name = quarter_of(day)
    every = [
        span
        for quarter in (name, next_quarter(name), next_quarter(next_quarter(name)))
        for span in sprint_spans(quarter, known=[anchor])
    ]
    starts = [span.starts_on for span in every]
    assert starts == [starts[0] + n * FORTNIGHT for n in range(len(starts))]
    assert all(span.starts_on.weekday() == 0 and span.ends_on.weekday() == 4 for span in every)
    assert all(6 <= len(sprint_spans(q, known=[anchor])) <= 7 for q in (name, next_quarter(name)))


@given(DAYS)
def test_a_day_is_in_its_quarter(day: date) -> None:
    assert quarter_span(quarter_of(day)).has(day)


def test_a_tie_goes_to_the_earlier_quarter() -> None:
    assert home_quarter(Span(date(2026, 6, 25), date(2026, 7, 6))) == "2026Q2"


@pytest.mark.parametrize("name", ["2027", "2027Q5", "Q1", "2027q1", "27Q1", ""])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="such as 2027Q1"):
        quarter_span(name)


def test_elapsed_runs_from_nothing_to_all() -> None:
    cycle = Cycle(1, "2027Q1", quarter_span("2027Q1"))
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 31), date(2027, 9, 1)]
    assert [round(cycle.elapsed(day), 3) for day in days] == [0.0, 0.011, 1.0, 1.0]
