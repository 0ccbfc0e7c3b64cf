"""Plans: the list of a quarter's, one with its board and lists, and what is done with them."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.put_in_force import put_in_force
from portfolio.actions.request_plan import request_plan
from portfolio.domain.cycles import Cycle, next_quarter, quarter_of
from portfolio.domain.people import Deed
from portfolio.domain.plans import PlanState
from portfolio.screens import drift as drift_screen
from portfolio.screens import forecasts as forecast_screen
from portfolio.screens import plan as plan_screen
from portfolio.screens import plan_cell as cell_screen
from portfolio.screens import plan_comparison, plan_drawer, plan_rows, ranked
from portfolio.screens import plans as plans_screen
from portfolio.screens.forecasts import Told
from portfolio.screens.plan import Screen
from portfolio.screens.ranked import Row
from portfolio.web import (
    drawer_words,
    drift_words,
    here,
    left_out_words,
    places,
    plan_files,
    plan_words,
    previews,
    sentences,
)
from portfolio.web.access import access
from portfolio.web.forms.plans import NoteForm, PlanForm
from portfolio.web.language import gettext as _

blueprint = Blueprint("plans", __name__)
SHOWS = ("around", "all", "differences")


@blueprint.get("/plans")
@access(Deed.SEE)
def index() -> str:
    """List the plans of the quarter in view, with the form that asks for one."""
    return _index(_plan_form())


@blueprint.get("/plans.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the list as a file."""
    cycle = here.cycle()
    heads = plans_screen.load(here.reading(), here.me(), cycle).heads if cycle else ()
    return plan_files.heads(heads, kind)


@blueprint.post("/plans")
@access(Deed.REQUEST_PLAN)
def create() -> str | Answer | tuple[str, int]:
    """Ask for a plan, and go to its job."""
    form = _plan_form()
    if not form.validate_on_submit():
        return _index(form), 422
    with here.writing() as tx:
        now = here.now()
        job_id = request_plan(
            tx,
            here.me(),
            open_cycle(tx, here.me(), form.cycle.data, now=now),
            now=now,
            today=here.today(),
            zone=here.settings().zone,
            scenario=form.scenario.data or None,
            seconds=float(form.seconds.data),
        )
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@blueprint.get("/plans/<int:plan_id>")
@access(Deed.SEE)
def show(plan_id: int) -> str:
    """Show a plan; `epic` or `cell` (falcon.S3) in the query opens the drawer of one."""
    return _page(plan_id)


@blueprint.get("/plans/<int:plan_id>/<part>.<kind>")
@access(Deed.SEE)
def export_part(plan_id: int, part: str, kind: str) -> Response:
    """Answer one list of a plan as a file, filtered as the page is; problem and plan as JSON."""
    screen = _load(plan_id)
    return plan_files.part(screen, _wanted(screen), part, kind)


@blueprint.get("/plans/<int:plan_id>/compare/<int:other_id>")
@access(Deed.SEE)
def compare(plan_id: int, other_id: int) -> str:
    """Show two plans of a quarter side by side."""
    found = plan_comparison.load(here.reading(), here.me(), plan_id, other_id)
    return render_template(
        "plans/compare.html", screen=found, words=plan_words, address=places.address
    )


@blueprint.post("/plans/<int:plan_id>/adopt")
@access(Deed.ADOPT_PLAN)
def adopt(plan_id: int) -> str | Answer | tuple[str, int]:
    """Make the plan the quarter's proposed one."""
    form = NoteForm()
    if not form.validate_on_submit():
        return _page(plan_id, note_form=form), 422
    with here.writing() as tx:
        plan = adopt_plan(
            tx,
            here.me(),
            plan_id,
            version=form.version_shown,
            now=here.now(),
            today=here.today(),
            zone=here.settings().zone,
            note=form.note.data or "",
        )
    flash(_("Plan %(plan)s is proposed.", plan=plan.name), "ok")
    return redirect(url_for("plans.show", plan_id=plan_id), 303)


@blueprint.post("/plans/<int:plan_id>/publish")
@access(Deed.PUBLISH_PLAN)
def publish(plan_id: int) -> str | Answer | tuple[str, int]:
    """Put the plan in force; a draft is proposed on the way."""
    form = NoteForm()
    if not form.validate_on_submit():
        return _page(plan_id, note_form=form), 422
    with here.writing() as tx:
        plan = put_in_force(
            tx,
            here.me(),
            plan_id,
            version=form.version_shown,
            now=here.now(),
            today=here.today(),
            zone=here.settings().zone,
            note=form.note.data or "",
        )
    flash(_("Plan %(plan)s is in force; its baseline is frozen.", plan=plan.name), "ok")
    return redirect(url_for("plans.show", plan_id=plan_id), 303)


def _index(form: PlanForm) -> str:
    cycle = here.cycle()
    screen = plans_screen.load(here.reading(), here.me(), cycle) if cycle else None
    drift = None
    if cycle and screen and screen.in_force:
        zone = here.settings().zone
        drift = drift_screen.of_force(here.reading(), cycle, today=here.today(), zone=zone)
    return render_template(
        "plans/index.html",
        screen=screen,
        form=form,
        words=plan_words,
        quarters=_quarters(),
        drift=drift,
        since=drift_words.since(drift) if drift else "",
    )


def _plan_form() -> PlanForm:
    cycle = here.cycle()
    found = plans_screen.load(here.reading(), here.me(), cycle).scenarios if cycle else ()
    form = PlanForm(cycle=cycle.name if cycle else quarter_of(here.today()))
    form.offer(_quarters(), found, base=_("The quarter's own"))
    return form


def _quarters() -> list[tuple[str, str]]:
    """Return the quarters that can be planned: those that exist, this one and the next two."""
    names = {one.name: one.label for one in here.shell_of_request().cycles}
    name = quarter_of(here.today())
    for _place in range(3):
        names.setdefault(name, f"{name[:4]} {name[4:]}")
        name = next_quarter(name)
    return sorted(names.items(), reverse=True)


def _load(plan_id: int) -> Screen:
    return plan_screen.load(here.reading(), here.me(), plan_id)


def _page(plan_id: int, *, note_form: NoteForm | None = None) -> str:
    if request.headers.get("X-Fragment") == "chunk":
        return _rows(plan_id)
    screen = _load(plan_id)
    key, cell = request.args.get("epic") or request.args.get("item"), request.args.get("cell")
    drawer = plan_drawer.load(here.reading(), here.me(), screen, key) if key else None
    rows, part = _wanted(screen), _part()
    return render_template(
        "plans/show.html",
        screen=screen,
        drawer=drawer,
        cell=cell_screen.load(here.reading(), here.me(), screen, cell) if cell else None,
        shifts=_shifts(),
        show=part[0],
        rows=rows,
        part=part[1],
        parts=ranked.parts(rows) if part[0] == "all" else 1,
        entries=ranked.shown(screen.ranked, rows, show=part[0], part=part[1]),
        filters=_filters(screen.cycle),
        note_form=note_form or NoteForm(formdata=None, version=screen.head.version),
        words=plan_words,
        reasons=left_out_words,
        whys=left_out_words.whys(screen),
        drawer_words=drawer_words,
        say=sentences,
        address=places.address,
        told=_told(screen),
    )


def _told(screen: Screen) -> Told | None:
    """Return what is forecast of the quarter: it is made by the plan in force alone."""
    if screen.head.state is not PlanState.PUBLISHED or here.today() > screen.cycle.span.ends_on:
        return None
    return forecast_screen.of_quarter(here.reading(), screen.cycle, on=here.today())


def _rows(plan_id: int) -> str:
    """Answer one part of the ranked rows, for a list that loads as one scrolls."""
    screen = plan_rows.load(here.reading(), here.me(), plan_id)
    rows, (show, part) = _wanted(screen), _part()
    return render_template(
        "plans/_rows_chunk.html",
        screen=screen,
        part=part,
        parts=ranked.parts(rows),
        entries=ranked.shown(screen.ranked, rows, show=show, part=part),
        filters=_filters(screen.cycle),
        words=plan_words,
    )


def _part() -> tuple[str, int]:
    """Return which rows are shown, and of all of them which page."""
    wish, page = request.args.get("show", ""), request.args.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    return wish if wish in SHOWS else SHOWS[0], max(1, number)


def _shifts() -> dict[str, str]:
    """Return what the preview in the address does to epics: enters, leaves or slips, by key."""
    shown = previews.preview_here()
    said = shown.preview.consequence if shown and not shown.preview.saved_at else None
    if said is None:
        return {}
    kinds = ("leaves", "slips", "enters")
    return {
        one.key: next((kind for kind in kinds if getattr(one, kind)), "")
        for one in (*said.epics, *said.items)
    }


def _filters(cycle: Cycle) -> dict[str, Any]:
    asked = {name: request.args.get(name, "") for name in ("area", "objective", "show")}
    return {"cycle": cycle.name, **{name: value for name, value in asked.items() if value}}


def _wanted(screen: Screen | plan_rows.Screen) -> list[Row]:
    """Return the rows of the area and the objective that the address asks for."""
    area, code = request.args.get("area"), request.args.get("objective")
    ids = {one.id for one in screen.objectives if one.code == code}
    return [
        row
        for row in screen.ranked.rows
        if (not area or row.area_slug == area) and (not code or row.objective_id in ids)
    ]
