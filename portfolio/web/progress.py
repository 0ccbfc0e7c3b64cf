"""The progress page: for executives, on a phone, on paper."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast
from portfolio.domain.people import Deed
from portfolio.screens import progress as screen
from portfolio.screens.goal_lines import Goals
from portfolio.screens.progress import Screen
from portfolio.web import (
    delivery_sentences,
    exports,
    here,
    places,
    progress_words,
    sentences,
    week_words,
)
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("progress", __name__)
Row = tuple[Any, ...]
NAMES = (
    *("code", "objective", "score", "week_ago", "expected_by_the_plan", "status", "oldest_news"),
    *("worst_key_result", "confidence", "forecast_low", "forecast", "forecast_high"),
    *("forecast_a_week_ago", "forecast_made", "why", "being_done"),
)


@blueprint.get("/progress")
@access(Deed.SEE)
def index() -> str:
    """Show how the objectives stand and what changed this week."""
    return page()


@blueprint.get("/progress.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the objectives as CSV, XLSX or JSON."""
    cycle = here.cycle()
    found = load(cycle) if cycle else None
    rows = list(_objectives(found)) if found else []
    if kind == "json":
        return jsonify(_document(found, rows))
    columns = (
        *(_("Code"), _("Objective"), _("Score"), _("A week ago"), _("Expected by the plan")),
        *(_("Status"), _("Oldest news"), _("Worst key result"), _("Confidence")),
        *(_("Forecast, 10 %"), _("Forecast, 50 %"), _("Forecast, 90 %")),
        *(_("Forecast a week ago"), _("Forecast made"), _("Why"), _("Being done")),
    )
    return exports.table("progress", kind, columns, rows)


@blueprint.get("/progress/risks.<kind>")
@access(Deed.SEE)
def risks(kind: str) -> Response:
    """Answer the key results most at stake as CSV or XLSX."""
    cycle = here.cycle()
    found = load(cycle) if cycle else None
    columns = (
        *(_("Code"), _("Key result"), _("Status"), _("Value"), _("Target"), _("Unit")),
        *(_("Missed with"), _("At stake"), _("Why"), _("Being done"), _("Owner"), _("By when")),
    )
    rows = [
        (
            one.key_result.code,
            one.key_result.title,
            one.key_result.status.value,
            one.key_result.value,
            one.key_result.target,
            one.key_result.unit,
            one.key_result.miss,
            one.key_result.at_stake,
            *progress_words.plain_risk(one, found.on),
            one.owner,
            one.by_on,
        )
        for one in (found.risks if found else ())
        if found
    ]
    return exports.table("risks", kind, columns, rows)


def load(cycle: Cycle) -> Screen:
    """Read the page as of the day in the address."""
    return screen.load(
        here.reading(),
        cycle,
        today=here.today(),
        on=here.on(cycle),
        zone=here.settings().zone,
    )


def page() -> str:
    """Return the page, which is also the home of who only looks."""
    cycle = here.cycle()
    if cycle is None:
        return render_template("home/empty.html")
    found = load(cycle)
    return render_template(
        "progress/index.html",
        screen=found,
        news=week_words.sentences(found.week, cycle),
        say=sentences,
        words=progress_words,
        metric_words=delivery_sentences.pulse,
        address=places.address,
    )


def _objectives(found: Screen) -> Iterator[Row]:
    for line in found.goals.lines:
        danger = found.dangers.get(line.id)
        yield (
            line.code,
            line.title,
            line.score,
            line.week_ago,
            line.after_plan,
            line.status.value,
            line.heard_on,
            line.worst.title if line.worst else None,
            line.confidence,
            *_band(line.forecast),
            line.forecast_before.middle if line.forecast_before else None,
            line.forecast.made_on if line.forecast else None,
            progress_words.why(danger).striptags() if danger else None,
            progress_words.doing(danger.doing, danger.heard_on, found.on).striptags()
            if danger
            else None,
        )


def _band(one: Forecast | None) -> Row:
    return (one.low, one.middle, one.high) if one else (None, None, None)


def _document(found: Screen | None, rows: Sequence[Row]) -> dict[str, Any]:
    if found is None:
        return {"cycle": None, "objectives": [], "news": []}
    goals: Goals = found.goals
    return {
        "cycle": found.cycle.name,
        "on": found.on.isoformat(),
        "plan": found.plan.name if found.plan else None,
        "score": goals.score,
        "forecast": dict(zip(("low", "middle", "high"), _band(goals.forecast), strict=True)),
        "objectives": [dict(zip(NAMES, map(_plain, row), strict=True)) for row in rows],
        "news": [
            {"text": one.plain, "address": one.address}
            for one in week_words.sentences(found.week, found.cycle)
        ],
    }


def _plain(cell: Any) -> Any:
    return cell.isoformat() if hasattr(cell, "isoformat") else cell
