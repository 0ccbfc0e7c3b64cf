"""Forecasts know nothing of the future, and their bands hold as often as they say."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.measures.backtest import backtest, figures
from portfolio.measures.forecast import forecasts
from portfolio.measures.histories import History

Series = st.lists(st.integers(0, 40), min_size=12, max_size=40)


def history(name: str, done: list[int] | list[float], first: int = 0) -> History:
    clock = tuple(range(first, first + len(done)))
    return History(name, tuple(map(str, clock)), clock, tuple(map(float, done)))


@settings(max_examples=40, deadline=None)
@given(Series, Series, Series, st.integers(0, 3), st.integers(4, 39))
def test_what_comes_later_changes_no_forecast(
    one: list[int], two: list[int], later: list[int], shift: int, until: int
) -> None:
    until = min(until, len(one) - 1, len(two) - 1 + shift)
    changed_one, changed_two = one[: until + 1] + later, two[: until + 1 - shift] + later
    before = forecasts([history("a", one), history("b", two, shift)], 4, 3, newest=True)
    after = forecasts(
        [history("a", changed_one), history("b", changed_two, shift)], 4, 3, newest=True
    )
    known = [one for one in before if int(one.period) <= until]
    assert known == [one for one in after if int(one.period) <= until]


@settings(max_examples=40, deadline=None)
@given(Series)
def test_quantiles_ascend_from_zero(done: list[int]) -> None:
    for one in forecasts([history("a", done)], 4, 3, newest=True):
        assert list(one.quantiles) == sorted(one.quantiles)
        assert one.quantiles[0] >= 0


def test_bands_hold_as_often_as_they_say_on_wandering_teams() -> None:
    found = figures(backtest(wandering(30, 160), 12, 6))
    assert 0.78 <= found["cover80"] <= 0.85
    assert 0.81 <= found["safe85"] <= 0.89
    assert found["winkler80"] <= 0.95 * found["naive"]["winkler80"]
    assert found["naive"]["cover80"] < 0.7
    own = [one["cover80"] for one in found["by_series"].values()]
    assert sum(one >= 0.7 for one in own) >= 0.9 * len(own)


def test_figures_count_every_forecast_whose_horizon_is_over() -> None:
    outcomes = backtest([history("a", [2] * 20), history("b", [5] * 8)], 6, 2)
    found = figures(outcomes)
    assert {name: one["forecasts"] for name, one in found["by_series"].items()} == {"a": 13, "b": 1}
    assert [one.actual for one in outcomes] == [4.0] * 13 + [10.0]
    assert found["naive"]["cover80"] == 1.0
    assert found["naive"]["width80"] == 0.0


def wandering(teams: int, weeks: int) -> list[History]:
    """Teams whose pace wanders, with weeks that scatter more than dice do."""
    dice = random.Random(7)
    found = []
    for team in range(teams):
        pace, done = dice.uniform(3, 15), []
        for _ in range(weeks):
            pace = min(30.0, max(1.0, pace * dice.lognormvariate(0, 0.1)))
            done.append(round(dice.gammavariate(3, pace / 3)))
        found.append(history(f"team-{team}", done))
    return found
