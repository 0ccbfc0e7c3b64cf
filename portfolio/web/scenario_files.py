"""The lists of scenarios, and the parts of a comparison, as CSV and XLSX."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response

from portfolio.domain.errors import NotFound
from portfolio.domain.okrs import KeyResult, Objective
from portfolio.screens.scenario_comparison import Comparison, Load
from portfolio.screens.scenarios import Screen
from portfolio.web import exports, plan_words
from portfolio.web import scenario_words as words
from portfolio.web.language import gettext as _

Rows = Iterator[Sequence[Any]]


def listed(screen: Screen, kind: str) -> Response:
    """Answer the scenarios of a quarter."""
    columns = (
        _("Scenario"), _("Changes"), _("Stability"), _("Plan"), _("State"), _("Epics in"),
        _("Score before"), _("Expected score"), _("Gap"), _("Note"),
    )  # fmt: skip
    rows = (
        (
            words.name(one.scenario),
            "; ".join(words.lever(lever, screen.names) for lever in one.levers),
            one.scenario.stability,
            one.head.name if one.head else None,
            words.plan_state(one),
            one.head.epics_in if one.head else None,
            one.head.score_before if one.head else None,
            one.head.score_after if one.head else None,
            one.head.gap if one.head else None,
            one.scenario.note,
        )
        for one in screen.rows
    )
    return exports.table("scenarios", kind, columns, rows)


def part(screen: Comparison, name: str, kind: str) -> Response:
    """Answer one part of a comparison, a column a plan; raise NotFound for another name."""
    makers = {
        "figures": (_("Figure"), _figures),
        "scores": (_("Objective or key result"), _scores),
        "epics": (_("Epic"), _epics),
        "load": (_("Area or team"), _load),
        "moved": (_("Item"), _moved),
    }
    if name not in makers:
        raise NotFound("file", f"{name}.{kind}")
    head, rows = makers[name]
    columns = (head, _("Title"), *(words.column_name(one) for one in screen.columns))
    return exports.table(f"comparison-{name}", kind, columns, rows(screen))


def _figures(screen: Comparison) -> Rows:
    heads = [one.head for one in screen.columns]
    for label, name in (
        (_("State"), "state"),
        (_("Answer"), "status"),
        (_("Score before"), "score_before"),
        (_("Expected score"), "score_after"),
        (_("Value"), "value"),
        (_("Bound"), "bound"),
        (_("Gap"), "gap"),
        (_("Epics in"), "epics_in"),
        (_("Epics out"), "epics_out"),
        (_("Points planned"), "points_planned"),
    ):
        cells = [getattr(head, name) if head else None for head in heads]
        if name == "state":
            cells = [plan_words.state(cell) if cell else "" for cell in cells]
        yield (label, "", *cells)
    yield (_("Moved against the plan in force"), "", *(one.moved for one in screen.columns))


def _scores(screen: Comparison) -> Rows:
    for objective in screen.objectives:
        parts: list[Objective | KeyResult] = [objective, *objective.key_results]
        for one in parts:
            found = [column.rise(one) for column in screen.columns]
            yield (one.code, one.title, *(rise.after if rise else None for rise in found))


def _epics(screen: Comparison) -> Rows:
    for item in screen.differing:
        cells = [
            None if one.head is None else _("in") if item.key in one.epics else _("out")
            for one in screen.columns
        ]
        yield (item.key, item.title, *cells)


def _load(screen: Comparison) -> Rows:
    for names, part in ((screen.area_names, "areas"), (screen.team_names, "teams")):
        for slug, title in names.items():
            loads: list[Load | None] = [
                (getattr(one, part) or {}).get(slug) for one in screen.columns
            ]
            if any(loads):
                yield (slug, title, *(one.share if one else None for one in loads))


def _moved(screen: Comparison) -> Rows:
    for key in screen.moved:
        item = screen.items.get(key)
        places = [words.place(screen, one, key) if one.head else "" for one in screen.columns]
        yield (key, item.title if item else "", *places)
