"""Deployments of each week as bars from zero, with the target as a dashed line."""

from collections.abc import Sequence
from datetime import date

from portfolio.charts.strokes import ACCENT, FAINT, Figure, note, short, target_line


def figure(
    weeks: Sequence[date],
    counts: Sequence[int],
    *,
    words: Sequence[str],
    target: float | None = None,
    running: date | None = None,
) -> Figure:
    """Return the figure; `words` are those for deployments, target and a week that still runs.

    Bars that reach the target have the accent; without a target the last complete week has it.
    """
    deployments, target_word, running_word = words
    complete = [week for week in weeks if week != running]
    bar = {
        "type": "bar",
        "name": deployments,
        "x": [week.isoformat() for week in weeks],
        "y": list(counts),
        "marker": {
            "color": [
                ACCENT if _stands_out(week, count, target, complete) else FAINT
                for week, count in zip(weeks, counts, strict=True)
            ],
            "pattern": {"shape": ["/" if week == running else "" for week in weeks]},
        },
        "customdata": [running_word if week == running else "" for week in weeks],
        "hovertemplate": "%{y:,} %{customdata}<extra></extra>",
    }
    layout: Figure = {
        "bargap": 0.12,
        "xaxis": {"type": "date"},
        "yaxis": {"rangemode": "tozero", "tickformat": ",d"},
    }
    if target is not None:
        layout |= target_line(target, f"{target_word} {short(target)}")
    layout.setdefault("annotations", []).extend(_last(complete, weeks, counts))
    return {"data": [bar], "layout": layout}


def _stands_out(week: date, count: int, target: float | None, complete: Sequence[date]) -> bool:
    if target is not None:
        return count >= target
    return bool(complete) and week == complete[-1]


def _last(complete: Sequence[date], weeks: Sequence[date], counts: Sequence[int]) -> list[Figure]:
    if not complete:
        return []
    count = counts[list(weeks).index(complete[-1])]
    return [note(f"{count:,}", x=complete[-1].isoformat(), y=count, yanchor="bottom")]
