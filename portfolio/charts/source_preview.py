"""What a source would have read week by week: a line with its dots, the target as dashes."""

from collections.abc import Sequence
from datetime import date

from portfolio.charts.strokes import ACCENT, Figure, short, target_line


def figure(
    points: Sequence[tuple[date, float | None]],
    *,
    words: Sequence[str],
    target: float | None = None,
) -> Figure:
    """Return the figure; `words` are those for the value, its unit and the target."""
    value_word, unit, target_word = words
    suffix = f"\u00a0{unit}" if unit and len(unit) <= 4 else ""
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": value_word,
        "x": [day.isoformat() for day, _value in points],
        "y": [value for _day, value in points],
        "line": {"color": ACCENT, "width": 2},
        "marker": {"size": 7, "symbol": "circle"},
    }
    layout: Figure = {
        "xaxis": {"type": "date"},
        "yaxis": {"rangemode": "tozero", "ticksuffix": suffix, "separatethousands": True},
    }
    if target is not None:
        layout |= target_line(target, f"{target_word} {short(target)}{suffix}")
    return {"data": [line], "layout": layout}
