"""Key results over the weeks of a cycle: their scores against the expected curve, and as rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portfolio.domain.cycles import Span
from portfolio.domain.okrs import KeyResult, Status, expected_score, score_today, value_on
from portfolio.domain.standing import CycleStanding, KeyResultStanding, weekly

MOST_SERIES = 6
LABEL_HEIGHT = 0.05  # of the score: a line of text in the plot
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
DASHES = ("solid", "dash", "dashdot", "longdash", "longdashdot", "dot")


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """A key result on a day."""

    on: date
    value: float | None
    score: float | None
    expected: float


@dataclass(frozen=True, slots=True)
class KeyResultSeries:
    """A key result with its weeks; `number` is that of its objective, which gives the colour."""

    number: int
    key_result: KeyResult
    status: Status
    points: tuple[WeekPoint, ...]

    @property
    def last(self) -> WeekPoint | None:
        """The newest point."""
        return self.points[-1] if self.points else None


def series(standing: CycleStanding) -> tuple[KeyResultSeries, ...]:
    """Return every key result of a cycle week by week until the day of the standing."""
    tree = standing.tree
    days = weekly(tree.cycle.span, tree.on)
    return tuple(
        KeyResultSeries(number, one.key_result, one.status, _points(one, days, tree.cycle.span))
        for number, branch in enumerate(standing.objectives, start=1)
        for one in branch.every_key_result()
    )


def chosen(
    standing: CycleStanding, every: Sequence[KeyResultSeries], *, objective_id: int | None = None
) -> tuple[KeyResultSeries, ...]:
    """Return the few that one plot can show: of an objective all, else each objective's worst."""
    branches = [one for one in standing.objectives if objective_id in (None, one.objective.id)]
    if objective_id is None:
        ids = [branch.worst.key_result.id for branch in branches if branch.worst]
    else:
        ids = [one.key_result.id for branch in branches for one in branch.every_key_result()]
    return tuple(one for one in every if one.key_result.id in ids)[:MOST_SERIES]


def figure(
    shown: Sequence[KeyResultSeries],
    *,
    span: Span,
    on: date,
    _: Callable[[str], str] = str,
) -> dict[str, Any]:
    """Return the scores of a few key results, each with its own mark, colour and dash."""
    data = [_expected(shown, span, _("Expected"))]
    data += [_trace(one, place) for place, one in enumerate(shown)]
    level = {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": 1,
        "y1": 1,
        "line": {"color": "var(--text)", "width": 1.25, "dash": "dash"},
    }
    today = {
        "type": "line",
        "yref": "paper",
        "x0": on.isoformat(),
        "x1": on.isoformat(),
        "y0": 0,
        "y1": 1,
        "line": {"color": "var(--mark)", "width": 1, "dash": "dot"},
    }
    end = (span.ends_on + timedelta(days=4)).isoformat()
    return {
        "data": [one for one in data if one["x"]],
        "layout": {
            "xaxis": {"type": "date", "range": [span.starts_on.isoformat(), end]},
            "yaxis": {"range": [0, 1.08], "tickformat": ".1f", "dtick": 0.2, "zeroline": True},
            "shapes": [level, *([today] if span.has(on) else [])],
            "annotations": [_target(_("Target")), *_labels(shown)],
        },
    }


def _points(one: KeyResultStanding, days: Sequence[date], span: Span) -> tuple[WeekPoint, ...]:
    key_result = one.key_result
    return tuple(
        WeekPoint(
            on=day,
            value=value_on(key_result, day),
            score=score_today(key_result, day, span),
            expected=expected_score(key_result, day, span),
        )
        for day in days
    )


def _expected(shown: Sequence[KeyResultSeries], span: Span, name: str) -> dict[str, Any]:
    """Return the curve that all share; where one has phases of its own, its curve."""
    phased = [one.key_result for one in shown if one.key_result.phases]
    key_result = phased[0] if len(shown) == 1 and phased else None
    corners = [span.starts_on, span.ends_on]
    if key_result is not None:
        corners = sorted({*corners, *(one.on for one in key_result.phases if span.has(one.on))})
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [day.isoformat() for day in corners],
        "y": [
            expected_score(key_result, day, span)
            if key_result is not None
            else float(day == span.ends_on)
            for day in corners
        ],
        "line": {"color": "var(--mark)", "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _trace(one: KeyResultSeries, place: int) -> dict[str, Any]:
    known = [point for point in one.points if point.score is not None]
    colour = f"var(--d{one.number})" if 1 <= one.number <= MOST_SERIES else "var(--mark)"
    code = one.key_result.code
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": f"{code} {one.key_result.title}",
        "x": [point.on.isoformat() for point in known],
        "y": [round(point.score, 4) for point in known if point.score is not None],
        "cliponaxis": False,
        "line": {"color": colour, "width": 2, "dash": DASHES[place % len(DASHES)]}
        | ({"shape": "hv"} if one.key_result.has_steps else {}),
        "marker": {"size": 6, "symbol": MARKS[place % len(MARKS)]},
    }


def _target(name: str) -> dict[str, Any]:
    return {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "text": name,
        "showarrow": False,
        "font": {"color": "var(--text)"},
    }


def _labels(shown: Sequence[KeyResultSeries]) -> list[dict[str, Any]]:
    """Return each series' code beside its last point, moved apart where they would overlap."""
    last = [(one.last, one.key_result.code) for one in shown if one.last]
    known = [(point.score, point.on, code) for point, code in last if point.score is not None]
    labels: list[dict[str, Any]] = []
    above = -1.0
    for score, on, code in sorted(known):
        above = max(score, above + LABEL_HEIGHT)
        labels.append(
            {
                "x": on.isoformat(),
                "xanchor": "left",
                "xshift": 6,
                "y": above,
                "text": code,
                "showarrow": False,
                "font": {"color": "var(--text)"},
            }
        )
    return labels
