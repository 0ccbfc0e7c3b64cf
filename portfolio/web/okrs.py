"""Objectives: the tree of a cycle, one objective, and the forms that change them."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.add_objective import add_objective
from portfolio.actions.edit_objective import edit_objective
from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.restore_objective import restore_objective
from portfolio.actions.strike_objective import strike_objective
from portfolio.domain.cycles import next_quarter, quarter_of
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.forecasts import Forecast
from portfolio.domain.people import Deed
from portfolio.screens import objective as objective_screen
from portfolio.screens import okr_choices
from portfolio.screens import okrs as tree_screen
from portfolio.screens.okr_weeks import weeks
from portfolio.screens.okrs import Filters, Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.okrs import KINDS, NewObjectiveForm, ObjectiveForm, StrikeForm
from portfolio.web.language import gettext as _
from portfolio.web.strikes import strike_out

blueprint = Blueprint("okrs", __name__)


@blueprint.get("/okrs")
@access(Deed.SEE)
def index() -> str:
    """Show the tree of the cycle in view."""
    cycle = here.cycle()
    if cycle is None:
        return render_template("okrs/empty.html", quarter=quarter_of(here.today()))
    return render_template("okrs/index.html", screen=_tree(), kinds=KINDS)


@blueprint.get("/okrs.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the key results, a row each, as CSV or XLSX."""
    columns = (
        _("Objective code"), _("Objective"), _("Code"), _("Key result"), _("Kind"), _("Owner"),
        _("Team"), _("Unit"), _("Start"), _("Value"), _("Target"), _("Score"), _("Expected"),
        _("Status"), _("Confidence"), _("Share of the score"), _("Last check-in"), _("Stale"),
        _("Epics"), _("Open epics"), _("Expected effect of open epics"), _("Forecast score"),
        _("10 %"), _("90 %"),
    )  # fmt: skip
    rows = _rows(_tree()) if here.cycle() else ()
    return exports.table("okrs", kind, columns, rows)


@blueprint.get("/okrs/over-time.<kind>")
@access(Deed.SEE)
def over_time(kind: str) -> Response:
    """Answer the weeks of every key result as CSV or XLSX, or the figure as JSON."""
    cycle = here.cycle()
    wanted = request.args.get("objective", type=int)
    found = (
        weeks(here.reading(), cycle, on=here.on(cycle), objective_id=wanted, say=_)
        if cycle
        else None
    )
    if kind == "json":
        return jsonify(found.figure if found else {"data": [], "layout": {}})
    columns = (
        _("Code"), _("Key result"), _("Unit"), _("Day"), _("Value"), _("Target"), _("Score"),
        _("Expected"),
    )  # fmt: skip
    rows = [
        (
            one.key_result.code, one.key_result.title, one.key_result.unit, point.on, point.value,
            one.key_result.target, point.score, round(point.expected, 4),
        )
        for one in (found.series if found else ())
        for point in one.points
    ]  # fmt: skip
    return exports.table("key-results-over-time", kind, columns, rows)


@blueprint.get("/okrs/<int:objective_id>")
@access(Deed.SEE)
def show(objective_id: int) -> str:
    """Show one objective."""
    return _page(objective_id)


@blueprint.route("/okrs/new", methods=["GET", "POST"])
@access(Deed.EDIT_OKRS)
def create() -> str | Answer | tuple[str, int]:
    """Write a new objective."""
    form = NewObjectiveForm()
    _offer(form)
    form.offer_quarters(_quarters())
    if request.method == "GET":
        form.parent_id.data = request.args.get("parent", type=int)
        own = sorted(here.me().area_ids)
        form.area_id.data = own[0] if own else None
        form.quarter.data = _quarter_in_view()
        return _form(form, None)
    if form.validate():
        try:
            made = _add(form)
        except Refused as refused:
            form.tell(refused)
        else:
            flash(_("The objective stands. Now write its key results."))
            return redirect(_address(made), 303)
    return _form(form, None), 422


@blueprint.route("/okrs/<int:objective_id>/edit", methods=["GET", "POST"])
@access(Deed.EDIT_OKRS)
def edit(objective_id: int) -> str | Answer | tuple[str, int]:
    """Change an objective."""
    screen = objective_screen.load(here.reading(), here.me(), objective_id, on=here.today())
    if not screen.block.may_edit:
        raise NotAllowed(Deed.EDIT_OKRS, _("This objective is of another area."))
    form = ObjectiveForm()
    _offer(form, but=objective_id)
    if request.method == "GET":
        form.show(screen.objective)
        return _form(form, screen)
    if form.validate():
        try:
            with here.writing() as tx:
                edit_objective(
                    tx,
                    here.me(),
                    objective_id,
                    form.draft(),
                    version=form.version.data,
                    now=here.now(),
                    on=here.today(),
                    reason=form.reason.data or "",
                )
        except Refused as refused:
            form.tell(refused)
        else:
            flash(_("Saved."))
            return redirect(_address(objective_id), 303)
    return _form(form, screen), 422


@blueprint.post("/okrs/<int:objective_id>/strike")
@access(Deed.EDIT_OKRS)
def strike(objective_id: int) -> Answer | tuple[str, int]:
    """Strike an objective out of its quarter."""
    return strike_out(
        strike_objective,
        objective_id,
        page=lambda form: _page(objective_id, strike=form),
        text=_("The objective is struck out. What was said of it is kept."),
        undo=lambda version: url_for("okrs.restore", objective_id=objective_id, version=version),
        back=url_for("okrs.index", cycle=request.args.get("cycle")),
    )


@blueprint.post("/okrs/<int:objective_id>/restore")
@access(Deed.EDIT_OKRS)
def restore(objective_id: int) -> Answer:
    """Take back that an objective was struck out."""
    version = request.values.get("version", 0, type=int)
    with here.writing() as tx:
        restore_objective(
            tx, here.me(), objective_id, version=version, now=here.now(), on=here.today()
        )
    flash(_("The objective counts again."))
    return redirect(_address(objective_id), 303)


def _tree() -> Screen:
    cycle = here.cycle()
    if cycle is None:
        raise RuntimeError("a page without a cycle has no tree")
    filters = Filters(
        area=request.args.get("area", ""),
        status=request.args.get("status", ""),
        is_mine=request.args.get("mine") == "1",
    )
    return tree_screen.load(here.reading(), here.me(), cycle, on=here.on(cycle), filters=filters)


def _page(objective_id: int, strike: StrikeForm | None = None) -> str:
    zone = here.settings().zone
    screen = objective_screen.load(
        here.reading(), here.me(), objective_id, on=here.on(), zone=zone, say=_
    )
    if strike is None:
        version = screen.objective.version
        strike = StrikeForm.offered(screen.cycle.span, here.today(), version=version)
    return render_template("okrs/show.html", screen=screen, strike=strike)


def _form(form: ObjectiveForm, screen: objective_screen.Screen | None) -> str:
    return render_template("okrs/edit.html", form=form, screen=screen)


def _offer(form: ObjectiveForm, *, but: int | None = None) -> None:
    cycle = here.cycle()
    offered = okr_choices.load(here.reading(), cycle.id if cycle else None, on=here.today())
    parents = {one: words for one, words in offered.objectives.items() if one != but}
    form.offer(areas=offered.areas, teams=offered.teams, parents=parents)


def _add(form: NewObjectiveForm) -> int:
    me, now = here.me(), here.now()
    with here.writing() as tx:
        cycle = open_cycle(tx, me, form.quarter.data, now=now)
        return add_objective(tx, me, cycle.id, form.draft(), now=now, on=here.today())


def _quarters() -> list[str]:
    """Return the quarters that are open, and the one after the newest."""
    every = here.shell_of_request().cycles
    after = next_quarter(every[-1].name) if every else quarter_of(here.today())
    return [*(one.name for one in every if not one.is_closed), after]


def _quarter_in_view() -> str:
    cycle = here.cycle()
    return cycle.name if cycle else quarter_of(here.today())


def _address(objective_id: int) -> str:
    return url_for("okrs.show", objective_id=objective_id, cycle=request.args.get("cycle"))


def _rows(screen: Screen) -> list[tuple[Any, ...]]:
    return [
        (
            block.standing.objective.code,
            block.standing.objective.title,
            row.standing.key_result.code,
            row.standing.key_result.title,
            row.standing.key_result.kind.value,
            row.standing.key_result.owner,
            row.team.name if row.team else None,
            row.standing.key_result.unit,
            row.standing.key_result.start,
            row.standing.value,
            row.standing.key_result.target,
            row.standing.score,
            round(row.standing.expected, 4),
            row.standing.status.value,
            row.standing.confidence,
            round(row.standing.share, 4),
            row.standing.heard_on,
            _("yes") if row.standing.is_stale else _("no"),
            row.attached.epics,
            row.attached.open,
            row.attached.amount,
            *_band(screen.foreseen(row.standing.key_result)),
        )
        for block in screen.blocks
        for row in block.rows
    ]


def _band(forecast: Forecast | None) -> tuple[float | None, float | None, float | None]:
    return (forecast.middle, forecast.low, forecast.high) if forecast else (None, None, None)
