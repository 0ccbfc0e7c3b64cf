"""The delivery page: figures, tables and the range in the address."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.domain.delivery import WEEK
from portfolio.domain.delivery_range import WeekRange, range_of
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.screens import delivery as screen
from portfolio.screens.delivery_scope import Wish
from portfolio.web import delivery_sentences, delivery_tables, exports, here
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("delivery", __name__)
PRESETS = (4, 13, 26, 52)

FIGURES: dict[str, Callable[[screen.Screen], dict[str, Any]]] = {
    "deployments": lambda found: screen.deployments_figure(found, _),
    "frequency": lambda found: screen.frequency_figure(found, _),
    "fail-rate": lambda found: screen.fail_rate_figure(found, _),
    "key-results": lambda found: found.key_results.figure if found.key_results else {"data": []},
}
TABLES: dict[str, Callable[[screen.Screen], delivery_tables.Table]] = {
    "deployments": delivery_tables.deployments,
    "frequency": delivery_tables.frequency,
    "fail-rate": delivery_tables.fail_rate,
    "key-results": delivery_tables.key_results,
    "services": delivery_tables.services,
    "teams": delivery_tables.teams,
}


@blueprint.get("/delivery")
@access(Deed.SEE)
def index() -> tuple[str, int]:
    """Show what reached production and how well; beside a wrong range, the usual one."""
    faults: dict[str, str] = {}
    try:
        found = _load(_asked_range())
    except Refused as fault:
        faults = fault.faults
        found = _load(range_of(None, None, today=here.today()))
    page = render_template(
        "delivery/index.html",
        screen=found,
        say=delivery_sentences,
        figures={name: make(found) for name, make in FIGURES.items()},
        query=_query(found),
        presets=_presets(found),
        faults=faults,
    )
    return page, 422 if faults else 200


@blueprint.get("/delivery.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the services with their five metrics as CSV or XLSX."""
    return exports.table("delivery", kind, *delivery_tables.services(_load_for_file()))


@blueprint.get("/delivery/<name>.<kind>")
@access(Deed.SEE)
def part(name: str, kind: str) -> Response:
    """Answer one figure as JSON, or its table as CSV or XLSX."""
    if kind == "json" and name in FIGURES:
        return jsonify(FIGURES[name](_load_for_file()))
    if name not in TABLES:
        raise NotFound("figure", name)
    return exports.table(name, kind, *TABLES[name](_load_for_file()))


@blueprint.get("/delivery/services/<slug>")
@access(Deed.SEE)
def service(slug: str) -> Answer:
    """Lead to the delivery page of one service."""
    return redirect(url_for("delivery.index", service=slug))


def _load_for_file() -> screen.Screen:
    try:
        return _load(_asked_range())
    except Refused as fault:
        raise Refused(" ".join((str(fault), *fault.faults.values()))) from fault


def _asked_range() -> WeekRange:
    return range_of(_day("from"), _day("to"), today=here.today())


def _load(weeks: WeekRange) -> screen.Screen:
    asked = request.args
    wish = Wish(asked.get("service") or None, asked.get("team") or None, asked.get("area") or None)
    return screen.load(here.reading(), wish, weeks, cycle=here.cycle(), _=_)


def _day(name: str) -> date | None:
    text = (request.args.get(name) or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            _("%(text)s is no day. Write it like 2027-02-09.", text=repr(text[:40])),
            {name: _("Write the day like 2027-02-09.")},
        ) from None


def _query(found: screen.Screen) -> dict[str, str]:
    """Return the query string that shows what is shown now, whenever it is opened."""
    cycle = request.args.get("cycle")
    days = found.range.days
    return {
        "from": days.starts_on.isoformat(),
        "to": days.ends_on.isoformat(),
        **found.scope.wish.as_query,
        **({"cycle": cycle} if cycle else {}),
    }


def _presets(found: screen.Screen) -> list[tuple[int, dict[str, str]]]:
    last = range_of(None, None, today=here.today()).last_week
    return [
        (
            count,
            {
                **_query(found),
                "from": (last - (count - 1) * WEEK).isoformat(),
                "to": (last + timedelta(days=6)).isoformat(),
            },
        )
        for count in PRESETS
    ]
