"""A waterfall: from one total to another in steps that add up, losses hatched, gains filled."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.charts.strokes import ACCENT, FAINT, MARK, TEXT, Figure


@dataclass(frozen=True, slots=True)
class Bar:
    """A total (it stands on zero), or a step from where the bar before it ended."""

    label: str
    before: float
    after: float
    is_total: bool = False
    words: str = ""  # the signed change, or the total

    @property
    def change(self) -> float:
        """How much the step adds."""
        return self.after - self.before


def figure(bars: Sequence[Bar], *, words: Sequence[str]) -> Figure:
    """Return the figure, read from top to bottom; `words` are for totals, gains and losses."""
    total, gain, loss = words
    kinds = (
        (total, [one for one in bars if one.is_total], {"color": ACCENT}),
        (gain, [one for one in bars if not one.is_total and one.change >= 0], _hollow()),
        (loss, [one for one in bars if not one.is_total and one.change < 0], _hatched()),
    )
    data = [_trace(name, own, marker) for name, own, marker in kinds if own]
    return {"data": data, "layout": _layout(bars)}


def _trace(name: str, own: Sequence[Bar], marker: Figure) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [one.label for one in own],
        "base": [0.0 if one.is_total else min(one.before, one.after) for one in own],
        "x": [one.after if one.is_total else abs(one.change) for one in own],
        "width": 0.62,
        "marker": marker,
        "text": [one.words for one in own],
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "textfont": {"color": TEXT, "size": 11},
        "hovertemplate": "%{text}<extra>%{y}</extra>",
    }


def _hollow() -> Figure:
    return {"color": FAINT, "line": {"color": MARK, "width": 1}}


def _hatched() -> Figure:
    pattern = {"shape": "/", "fgcolor": MARK, "bgcolor": "rgba(0,0,0,0)", "size": 6}
    return {"color": MARK, "pattern": pattern, "line": {"color": MARK, "width": 1}}


def _layout(bars: Sequence[Bar]) -> Figure:
    labels = [one.label for one in bars]
    least = min((min(one.before, one.after) for one in bars), default=0.0)
    most = max((max(one.before, one.after) for one in bars), default=1.0)
    room = 0.2 * (most - min(0.0, least) or 1.0)
    return {
        "showlegend": False,
        "hovermode": "closest",
        "barmode": "overlay",
        "yaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": labels[::-1],
            "showgrid": False,
            "tickmode": "linear",
            "dtick": 1,
        },
        "xaxis": {
            "tickformat": ".2f",
            "showgrid": True,
            "zeroline": True,
            "range": [min(0.0, least - room if least < 0 else 0.0), most + room],
        },
        # The categories are written from the bottom up: the next bar lies one below.
        "shapes": [_connector(len(bars) - 1 - n, one.after) for n, one in enumerate(bars[:-1])],
    }


def _connector(place: int, value: float) -> Figure:
    return {
        "type": "line",
        "xref": "x",
        "yref": "y",
        "x0": value,
        "x1": value,
        "y0": place - 1 + 0.31,
        "y1": place - 0.31,
        "line": {"color": MARK, "width": 1},
        "layer": "below",
    }
