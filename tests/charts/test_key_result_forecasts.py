"""The fan of a key result's forecast begins at today's value and ends at its band."""

from datetime import date

import plotly.graph_objects as go

from portfolio.charts import key_result_forecasts
from portfolio.domain.forecasts import Forecast, Kind, Unit

MADE = Forecast(
    Kind.KEY_RESULT, 1, Unit.VALUE, date(2027, 2, 8), date(2027, 3, 31),
    (40, 45, 50, 60, 70, 75, 80),
)  # fmt: skip


def test_the_fan_opens_from_today_to_the_band_that_was_forecast():
    wide, narrow, middle, _end = key_result_forecasts.fan(MADE, 22.0, since=date(2027, 2, 8))
    assert (middle["x"][0], middle["y"][0]) == ("2027-02-08", 22)
    assert (middle["x"][-1], middle["y"][-1]) == ("2027-03-31", 60)
    half = len(wide["x"]) // 2
    assert (wide["y"][half - 1], wide["y"][half]) == (40, 80)
    assert (narrow["y"][half - 1], narrow["y"][half]) == (50, 70)
    go.Figure(data=[wide, narrow, middle])


def test_every_forecast_has_its_band_and_the_target_or_what_came():
    figure = key_result_forecasts.bands([MADE], 140.0)
    assert figure["layout"]["shapes"][0]["y0"] == 140
    go.Figure(figure)
    assert key_result_forecasts.bands([], None)["data"] == []
