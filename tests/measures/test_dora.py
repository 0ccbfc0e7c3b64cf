"""The five delivery metrics: their formulas and their edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.delivery import complete_weeks, monday
from portfolio.domain.delivery_weeks import WeekCell
from portfolio.measures import dora

WEEK1 = date(2026, 5, 4)
WEEKS = [WEEK1 + timedelta(weeks=n) for n in range(4)]


def test_service_that_deployed_before_but_not_now_has_frequency_zero() -> None:
    weeks = dora.counted_weeks(WEEKS[0], WEEKS[3], first_deployed_on=date(2026, 1, 1))
    figures = dora.service_figures(1, [], weeks)
    assert figures.frequency == 0
    assert (figures.lead, figures.fail_rate, figures.recovery, figures.rework_rate) == (None,) * 4


def test_service_that_never_deployed_has_no_frequency() -> None:
    assert dora.counted_weeks(WEEKS[0], WEEKS[3], first_deployed_on=None) == []
    assert dora.frequency([], []) is None


def test_service_younger_than_the_range_counts_from_its_first_complete_week() -> None:
    last = WEEKS[3] + timedelta(days=6)
    weeks = dora.counted_weeks(WEEKS[0], last, first_deployed_on=WEEKS[1] + timedelta(days=2))
    assert weeks == WEEKS[2:]


def test_retired_service_counts_until_its_last_complete_week() -> None:
    last = WEEKS[3] + timedelta(days=6)
    weeks = dora.counted_weeks(
        WEEKS[0], last, first_deployed_on=date(2026, 1, 1), retired_on=WEEKS[2]
    )
    assert weeks == WEEKS[:2]


def test_partial_weeks_at_both_ends_are_left_out() -> None:
    found = complete_weeks(WEEKS[0] + timedelta(days=1), WEEKS[3] + timedelta(days=5))
    assert found == WEEKS[1:3]
    assert complete_weeks(WEEKS[1], WEEKS[0]) == []


def test_frequency_is_a_true_median_with_its_zero_weeks() -> None:
    cells = [WeekCell(1, WEEKS[0], deployments=1), WeekCell(1, WEEKS[3], deployments=100)]
    assert dora.frequency(cells, WEEKS) == 0.5
    assert dora.frequency(cells, [WEEKS[0], WEEKS[3]]) == 50.5
    assert dora.frequency(cells, [WEEKS[3]]) == 100


def test_value_over_services_is_their_median_and_says_how_many_have_data() -> None:
    spread = dora.across([1.0, None, 5.0, 3.0, None])
    assert spread == dora.Spread(3.0, 2.0, 4.0, 3, 5)
    assert dora.across([None, None]) == dora.Spread(None, None, None, 0, 2)


def test_failure_that_is_still_open_is_longer_than_all_that_ended() -> None:
    ended = WeekCell(1, WEEK1, attempts=9, failed=3, recoveries=(3600, 7200))
    assert dora.recovery([ended]) == dora.Times(2.0, None, None, 2, 3)
    assert dora.recovery([WeekCell(1, WEEK1, attempts=9, failed=1)]) == dora.Times(
        None, None, None, 0, 1
    )


def test_lead_time_tells_how_many_changes_it_could_measure() -> None:
    cells = [WeekCell(1, WEEK1, deployments=2, attempts=2, changes=5, leads=(3600, 10800))]
    found = dora.lead_time(cells)
    assert found is not None
    assert (found.median, found.n, found.of) == (2.0, 2, 5)


@pytest.mark.parametrize(
    ("part", "of", "low", "high"),
    [(14, 318, 0.0264, 0.0726), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_interval_of_a_rate_is_wilsons(part: int, of: int, low: float, high: float) -> None:
    assert dora.wilson(part, of) == pytest.approx((low, high), abs=1e-4)


def test_month_of_a_week_is_that_of_its_thursday() -> None:
    months = dora.by_month([WeekCell(1, date(2026, 4, 27)), WeekCell(1, date(2026, 6, 29))])
    assert list(months) == [date(2026, 4, 1), date(2026, 7, 1)]


def test_rate_of_few_deployments_says_that_it_is_too_little() -> None:
    assert not dora.Rate(1, 9).is_enough
    assert dora.Rate(1, 10).is_enough


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.floats(0, 1))
def test_quantile_lies_among_the_values(values: list[int], share: float) -> None:
    found = dora.quantile(values, share)
    assert found is not None
    assert min(values) <= found <= max(values)


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 100))
def test_complete_weeks_lie_inside_and_start_on_monday(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    for week in complete_weeks(first, last):
        assert week == monday(week)
        assert first <= week
        assert week + timedelta(days=6) <= last
