"""The path of one key result against its target and its expected curve, and the same as rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portfolio.domain.cycles import Span
from portfolio.domain.okrs import (
    CheckIn,
    KeyResult,
    Kind,
    expected_value,
    in_force,
    score_today,
    value_on,
)

LEAD_IN = timedelta(days=14)  # what is shown of the time before the quarter
LONGEST_SUFFIX = 4  # a longer unit stands above the plot, not beside each tick


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A day of the path: what was said or done, and what was expected by then."""

    on: date
    value: float | None
    expected: float | None
    score: float | None
    confidence: float | None = None
    note: str = ""
    check_in: CheckIn | None = None


def points(key_result: KeyResult, span: Span, on: date) -> list[PathPoint]:
    """Return a point for each day with news until `on`, in the order of time."""
    known = {one.on: one for one in in_force(key_result.check_ins, on=on)}
    days = set(known)
    if key_result.has_steps:
        days |= {one.done_on for one in key_result.steps if one.done_on and one.done_on <= on}
    return [_point(key_result, day, known.get(day), span) for day in sorted(days)]


def figure(
    key_result: KeyResult,
    span: Span,
    on: date,
    *,
    number: int = 0,
    _: Callable[[str], str] = str,
) -> dict[str, Any]:
    """Return the figure; `number` is that of the objective, which gives the colour."""
    colour = f"var(--d{number})" if 1 <= number <= 6 else "var(--accent)"
    known = [one for one in points(key_result, span, on) if one.value is not None]
    first = min([span.starts_on, *(one.on for one in known if one.on >= span.starts_on - LEAD_IN)])
    data = [
        _expected_line(key_result, span, _("Expected")),
        _path(key_result, known, colour, _("Value")),
    ]
    corrected = [one for one in key_result.check_ins if one.replaced_by and one.on <= on]
    if corrected:
        data.append(_corrected(corrected, _("Corrected")))
    lines = _limits(key_result, _)
    ticks: dict[str, Any] = {"zeroline": False, "rangemode": "normal", "separatethousands": True}
    if key_result.unit and len(key_result.unit) <= LONGEST_SUFFIX:
        ticks["ticksuffix"] = f"\u00a0{key_result.unit}"
    return {
        "data": [trace for trace in data if trace["x"]],
        "layout": {
            "xaxis": {"type": "date", "range": [first.isoformat(), _end(span)]},
            "yaxis": ticks,
            "shapes": [_today(on)] * span.has(on) + [_level(value) for value, _name in lines],
            "annotations": [_label(value, name) for value, name in lines],
        },
    }


def _point(key_result: KeyResult, day: date, said: CheckIn | None, span: Span) -> PathPoint:
    return PathPoint(
        on=day,
        value=value_on(key_result, day),
        expected=expected_value(key_result, day, span) if span.has(day) else None,
        score=score_today(key_result, day, span),
        confidence=said.confidence if said else None,
        note=said.note if said else "",
        check_in=said,
    )


def _expected_line(key_result: KeyResult, span: Span, name: str) -> dict[str, Any]:
    corners = [span.starts_on, *(one.on for one in key_result.phases), span.ends_on]
    known = [
        (day, value)
        for day in sorted(set(corners))
        if span.has(day) and (value := expected_value(key_result, day, span)) is not None
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [day.isoformat() for day, _value in known],
        "y": [value for _day, value in known],
        "line": {"color": "var(--mark)", "width": 1.5, "dash": "dot"},
    }


def _path(key_result: KeyResult, known: list[PathPoint], colour: str, name: str) -> dict[str, Any]:
    # A limit and a step are held until the next news; a measured value moves in between.
    held = key_result.kind.has_limit or key_result.has_steps
    labels = [""] * (len(known) - 1) + [_short(known[-1].value)] if known else []
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": name,
        "x": [one.on.isoformat() for one in known],
        "y": [one.value for one in known],
        "text": labels,
        "textposition": "top center",
        "textfont": {"color": "var(--text)"},
        "cliponaxis": False,
        "line": {"color": colour, "width": 2, "shape": "hv" if held else "linear"},
        "marker": {"size": 7, "symbol": "circle"},
    }


def _corrected(said: list[CheckIn], name: str) -> dict[str, Any]:
    known = sorted((one.on.isoformat(), one.value) for one in said if one.value is not None)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [day for day, _value in known],
        "y": [value for _day, value in known],
        "marker": {"color": "var(--mark)", "size": 8, "symbol": "x-thin-open"},
    }


def _limits(key_result: KeyResult, _: Callable[[str], str]) -> list[tuple[float, str]]:
    """Return the lines across the plot: the target, or the limits."""
    target = key_result.target
    if target is None:
        return []
    if key_result.kind is Kind.KEEP_IN_RANGE and key_result.start_value is not None:
        return [(key_result.start_value, _("Lower limit")), (target, _("Upper limit"))]
    return [(target, _("Limit") if key_result.kind.has_limit else _("Target"))]


def _level(value: float) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": "var(--text)", "width": 1.25, "dash": "dash"},
    }


def _label(value: float, name: str) -> dict[str, Any]:
    return {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": value,
        "yanchor": "bottom",
        "text": f"{name} {_short(value)}",
        "showarrow": False,
        "font": {"color": "var(--text)"},
    }


def _today(on: date) -> dict[str, Any]:
    return {
        "type": "line",
        "yref": "paper",
        "x0": on.isoformat(),
        "x1": on.isoformat(),
        "y0": 0,
        "y1": 1,
        "line": {"color": "var(--mark)", "width": 1, "dash": "dot"},
    }


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _end(span: Span) -> str:
    # Room for the label of the last point.
    return (span.ends_on + timedelta(days=3)).isoformat()
