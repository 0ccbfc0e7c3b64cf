"""An epic is late when its plan's day is over, or when it is likelier than not to be missed."""

from dataclasses import replace
from datetime import date, timedelta

from portfolio.domain.backlog import Category, Item, Level
from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.screens.epic_dates import EpicDates

ON = date(2027, 2, 9)


def forecast(days: int, made_on: date = date(2027, 2, 8)) -> Forecast:
    """One whose middle lies so many days after it was made."""
    quantiles = tuple(float(days + n) for n in range(-3, 4))
    return Forecast(Kind.EPIC, 1, Unit.DAYS, made_on, date(2027, 6, 30), quantiles)


EPIC = EpicDates(
    item=Item(1, "E-1", Level.EPIC, "Epic", "URL scan", Category.DOING, 1),
    on=ON,
    promised_on=date(2027, 2, 26),
    done_on=None,
    forecast=forecast(10),
    forecast_before=forecast(12, date(2027, 2, 1)),
    cycle_ends_on=date(2027, 3, 31),
    claims={},
)


def test_an_epic_that_will_be_in_time_is_not_late():
    assert not EPIC.is_late and not EPIC.was_late
    assert EPIC.days_later == 5
    assert not replace(EPIC, forecast=forecast(21)).is_late  # the weekend after its sprint


def test_an_epic_is_late_by_its_forecast_or_once_its_day_is_over():
    assert replace(EPIC, forecast=forecast(25)).is_late
    assert replace(EPIC, forecast=forecast(200)).is_late  # beyond what was looked at
    assert replace(EPIC, forecast=None, promised_on=ON - timedelta(days=1)).is_late
    assert replace(EPIC, forecast_before=forecast(40)).was_late


def test_what_is_done_or_was_never_promised_is_not_late():
    done = replace(EPIC, done_on=ON, forecast=forecast(40))
    assert not done.is_late
    assert not replace(EPIC, promised_on=None, forecast=forecast(40)).is_late
