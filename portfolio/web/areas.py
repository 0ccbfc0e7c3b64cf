"""Requirement areas, the skills of their teams, and the offices."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered
from wtforms.fields.choices import SelectChoice

from portfolio.actions.add_area import add_area
from portfolio.actions.add_office import add_office
from portfolio.actions.add_team import add_team
from portfolio.domain import edits
from portfolio.domain.cycles import Cycle
from portfolio.domain.edits import Edit
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer
from portfolio.screens import areas as screen
from portfolio.screens import forecasts
from portfolio.store.unit import Tx
from portfolio.web import exports, here, previews
from portfolio.web.access import access
from portfolio.web.formats import day_text
from portfolio.web.forms.teams import EndForm, MoveForm, NewAreaForm, NewTeamForm, OfficeForm, blame
from portfolio.web.language import gettext as _

blueprint = Blueprint("areas", __name__)
PANELS = ("area", "team", "office", "move", "end")
Answer = Answered | str | tuple[str, int]


@blueprint.get("/areas")
@access(Deed.SEE)
def index() -> str | tuple[str, int]:
    """Show the areas, the team by skill matrix and the offices."""
    panel = request.args.get("panel", "")
    return _page(panel if panel in PANELS and here.allowed(Deed.MOVE_TEAM) else "")


@blueprint.get("/areas.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer teams by area, with a column for each skill, as a file."""
    found = _screen()
    columns = (_("Area"), _("Team"), *(skill.name for skill in found.skills))
    rows = (
        (
            row.area.name if row.area else None,
            team.name,
            *("1" if skill.slug in team.skills else None for skill in found.skills),
        )
        for row in found.areas
        for team in row.teams
    )
    return exports.table("areas", kind, columns, rows)


@blueprint.get("/skills.<kind>")
@access(Deed.SEE)
def export_skills(kind: str) -> Response:
    """Answer each skill's demand and capacity by area as a file."""
    found = _screen()
    columns = (
        _("Skill"), _("Area"), _("Open items"), _("Open points"), _("Teams"),
        _("Capacity, points"), _("Load"), _("Bottleneck"),
    )  # fmt: skip
    rows = (
        (
            found.skill_name(one.skill),
            found.area_name(one.area_id),
            one.demand.items,
            round(one.demand.points, 2),
            one.teams,
            round(one.capacity, 2),
            None if one.load is None else round(one.load, 3),
            int(one.is_bottleneck),
        )
        for one in found.loads
    )
    return exports.table("skills", kind, columns, rows)


@blueprint.get("/sprints.<kind>")
@access(Deed.SEE)
def export_sprints(kind: str) -> Response:
    """Answer the product's sprint calendar as a file."""
    columns = (_("Quarter"), _("Sprint"), _("First day"), _("Last day"))
    rows = (
        (cycle.name, sprint.name, sprint.span.starts_on, sprint.span.ends_on)
        for cycle in _screen().calendar
        for sprint in cycle.sprints
    )
    return exports.table("sprints", kind, columns, rows)


@blueprint.get("/offices.<kind>")
@access(Deed.SEE)
def export_offices(kind: str) -> Response:
    """Answer the offices with their days off in the cycle as a file."""
    columns = (_("Office"), _("Country"), _("Region"), _("Time zone"), _("Day"), _("Holiday"))
    rows = (
        (
            row.office.name,
            row.office.country,
            row.office.subdivision,
            row.office.time_zone,
            on,
            name,
        )
        for row in _screen().offices
        for on, name in row.holidays or ((None, None),)
    )
    return exports.table("offices", kind, columns, rows)


@blueprint.post("/areas")
@access(Deed.MOVE_TEAM)
def create() -> Answer:
    """Add an area."""
    form = NewAreaForm()

    def save(tx: Tx, by: Viewer, now: datetime) -> None:
        add_area(tx, by, form.name.data or "", now=now)

    return _saved("area", form, save, said=_("The area is added."))


@blueprint.post("/teams")
@access(Deed.MOVE_TEAM)
def create_team() -> Answer:
    """Add a team."""
    form = _with_areas(NewTeamForm())

    def save(tx: Tx, by: Viewer, now: datetime) -> None:
        add_team(tx, by, form.name.data or "", form.area.data or None, now=now)

    return _saved("team", form, save, said=_("The team is added."))


@blueprint.post("/teams/<int:team_id>/move")
@access(Deed.MOVE_TEAM)
def move(team_id: int) -> Answer:
    """Preview a team in another area, from a quarter's first sprint on, with what that costs."""
    form, found = _with_areas(MoveForm()), _screen()
    _offer_days(form, found)
    if not form.validate_on_submit():
        return _page("move", form, 422)
    on, cost = date.fromisoformat(form.on.data), float(form.cost.data) / 100
    edit = edits.move_team(
        team_id, form.area.data or None, version=form.version_shown, on=on, cost=cost
    )
    cycle = next((one for one in found.firsts if one.sprints[0].span.starts_on == on), None)
    return _previewed("move", form, edit, cycle, blamed="area")


@blueprint.post("/teams/<int:team_id>/move/undo")
@access(Deed.MOVE_TEAM)
def unmove(team_id: int) -> Answer:
    """Preview a team without its decided move."""
    found = _screen()
    for row in found.moves:
        if row.team.id == team_id and row.move.on.isoformat() == request.form.get("on"):
            back, on = row.move.from_area_id, row.move.on
            edit = edits.move_team(team_id, back, version=row.team.version, on=on)
            cycle = next((one for one in found.firsts if one.sprints[0].span.starts_on == on), None)
            return previews.ask(edit, back=_own_page(), cycle=cycle)
    raise Refused(_("There is no such move any more."))


@blueprint.post("/teams/<int:team_id>/end")
@access(Deed.MOVE_TEAM)
def end(team_id: int) -> Answer:
    """Preview the quarter with a team that ends, or goes on."""
    form = EndForm()
    if not form.validate_on_submit():
        return _page("end", form, 422)
    edit = edits.end_team(team_id, form.on.data, version=form.version_shown)
    return _previewed("end", form, edit, None, blamed="on")


@blueprint.post("/offices")
@access(Deed.MOVE_TEAM)
def create_office() -> Answer:
    """Add an office with its public holidays."""
    form = OfficeForm()

    def save(tx: Tx, by: Viewer, now: datetime) -> None:
        add_office(
            tx,
            by,
            form.name.data or "",
            form.country.data or "",
            subdivision=(form.subdivision.data or "").strip().upper() or None,
            time_zone=form.time_zone.data or "UTC",
            now=now,
        )

    return _saved("office", form, save, said=_("The office is added."))


def _previewed(panel: str, form: Any, edit: Edit, cycle: Cycle | None, *, blamed: str) -> Answer:
    try:
        return previews.ask(edit, back=_own_page(), cycle=cycle)
    except Refused as fault:
        blame(form, fault, otherwise=blamed)
        return _page(panel, form, 422)


def _own_page() -> str:
    return url_for("areas.index", cycle=request.args.get("cycle") or None)


def _offer_days(form: Any, found: screen.AreasScreen) -> None:
    days = [(one.sprints[0].span.starts_on, one.label) for one in found.firsts]
    form.on.choices = [
        SelectChoice(day.isoformat(), f"{name}, {day_text(day)}") for day, name in days
    ]


def _screen() -> screen.AreasScreen:
    return screen.load(
        here.reading(),
        here.cycle(),
        every_cycle=here.shell_of_request().cycles,
        today=here.today(),
        zone=here.settings().zone,
    )


def _page(panel: str, form: Any = None, status: int = 200) -> str | tuple[str, int]:
    found = _screen()
    fresh = {
        "area": NewAreaForm,
        "team": NewTeamForm,
        "office": OfficeForm,
        "move": MoveForm,
        "end": EndForm,
    }
    if form is None and panel:
        form = fresh[panel](formdata=None)
    if form is not None and "area" in form:
        _with_areas(form, found)
    if form is not None and panel == "move":
        _offer_days(form, found)
    team = next((one for one in found.teams if one.slug == request.args.get("team")), None)
    if panel in ("move", "end") and team is None:
        panel, form = "", None
    if panel == "move" and team is not None and status == 200:
        form.area.data, form.version.data = team.area_id or 0, team.version
    if panel == "end" and team is not None and status == 200:
        form.on.data, form.version.data = team.disbanded_on, team.version
    foreseen, record = forecasts.of_areas(here.reading(), here.cycle(), on=here.today())
    answer = render_template(
        "areas/index.html",
        screen=found,
        panel=panel,
        form=form,
        team=team,
        foreseen=foreseen,
        record=record,
    )
    return (answer, status) if status != 200 else answer


def _with_areas(form: Any, found: screen.AreasScreen | None = None) -> Any:
    rows = (found or _screen()).areas
    own = [(row.area.id, row.area.name) for row in rows if row.area]
    form.area.choices = [(0, _("No area")), *own]
    return form


def _saved(
    panel: str,
    form: Any,
    save: Callable[[Tx, Viewer, datetime], None],
    *,
    said: str,
    blamed: str = "name",
) -> Answer:
    if not form.validate_on_submit():
        return _page(panel, form, 422)
    by, now = here.me(), here.now()
    try:
        with here.writing() as tx:
            save(tx, by, now)
    except Refused as fault:
        blame(form, fault, otherwise=blamed)
        return _page(panel, form, 422)
    flash(said, "ok")
    return redirect(url_for("areas.index", cycle=request.args.get("cycle") or None), 303)
