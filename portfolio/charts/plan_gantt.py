"""When a plan has its epics: a bar each over the sprints, with dates, the baseline and today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portfolio.charts.strokes import ACCENT, FAINT, TEXT, Figure, note

COLOURS = 6
ROW, FRAME = 24, 64  # pixels
LABEL = 30  # letters of a row's label
DAY_MS = 86_400_000
LABELS = timedelta(days=7)  # room for what is written behind the last bars


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the chart; without `starts_on` it is the heading of the rows below."""

    key: str
    label: str
    number: int = 0  # of its objective, which gives the colour; 0 for none
    code: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    due_on: date | None = None
    was_on: date | None = None  # where the baseline has its end


@dataclass(frozen=True, slots=True)
class Tick:
    """A sprint on the axis."""

    name: str
    starts_on: date
    ends_on: date


def figure(
    bars: Sequence[Bar], ticks: Sequence[Tick], today: date, *, _: Callable[[str], str] = str
) -> Figure:
    """Return the figure; colours are the objectives', and each bar says its objective too."""
    numbers = sorted({bar.number for bar in bars if bar.starts_on})
    data = [_bars([bar for bar in bars if bar.number == number and bar.starts_on]) for number in
            numbers]  # fmt: skip
    data += [
        _marks(bars, "due_on", _("To be finished by"), symbol="diamond", size=10),
        _marks(bars, "was_on", _("End in the baseline"), symbol="line-ns-open", size=22),
    ]
    first, last = ticks[0].starts_on, ticks[-1].ends_on + LABELS
    lines = [_line(tick.starts_on, FAINT, 0.5) for tick in ticks]
    notes = []
    if first <= today < last:
        lines.append(_line(today, ACCENT, 2))
        notes.append(note(_("today"), x=today.isoformat(), y=1, yref="paper", yanchor="bottom"))
    return {
        "data": [trace for trace in data if trace["y"]],
        "layout": {
            "barmode": "overlay",
            "bargap": 0.25,
            "height": FRAME + ROW * len(bars),
            "hovermode": "closest",
            "margin": {"l": 8, "r": 16, "t": 24, "b": 32},
            "xaxis": {
                "type": "date",
                "range": [first.isoformat(), last.isoformat()],
                "tickvals": [tick.starts_on.isoformat() for tick in ticks],
                "ticktext": [tick.name for tick in ticks],
                "ticklabelposition": "outside right",
            },
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": [bar.key for bar in bars],
                "tickvals": [bar.key for bar in bars],
                "ticktext": [_told(bar) for bar in bars],
                "autorange": "reversed",
                "showgrid": False,
            },
            "shapes": lines,
            "annotations": notes,
        },
    }


def _bars(bars: Sequence[Bar]) -> dict[str, Any]:
    number = bars[0].number
    colour = f"var(--d{number})" if 1 <= number <= COLOURS else "var(--mark)"
    return {
        "type": "bar",
        "orientation": "h",
        "name": bars[0].code,
        "y": [bar.key for bar in bars],
        "base": [bar.starts_on.isoformat() for bar in bars if bar.starts_on],
        "x": [_length(bar) for bar in bars],
        "text": [bar.code for bar in bars],
        "textposition": "outside",
        "textfont": {"color": TEXT},
        "cliponaxis": False,
        "hovertext": [f"{bar.label}<br>{bar.starts_on} – {bar.ends_on}" for bar in bars],
        "hoverinfo": "text",
        "marker": {"color": colour},
    }


def _length(bar: Bar) -> int:
    if bar.starts_on is None or bar.ends_on is None:
        return 0
    return ((bar.ends_on - bar.starts_on).days + 1) * DAY_MS


def _marks(bars: Sequence[Bar], field: str, name: str, *, symbol: str, size: int) -> dict[str, Any]:
    known = [(bar, getattr(bar, field)) for bar in bars if getattr(bar, field) is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [day.isoformat() for _bar, day in known],
        "y": [bar.key for bar, _day in known],
        "hovertext": [f"{name}: {day}" for _bar, day in known],
        "hoverinfo": "text",
        "marker": {"symbol": symbol, "size": size, "color": TEXT, "line": {"width": 2}},
    }


def _line(day: date, colour: str, width: float) -> dict[str, Any]:
    own = {"x0": day.isoformat(), "x1": day.isoformat(), "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", **own, "line": {"color": colour, "width": width}, "layer": "below"}


def _told(bar: Bar) -> str:
    text = bar.label if len(bar.label) <= LABEL else f"{bar.label[: LABEL - 1]}…"
    # plotly reads labels as markup; a title must stay a text.
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    # Bold labels would need inline style, which the security policy forbids.
    return f"▾ {text}" if bar.starts_on is None else text
