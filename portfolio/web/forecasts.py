"""Forecasts: those of the quarter beside their record, as files, and asked for anew."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.request_forecast import request_forecast
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.forecasts import CHANCES, Kind
from portfolio.domain.people import Deed
from portfolio.screens import forecasts as screen
from portfolio.screens.forecasts import Line, Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("forecasts", __name__)


@blueprint.get("/forecasts")
@access(Deed.SEE)
def show() -> str:
    """Show what is forecast of goals, epics and work, with the record of each kind."""
    return render_template("forecasts/show.html", screen=_load(), kinds=_kinds(), address=_address)


@blueprint.get("/forecasts.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer every forecast as it was made as a file; of an epic the figures are days."""
    found = _load()
    columns = [_("About"), _("Key"), _("Name"), _("Unit"), _("Made on"), _("For")]
    rows = [
        [one.forecast.kind.value, one.key, one.name, one.unit or one.forecast.unit.value]
        + [one.forecast.made_on, one.forecast.until_on, *one.forecast.quantiles]
        for own in found.lines.values()
        for one in own
    ]
    shares = [f"p{100 * chance:g}" for chance in CHANCES]
    return exports.table(f"forecasts-{found.cycle.name}", kind, columns + shares, rows)


@blueprint.post("/forecasts")
@access(Deed.REQUEST_PLAN)
def create() -> Answer:
    """Ask for new forecasts of a quarter; they are there some seconds later."""
    cycle = _cycle()
    with here.writing() as tx:
        request_forecast(tx, here.me(), cycle, now=here.now(), today=here.today())
    flash(_("The forecasts are being made; they stand here in some seconds."), "ok")
    return redirect(url_for("forecasts.show", cycle=cycle.name), 303)


def _load() -> Screen:
    cycle = _cycle()
    return screen.load(here.reading(), cycle, on=here.on(cycle))


def _cycle() -> Cycle:
    cycle = here.cycle()
    if cycle is None:
        raise NotFound("quarter", request.args.get("cycle", ""))
    return cycle


def _address(line: Line, cycle: Cycle) -> str:
    """Return the address of the page of what a forecast is about."""
    kind, name = line.forecast.kind, cycle.name
    if kind is Kind.EPIC:
        return url_for("items.show", key=line.key, cycle=name)
    if kind in (Kind.TEAM, Kind.TEAM_SOON):
        return url_for("teams.show", slug=line.key, cycle=name)
    if kind in (Kind.OBJECTIVE, Kind.OBJECTIVE_WORK):
        return url_for("okrs.show", objective_id=line.forecast.subject_id, cycle=name)
    if kind in (Kind.KEY_RESULT, Kind.KEY_RESULT_SCORE):
        return url_for("key_results.show", key_result_id=line.forecast.subject_id, cycle=name)
    if kind is Kind.AREA:
        return url_for("areas.index", cycle=name)
    return url_for("progress.index", cycle=name)


def _kinds() -> dict[Kind, str]:
    return {
        Kind.CYCLE: _("Where the quarter's score ends"),
        Kind.OBJECTIVE: _("Where objectives end"),
        Kind.KEY_RESULT: _("Where key results end"),
        Kind.KEY_RESULT_SCORE: _("Where the scores of key results end"),
        Kind.EPIC: _("When epics end"),
        Kind.OBJECTIVE_WORK: _("What is delivered for objectives until the quarter's end"),
        Kind.TEAM: _("What teams deliver until the quarter's end"),
        Kind.TEAM_SOON: _("What teams deliver in four weeks"),
        Kind.AREA: _("What areas deliver until the quarter's end"),
        Kind.PRODUCT: _("What all teams deliver until the quarter's end"),
        Kind.PRODUCT_SOON: _("What all teams deliver in four weeks"),
    }
