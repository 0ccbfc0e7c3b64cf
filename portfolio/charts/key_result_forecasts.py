"""The forecasts of one key result: the fan to the quarter's end, and every band as it was made."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Any

from portfolio.charts.strokes import ACCENT, BAND, TEXT, Figure, target_line
from portfolio.domain.forecasts import Forecast

BAND_50 = "var(--band-50)"
STEPS = 8  # points of the fan's curve


def fan(
    forecast: Forecast, now: float, *, since: date, _: Callable[[str], str] = str
) -> list[Figure]:
    """Return the traces of a fan from today's value to the band on the day it is about.

    It opens with the root of time, as what is not known adds up; only its end was forecast.
    """
    begin = min(since, forecast.until_on - timedelta(days=1))
    at = [number / STEPS for number in range(STEPS + 1)]
    days = (forecast.until_on - begin).days
    x = [(begin + timedelta(days=round(share * days))).isoformat() for share in at]
    middle = [now + share * (forecast.middle - now) for share in at]

    def edge(end: float) -> list[float]:
        away = end - forecast.middle
        return [one + sqrt(share) * away for one, share in zip(middle, at, strict=True)]

    low80, low50, high50, high80 = (edge(forecast.quantiles[place]) for place in (0, 2, 4, 6))
    line = {
        "type": "scatter",
        "mode": "lines",
        "name": _("Forecast"),
        "x": x,
        "y": middle,
        "line": {"color": ACCENT, "width": 2, "dash": "dash"},
    }
    return [
        _area(x, low80, high80, color=BAND, name=_("80 % band")),
        _area(x, low50, high50, color=BAND_50, name=_("50 % band")),
        line,
        _end(forecast),
    ]


def bands(
    made: Sequence[Forecast], target: float | None, *, _: Callable[[str], str] = str
) -> Figure:
    """Return each forecast on the day it was made: the 80 % and 50 % bands and the middle."""
    x = [one.made_on.isoformat() for one in made]
    data = [
        _bars(made, x, 0, 6, color=BAND, width=7, name=_("80 % band")),
        _bars(made, x, 2, 4, color=BAND_50, width=7, name=_("50 % band")),
        {
            "type": "scatter",
            "mode": "markers",
            "name": _("Forecast"),
            "x": x,
            "y": [one.middle for one in made],
            "marker": {
                "color": ACCENT,
                "size": 13,
                "symbol": "line-ew-open",
                "line": {"color": ACCENT, "width": 3},
            },
        },
    ]
    came = next((one.actual for one in reversed(made) if one.actual is not None), None)
    layout: Figure = {"xaxis": {"type": "date"}, "yaxis": {"zeroline": False}}
    if came is not None:
        line = target_line(came, _("came"))
    elif target is not None:
        line = target_line(target, _("Target"))
    else:
        line = {}
    return {"data": data if made else [], "layout": layout | line}


def _area(x: list[str], low: list[float], high: list[float], *, color: str, name: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [*x, *reversed(x)],
        "y": [*low, *reversed(high)],
        "fill": "toself",
        "fillcolor": color,
        "line": {"width": 0, "color": color},
        "hoverinfo": "skip",
    }


def _end(forecast: Forecast) -> Figure:
    """Return the tick at the middle of the band's last day."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [forecast.until_on.isoformat()],
        "y": [forecast.middle],
        "text": [f"{forecast.middle:.4g}"],
        "textposition": "middle left",
        "textfont": {"color": TEXT},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "marker": {
            "color": ACCENT,
            "size": 14,
            "symbol": "line-ew-open",
            "line": {"color": ACCENT, "width": 3},
        },
    }


def _bars(made: Sequence[Forecast], x: list[str], low: int, high: int, **look: Any) -> Figure:
    days: list[str | None] = []
    ends: list[float | None] = []
    for day, one in zip(x, made, strict=True):
        days += [day, day, None]
        ends += [one.quantiles[low], one.quantiles[high], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": look["name"],
        "x": days,
        "y": ends,
        "connectgaps": False,
        "line": {"color": look["color"], "width": look["width"]},
        "hoverinfo": "skip",
    }
