"""Requirement areas, the skills of their teams, and the offices."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from portfolio.actions.add_area import add_area
from portfolio.actions.add_office import add_office
from portfolio.actions.add_team import add_team
from portfolio.actions.move_team import move_team
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer
from portfolio.screens import areas as screen
from portfolio.store.unit import Tx
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.teams import MoveForm, NewAreaForm, NewTeamForm, OfficeForm, blame
from portfolio.web.language import gettext as _

blueprint = Blueprint("areas", __name__)
PANELS = ("area", "team", "office", "move")
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
    """Move a team to another area."""
    form = _with_areas(MoveForm())

    def save(tx: Tx, by: Viewer, now: datetime) -> None:
        version = form.version_shown
        move_team(tx, by, team_id, form.area.data or None, version=version, now=now)

    return _saved("move", form, save, said=_("The team is moved."), blamed="area")


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


def _screen() -> screen.AreasScreen:
    return screen.load(here.reading(), here.cycle(), today=here.today())


def _page(panel: str, form: Any = None, status: int = 200) -> str | tuple[str, int]:
    found = _screen()
    fresh = {"area": NewAreaForm, "team": NewTeamForm, "office": OfficeForm, "move": MoveForm}
    if form is None and panel:
        form = fresh[panel](formdata=None)
    if form is not None and "area" in form:
        _with_areas(form, found)
    team = next((one for one in found.teams if one.slug == request.args.get("team")), None)
    if panel == "move" and team is None:
        panel, form = "", None
    if panel == "move" and team is not None and status == 200:
        form.area.data, form.version.data = team.area_id or 0, team.version
    answer = render_template("areas/index.html", screen=found, panel=panel, form=form, team=team)
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
