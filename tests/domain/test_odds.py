"""Chances out of a stored band are between its quantiles, and say no more than they know."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.domain.odds import OVER, UNDER, chance_below, shortfall

MADE = date(2027, 2, 8)
BANDS = st.lists(st.floats(0, 1), min_size=7, max_size=7).map(sorted)


def forecast(*quantiles: float) -> Forecast:
    """A band made on a Monday for the quarter's end."""
    until = date(2027, 3, 31)
    return Forecast(Kind.KEY_RESULT_SCORE, 1, Unit.SCORE, MADE, until, tuple(quantiles))


BAND = forecast(0.3, 0.35, 0.4, 0.5, 0.6, 0.65, 0.7)


def test_half_of_the_outcomes_lie_below_the_middle():
    assert chance_below(BAND, 0.5) == approx(0.5)
    assert chance_below(BAND, 0.55) == approx(0.625)


def test_beyond_its_ends_a_band_says_no_more():
    assert chance_below(BAND, 0.1) == UNDER
    assert chance_below(BAND, 0.95) == OVER


def test_a_target_that_most_draws_reach_exactly_is_not_missed_by_them():
    sure = forecast(0.8, 0.9, 1, 1, 1, 1, 1)
    assert chance_below(sure, 1.0) == approx(0.25)
    assert chance_below(forecast(*[1.0] * 7), 1.0) == UNDER


@given(BANDS, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_aim_is_missed_no_less_often_and_by_no_less(band, one, other):
    low, high = sorted((one, other))
    made = forecast(*band)
    assert chance_below(made, low) <= chance_below(made, high) + 1e-9
    assert 0 <= shortfall(made, low) <= shortfall(made, high) + 1e-9 <= high + 1e-6


def test_the_shortfall_of_a_band_without_width_is_the_distance():
    assert shortfall(forecast(*[0.4] * 7), 0.7) == approx(0.3)
    assert shortfall(forecast(*[0.9] * 7), 0.7) == 0
