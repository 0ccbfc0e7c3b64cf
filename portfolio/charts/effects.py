"""Actual against expected effect of finished epics: epic by epic, and the ratio by area."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.charts.strokes import ACCENT, BAND, MARK, TEXT, Figure, target_line
from portfolio.domain.effects import ToldEffect, TruthOfExpectations

LONGEST_LABEL = 34
HOVER = "%{text}: %{x:.2f}<extra></extra>"


@dataclass(frozen=True, slots=True)
class Truths:
    """The ratios of some epics under one name, with what they come to."""

    name: str
    told: tuple[ToldEffect, ...]
    truth: TruthOfExpectations


def by_epic(told: Sequence[ToldEffect], *, _: Callable[[str], str] = str) -> Figure:
    """Return a line an epic: what was expected, that × its confidence, and what came."""
    known = [one for one in told if one.effect.amount is not None]
    names = [_short(f"{one.key} {one.title}") for one in known]
    expected = [one.effect.expected for one in known]
    believed = [one.effect.expected * one.effect.confidence for one in known]
    actual = [one.effect.amount for one in known]
    data = [
        _ways(names, expected, actual),
        _marks(_("Expected"), names, expected, symbol="line-ns-open", size=14, color=TEXT),
        _marks(_("Expected × confidence"), names, believed, symbol="circle-open", color=MARK),
        _marks(_("Really moved"), names, actual, symbol="circle", color=ACCENT, size=10),
    ]
    return {
        "data": data if known else [],
        "layout": _layout({"zeroline": True, "rangemode": "tozero"}),
    }


def by_area(groups: Sequence[Truths], *, _: Callable[[str], str] = str) -> Figure:
    """Return a line an area: each epic's ratio, the middle half as a band, the median."""
    known = [one for one in groups if one.truth.middle is not None]
    names = [one.name for one in known]
    points = [
        (group.name, one.effect.ratio, f"{one.key} {one.title}")
        for group in known
        for one in group.told
        if one.effect.ratio is not None
    ]
    data: list[Figure] = [_band(one) for one in known]
    epics = _marks(
        _("An epic"),
        [name for name, _ratio, _epic in points],
        [ratio for _name, ratio, _epic in points],
        symbol="circle-open",
        color=MARK,
    )
    hover = {"text": [epic for *_rest, epic in points], "hovertemplate": HOVER}
    data.append(epics | hover)
    middles = [one.truth.middle for one in known]
    data.append(
        _marks(_("Median"), names, middles, symbol="line-ns-open", color=ACCENT, size=20, width=3)
    )
    layout = _layout({"zeroline": True, "rangemode": "tozero"})
    line = target_line(1.0, _("as expected"), axis="x")
    return {"data": data if known else [], "layout": layout | line}


def _ways(
    names: Sequence[str], expected: Sequence[float], actual: Sequence[float | None]
) -> Figure:
    """Return the faint line from what was expected to what came, of each epic."""
    x: list[float | None] = []
    y: list[str | None] = []
    for name, begin, end in zip(names, expected, actual, strict=True):
        x += [begin, end, None]
        y += [name, name, None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip",
        "line": {"color": BAND, "width": 4}, "connectgaps": False,
    }  # fmt: skip


def _marks(
    name: str, y: Sequence[str], x: Sequence[float | None], *, width: float = 1.5, **look: Any
) -> Figure:
    marker = {"size": 9, **look, "line": {"width": width, "color": look["color"]}}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": list(x),
        "y": list(y),
        "cliponaxis": False,
        "marker": marker,
    }


def _band(group: Truths) -> Figure:
    return {
        "type": "scatter", "mode": "lines", "x": [group.truth.low, group.truth.high],
        "y": [group.name, group.name], "hoverinfo": "skip",
        "line": {"color": BAND, "width": 14},
    }  # fmt: skip


def _layout(across: dict[str, Any]) -> Figure:
    return {
        "hovermode": "closest",
        "xaxis": {"showgrid": True, **across},
        "yaxis": {"type": "category", "autorange": "reversed", "showgrid": False, "nticks": 40},
        "shapes": [],
        "annotations": [],
    }


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"
