"""Change fail rate by month: a dot with its interval, and the limit as a dashed line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.charts.strokes import ACCENT, BAND, Figure, note, short, target_line


@dataclass(frozen=True, slots=True)
class Point:
    """A month: the rate, 0 to 1, and where it lies."""

    month: date
    rate: float
    low: float
    high: float


def figure(points: Sequence[Point], *, words: Sequence[str], target: float | None = None) -> Figure:
    """Return the figure; `words` are those for the rate, its interval and the limit."""
    rate_word, interval_word, limit_word = words
    months = [point.month.isoformat() for point in points]
    interval = {
        "type": "bar",
        "name": interval_word,
        "x": months,
        "base": [point.low for point in points],
        "y": [point.high - point.low for point in points],
        "width": 6 * 86_400_000,
        "marker": {"color": BAND},
        "customdata": [f"{point.low:.1%}–{point.high:.1%}" for point in points],
        "hovertemplate": "%{customdata}<extra>%{fullData.name}</extra>",
    }
    rates = {
        "type": "scatter",
        "mode": "markers",
        "name": rate_word,
        "x": months,
        "y": [point.rate for point in points],
        "marker": {"color": ACCENT, "size": 9, "symbol": "circle"},
        "hovertemplate": "%{y:.1%}<extra>%{fullData.name}</extra>",
    }
    layout: Figure = {
        "xaxis": {"type": "date", "dtick": "M1", "tickformat": "%b"},
        "yaxis": {"rangemode": "tozero", "tickformat": ".0%"},
    }
    if target is not None:
        layout |= target_line(target, f"{limit_word} {short(target * 100)} %")
    labels = [
        note(f"{point.rate:.1%}", x=month, y=point.rate, xanchor="left", xshift=8)
        for month, point in zip(months, points, strict=True)
    ]
    layout.setdefault("annotations", []).extend(labels[-1:])
    return {"data": [interval, rates], "layout": layout}
