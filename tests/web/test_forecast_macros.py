"""How a forecast is shown: its band, its record, and what is said where there is none."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask, render_template_string

from portfolio.domain.forecasts import Forecast, Kind, Record, Unit

SCORE = Forecast(
    Kind.OBJECTIVE,
    4,
    Unit.SCORE,
    made_on=date(2027, 2, 8),
    until_on=date(2027, 3, 31),
    quantiles=(0.64, 0.66, 0.7, 0.74, 0.77, 0.8, 0.83),
)
DAYS = Forecast(
    Kind.EPIC,
    9,
    Unit.DAYS,
    made_on=date(2027, 2, 8),
    until_on=date(2027, 3, 31),
    quantiles=(5, 8, 11, 20.5, 40, 60, 70),
)
ALL = "forecast, forecast_line, forecast_bar, record_line, record_bar, epic_dates"


@pytest.fixture
def shown(app: Flask) -> Any:
    """Render an expression of the macros."""

    def render(expression: str, **values: Any) -> str:
        head = '{% from "_macros/forecasts.html" import ' + ALL + " %}"
        with app.test_request_context():
            text = render_template_string(head + "{{ " + expression + " }}", **values)
        return " ".join(text.split())

    return render


def test_a_forecast_has_its_band_and_an_epic_its_days(shown: Any) -> None:
    for words in (
        shown("forecast(one)", one=SCORE),
        shown("forecast_line(one)", one=SCORE),
        shown("forecast_bar(one, now=0.48, target=0.7)", one=SCORE),
    ):
        assert all(figure in words for figure in ("0.74", "0.64", "0.83"))
    assert "style=" not in shown("forecast_bar(one, now=0.48, target=0.7)", one=SCORE)

    assert "2027-03-01" in shown("epic_dates(one)", one=DAYS)
    assert "after 31 Mar" in shown("forecast(one)", one=DAYS)
    assert shown("epic_dates(none)") == '<span class="muted">no forecast yet</span>'


def test_the_record_is_told_only_from_thirty_closed_ones_on(shown: Any) -> None:
    many = Record(Kind.OBJECTIVE, closed=124, inside=100, windows=31)
    few = Record(Kind.OBJECTIVE, closed=29, inside=29, windows=9)
    assert "We said 80 %; it came true 81 % of 124 times, in 31 windows" in shown(
        "record_line(one)", one=many
    )
    assert "not yet checked: 29 have" in shown("record_line(one)", one=few)
    assert "none has come" in shown("record_line(none)")
    assert "<svg" in shown("record_bar(one)", one=many)
    assert shown("record_bar(one)", one=few) == ""


def test_an_old_forecast_and_thin_history_are_said(shown: Any) -> None:
    thin = replace(SCORE, basis={"thin": True})
    words = shown("forecast_line(one, on=on)", one=thin, on=date(2027, 3, 1))
    assert "and old" in words
    assert "too little history" in words
    came = shown("forecast_line(one, on=on)", one=replace(thin, actual=0.9), on=date(2027, 4, 9))
    assert "did not hold" in came and "and old" not in came
