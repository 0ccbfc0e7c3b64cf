"""The few strokes that every chart shares: the dashed target, a label in the plot, an axis."""

from typing import Any

ACCENT, MARK, FAINT, TEXT, BAND = (
    "var(--accent)",
    "var(--mark)",
    "var(--mark-3)",
    "var(--text)",
    "var(--band)",
)
Figure = dict[str, Any]


def target_line(value: float, label: str, *, axis: str = "y") -> Figure:
    """Return the layout's shape and annotation of a target: dashed, with its label on the plot."""
    across = {"xref": "paper", "x0": 0, "x1": 1, "yref": axis, "y0": value, "y1": value}
    beside = {
        "xref": "paper", "x": 0, "xanchor": "left", "yref": axis, "y": value, "yanchor": "bottom",
    }  # fmt: skip
    if axis == "x":
        across = {"yref": "paper", "y0": 0, "y1": 1, "xref": axis, "x0": value, "x1": value}
        beside = {
            "yref": "paper", "y": 1, "yanchor": "bottom", "xref": axis, "x": value,
            "xanchor": "center",
        }  # fmt: skip
    line = {"type": "line", **across, "line": {"color": TEXT, "width": 1.25, "dash": "dash"}}
    return {"shapes": [line], "annotations": [note(label, **beside)]}


def note(text: str, **place: Any) -> Figure:
    """Return an annotation without an arrow."""
    return {"text": text, "showarrow": False, "font": {"size": 11, "color": TEXT}, **place}


def short(value: float) -> str:
    """Return a number for a label in a plot: 300, 4.5, 0.25."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
