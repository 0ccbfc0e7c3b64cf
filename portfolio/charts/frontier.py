"""Expected score against capacity: what was found, up to what was proven, with today marked."""

from collections.abc import Sequence

from portfolio.charts.strokes import ACCENT, BAND, TEXT, Figure, note


def figure(
    percents: Sequence[float],
    found: Sequence[float],
    limits: Sequence[float],
    *,
    words: Sequence[str],
    before: float | None = None,
) -> Figure:
    """Return the figure; `words` are those for found, limit, today's capacity, no further work.

    The band reaches from the best plan found to what no plan can pass; the open circle is today.
    """
    found_word, limit_word, today_word, before_word = words
    x = [one / 100 for one in percents]
    limit = {
        "type": "scatter",
        "mode": "lines",
        "name": limit_word,
        "x": x,
        "y": list(limits),
        "line": {"color": BAND, "width": 1, "dash": "dot"},
        "hovertemplate": "%{y:.3f}<extra>" + limit_word + "</extra>",
    }
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": found_word,
        "x": x,
        "y": list(found),
        "fill": "tonexty",
        "fillcolor": BAND,
        "line": {"color": ACCENT, "width": 2},
        "marker": {"color": ACCENT, "size": 6},
        "hovertemplate": "%{y:.3f}<extra>" + found_word + "</extra>",
    }
    layout: Figure = {
        "showlegend": False,
        "xaxis": {"tickformat": ".0%", "title": {"text": ""}},
        "yaxis": {"tickformat": ".2f", "nticks": 5},
        "shapes": [],
        "annotations": [],
    }
    data: list[Figure] = [limit, line]
    if 100.0 in percents:
        at = list(percents).index(100.0)
        data.append(_today(found[at], today_word))
        label = f"{today_word} {found[at]:.3f}"
        layout["annotations"].append(
            note(label, x=1.0, y=found[at], yanchor="top", xanchor="left", yshift=-6)
        )
    if before is not None:
        layout["shapes"].append(_no_work(before))
        layout["annotations"].append(
            note(before_word, xref="paper", x=1, y=before, yanchor="bottom", xanchor="right")
        )
    return {"data": data, "layout": layout}


def _today(score: float, word: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": word,
        "x": [1.0],
        "y": [score],
        "marker": {
            "symbol": "circle-open",
            "size": 13,
            "color": TEXT,
            "line": {"width": 2, "color": TEXT},
        },
        "hoverinfo": "skip",
    }


def _no_work(score: float) -> Figure:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": score,
        "y1": score,
        "line": {"color": TEXT, "width": 1.25, "dash": "dash"},
    }
