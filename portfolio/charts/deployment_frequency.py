"""Deployment frequency of services or teams: the median as a dot, its quartiles as a bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.charts.strokes import ACCENT, FAINT, Figure, short, target_line


@dataclass(frozen=True, slots=True)
class Bar:
    """A service or a team: its name, the median a week, and the quartiles around it."""

    name: str
    median: float
    low: float | None = None
    high: float | None = None


def figure(bars: Sequence[Bar], *, words: Sequence[str], target: float | None = None) -> Figure:
    """Return the figure, the highest on top; `words` are those for median, quartiles, target."""
    median_word, quartile_word, target_word = words
    ordered = sorted(bars, key=lambda bar: (bar.median, bar.name))
    names = [bar.name for bar in ordered]
    lows = [bar.median if bar.low is None else bar.low for bar in ordered]
    highs = [bar.median if bar.high is None else bar.high for bar in ordered]
    spread = {
        "type": "bar",
        "orientation": "h",
        "name": quartile_word,
        "y": names,
        "base": lows,
        "x": [high - low for low, high in zip(lows, highs, strict=True)],
        "width": 0.42,
        "marker": {"color": FAINT},
        "customdata": [
            f"{short(low)}–{short(high)}" for low, high in zip(lows, highs, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra>%{fullData.name}</extra>",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "name": median_word,
        "y": names,
        "x": [bar.median for bar in ordered],
        "marker": {"color": ACCENT, "size": 9, "symbol": "circle"},
        "hovertemplate": "%{x}<extra>%{fullData.name}</extra>",
    }
    layout: Figure = {
        "hovermode": "y unified",
        "xaxis": {"rangemode": "tozero", "showgrid": True},
        "yaxis": {"type": "category", "showgrid": False, "dtick": 1},
    }
    if target is not None:
        layout |= target_line(target, f"{target_word} {short(target)}", axis="x")
    return {"data": [spread, dots], "layout": layout}
