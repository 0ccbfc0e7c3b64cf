"""Forecasts: those of the quarter beside their record, as files, and asked for anew."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.request_forecast import request_forecast
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.forecasts import CHANCES, Kind
from portfolio.domain.people import Deed
from portfolio.screens import forecasts as screen
from portfolio.screens.forecasts import Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("forecasts", __name__)


@blueprint.get("/forecasts")
@access(Deed.SEE)
def show() -> str:
    """Show what is forecast for epics, teams, areas and all together, with the records."""
    return render_template("forecasts/show.html", screen=_load(), kinds=_kinds())


@blueprint.get("/forecasts.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer every forecast as it was made as a file; of an epic the figures are days."""
    found = _load()
    columns = [_("About"), _("Key"), _("Name"), _("Unit"), _("Made on"), _("For")]
    rows = [
        [one.forecast.kind.value, one.key, one.name, one.forecast.unit.value]
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


def _kinds() -> dict[Kind, str]:
    return {
        Kind.EPIC: _("When epics end"),
        Kind.TEAM: _("What teams deliver until the quarter's end"),
        Kind.TEAM_SOON: _("What teams deliver in four weeks"),
        Kind.AREA: _("What areas deliver until the quarter's end"),
        Kind.PRODUCT: _("What all teams deliver until the quarter's end"),
        Kind.PRODUCT_SOON: _("What all teams deliver in four weeks"),
    }
