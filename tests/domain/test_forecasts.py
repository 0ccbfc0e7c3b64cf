"""A record counts each forecast once, and says how many windows it really saw."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portfolio.domain.errors import Refused
from portfolio.domain.forecasts import CHANCES, Forecast, Kind, Unit, record_of

MADE = date(2027, 1, 4)
WEEK = timedelta(days=7)
ONE = Forecast(Kind.TEAM_SOON, 1, Unit.ITEMS, MADE, MADE + 4 * WEEK, (1, 2, 3, 4, 5, 6, 7), id=1)


def _closed(week: int, actual: float | None, *, subject: int = 1) -> Forecast:
    made = MADE + week * WEEK
    until = made + 4 * WEEK - timedelta(days=1)
    return replace(
        ONE, id=100 * subject + week, subject_id=subject, made_on=made, until_on=until,
        actual=actual, closed_on=until + timedelta(days=1),
    )  # fmt: skip


def test_overlapping_forecasts_of_a_subject_are_one_window() -> None:
    of_two = [_closed(week, 3.0, subject=who) for who in (1, 2) for week in range(8)]
    found = record_of(Kind.TEAM_SOON, reversed(of_two), on=MADE)
    assert (found.closed, found.inside, found.windows, found.safe) == (16, 16, 4, 16)
    assert not found.is_checked and found.share is None and found.safe_share is None


def test_the_newest_of_a_day_counts_and_what_never_came_does_not() -> None:
    of_a_day = [replace(_closed(0, 9.0), id=number) for number in range(40)]
    found = record_of(Kind.TEAM_SOON, [*of_a_day, replace(_closed(0, 1.5), id=99)], on=MADE)
    assert (found.closed, found.inside, found.safe) == (1, 1, 0)
    assert record_of(Kind.TEAM_SOON, [_closed(0, None)], on=MADE).closed == 0
    assert record_of(Kind.TEAM, of_a_day, on=MADE).closed == 0


def test_from_thirty_closed_on_a_record_speaks() -> None:
    every = [_closed(week, 8.0 * (week % 5 == 0)) for week in range(30)]
    found = record_of(Kind.TEAM_SOON, every, on=MADE)
    assert found.is_checked and found.share == 0.0 and found.windows == 8


def test_an_epic_is_sure_by_a_late_day_and_work_by_a_small_figure() -> None:
    assert ONE.sure == 2 and replace(ONE, actual=2.0).kept and not replace(ONE, actual=1.9).kept
    epic = replace(ONE, unit=Unit.DAYS, actual=6.0)
    assert epic.sure == 6 and epic.kept and epic.held and not replace(epic, actual=6.5).kept
    assert ONE.kept is None and ONE.held is None


def test_an_epic_s_forecast_counts_once_its_band_is_over_done_or_not() -> None:
    year = MADE + timedelta(days=364)
    epic = replace(ONE, kind=Kind.EPIC, unit=Unit.DAYS, until_on=year)
    fast = replace(epic, id=2, subject_id=2, actual=2.0, closed_on=MADE + 3 * timedelta(days=1))
    dropped = replace(epic, id=3, subject_id=3, closed_on=MADE + timedelta(days=1))
    far = replace(epic, id=4, subject_id=4, quantiles=(1, 2, 3, 4, 5, 6, 365), actual=365.0)
    every = [epic, fast, dropped, far]
    assert record_of(Kind.EPIC, every, on=MADE + WEEK).closed == 0  # its last day is not over
    found = record_of(Kind.EPIC, every, on=MADE + WEEK + timedelta(days=1))
    assert (found.closed, found.inside, found.safe, found.windows) == (2, 1, 1, 2)


def test_a_forecast_has_all_its_quantiles() -> None:
    with pytest.raises(Refused, match=f"{len(CHANCES)} quantiles, not 2"):
        replace(ONE, quantiles=(1.0, 2.0))
