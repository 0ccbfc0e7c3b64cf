"""Teams: the list, one team, and the same as files."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.datastructures import MultiDict

from portfolio.domain.capacity_parts import Unit
from portfolio.domain.edits import EditKind
from portfolio.domain.errors import NotAllowed
from portfolio.domain.forecasts import Kind
from portfolio.domain.people import Deed
from portfolio.domain.teams import Absence
from portfolio.screens import forecasts as forecast_screen
from portfolio.screens import team as team_screen
from portfolio.screens import teams as teams_screen
from portfolio.screens.forecasts import Told
from portfolio.screens.team import TeamScreen
from portfolio.web import capacity_words, exports, here
from portfolio.web.access import access
from portfolio.web.forms.calendar import WEEKDAYS, PartTimeForm, SheetForm, rota_form
from portfolio.web.forms.teams import DaysForm, FocusForm, MemberForm, TeamForm
from portfolio.web.language import gettext as _
from portfolio.web.previews import preview_here
from portfolio.web.rhythm_words import rhythm_words
from portfolio.web.team_files import sheet

blueprint = Blueprint("teams", __name__)
PANELS = ("absence", "on-call", "rota", "focus", "part-time", "people", "settings", "import")


@blueprint.get("/teams")
@access(Deed.SEE)
def index() -> str:
    """List all teams by area, capacity against demand."""
    return render_template("teams/index.html", screen=_all(), words=capacity_words)


@blueprint.get("/teams.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the list as a file."""
    columns = (
        _("Team"), _("Area"), _("People"), _("Full-time"), _("Points"), _("Items"),
        _("Planned points"), _("Open items"), _("Open points"), _("Sized by reference class"),
        _("Warnings"),
    )  # fmt: skip
    rows = (
        (
            row.team.name,
            row.area.name if row.area else None,
            row.people,
            round(row.full_time, 2),
            round(row.points, 2),
            round(row.items, 2),
            round(row.planned, 2),
            row.demand.items,
            round(row.demand.points, 2),
            row.demand.estimated,
            " ".join(row.capacity.sentences) if row.capacity else "",
        )
        for row in _all().rows
    )
    return exports.table("teams", kind, columns, rows)


@blueprint.get("/teams/<slug>")
@access(Deed.SEE)
def show(slug: str) -> str | tuple[str, int]:
    """Show a team; `panel` opens a form, `row` fills it with what is there."""
    panel = request.args.get("panel", "")
    return page(slug, panel if panel in PANELS else "")


@blueprint.get("/teams/<slug>/<any(capacity, focus, items, rate):name>.<kind>")
@access(Deed.SEE)
def export_part(slug: str, name: str, kind: str) -> Response:
    """Answer a table of a team's page as a file, or as JSON."""
    return _file(slug, name, kind)


@blueprint.get('/teams/<slug>/<any(absences, "on-call", people):name>.<kind>')
@access(Deed.SEE_ABSENT_NAMES)
def export_named(slug: str, name: str, kind: str) -> Response:
    """Answer a table with names, to those who may see them."""
    return _file(slug, name, kind)


def page(
    slug: str,
    panel: str = "",
    *,
    form: Any = None,
    status: int = 200,
    **names: Any,
) -> str | tuple[str, int]:
    """Render a team with a form open; one that was sent and refused comes with its status."""
    screen = _one(slug, _draft() if not panel else None)
    if panel and not _may_open(screen, panel):
        raise NotAllowed(panel)
    form = form if form is not None else _fresh(screen, panel)
    answer = render_template(
        "teams/show.html",
        screen=screen,
        panel=panel,
        form=form,
        words=capacity_words,
        rhythm_words=rhythm_words,
        told=_told(screen),
        **names,
    )
    return (answer, status) if status != 200 else answer


def _told(screen: TeamScreen) -> Told:
    """Return what the team is forecast to deliver."""
    kinds = (Kind.TEAM, Kind.TEAM_SOON)
    return forecast_screen.of_subject(
        here.reading(), screen.cycle, kinds, screen.team.id, on=screen.today
    )


def offered(form: Any, screen: TeamScreen) -> Any:
    """Give a form the choices that the screen knows, and return it."""
    if isinstance(form, DaysForm | PartTimeForm):
        people = {one.person.id: one.person for one in screen.members}
        form.offer(sorted(people.values(), key=lambda person: person.name))
    if isinstance(form, FocusForm):
        sprints = screen.cycle.sprints if screen.cycle else ()
        form.from_on.choices = [
            (one.span.starts_on.isoformat(), f"{one.name} {one.span.starts_on}") for one in sprints
        ]
    if isinstance(form, MemberForm):
        own = [(person.id, person.name) for person in screen.every_person]
        form.person.choices = [(0, _("Somebody new")), *own]
        offices = [(office.id, office.name) for office in screen.every_office]
        form.office.choices = [(0, _("No office")), *offices]
    return form


def _file(slug: str, name: str, kind: str) -> Response:
    screen = _one(slug)
    found = sheet(screen, name)
    if kind == "json":
        return jsonify([dict(zip(found.columns, row, strict=True)) for row in found.rows])
    return exports.table(f"{screen.team.slug}-{name}", kind, found.columns, found.rows)


def _all() -> teams_screen.TeamsScreen:
    return teams_screen.load(
        here.reading(), here.cycle(), today=here.today(), zone=here.settings().zone
    )


def _draft() -> Absence | None:
    """Return the absence that the page's preview is about, to show it among the others."""
    shown = preview_here()
    if shown is None or shown.preview.saved_at is not None:
        return None
    for part in shown.preview.edit.parts:
        if part.kind is EditKind.SET_ABSENCE:
            said = part.values
            first, last = (date.fromisoformat(said[name]) for name in ("starts_on", "ends_on"))
            return Absence(said["absence_id"] or 0, said["person_id"], first, last, said["share"])
    return None


def _unit() -> Unit:
    asked = request.args.get("unit", "")
    return Unit(asked) if asked in set(Unit) else Unit.DAYS


def _one(slug: str, draft: Absence | None = None) -> TeamScreen:
    return team_screen.load(
        here.reading(),
        here.me(),
        slug,
        here.cycle(),
        today=here.today(),
        zone=here.settings().zone,
        unit=_unit(),
        draft=draft,
    )


def one(slug: str) -> TeamScreen:
    """Return the screen of a team, for a form that is checked against it."""
    return _one(slug)


def _may_open(screen: TeamScreen, panel: str) -> bool:
    rights = screen.rights
    if panel == "people":
        return rights.splits_people
    return rights.edits_team if panel == "settings" else rights.edits_capacity


def _fresh(screen: TeamScreen, panel: str) -> Any:
    if panel in ("absence", "on-call"):
        return offered(_days_form(screen, panel), screen)
    if panel == "rota":
        return rota_form(screen)
    if panel == "part-time":
        return offered(_part_time_form(screen), screen)
    if panel == "import":
        return SheetForm(formdata=None, data={"kind": request.args.get("kind", "absences")})
    if panel == "focus":
        return offered(_focus_form(screen), screen)
    if panel == "people":
        return offered(_member_form(screen), screen)
    if panel == "settings":
        team = screen.team
        named = {skill.slug: skill.name for skill in screen.skills}
        skills = "\n".join(named[slug] for slug in team.skills)
        return TeamForm(
            formdata=None,
            data={
                "name": team.name,
                "tracker_name": team.tracker_name,
                "time_zone": team.time_zone,
                "wip_limit": team.wip_limit,
                "skills": skills,
                "version": team.version,
            },
        )
    return None


def _days_form(screen: TeamScreen, panel: str) -> DaysForm:
    """Return the form of the row in the address, or of the days in it."""
    asked = request.args.get("row", "")
    for one, person in screen.absences if panel == "absence" else screen.shifts:
        if str(one.id) == asked:
            data = {"row": one.id, "version": one.version, "person": person.id}
            more = {"starts_on": one.starts_on, "ends_on": one.ends_on}
            return DaysForm(formdata=None, data={**data, **more, "share": round(one.share * 100)})
    names = {"person", "starts_on", "ends_on", "share"}
    given = MultiDict((name, one) for name, one in request.args.items() if name in names)
    return DaysForm(formdata=given or None, meta={"csrf": not given})


def _part_time_form(screen: TeamScreen) -> PartTimeForm:
    asked = request.args.get("row", "")
    for one, person in screen.part_times:
        if str(one.id) == asked:
            week = {name: round(getattr(one, name) * 100) for name in WEEKDAYS}
            data = {"row": one.id, "version": one.version, "person": person.id}
            return PartTimeForm(formdata=None, data={**data, **week, "from_on": one.from_on})
    return PartTimeForm(formdata=None, data={"from_on": screen.today})


def _focus_form(screen: TeamScreen) -> FocusForm:
    asked = request.args.get("row", "")
    for one in screen.focus:
        if str(one.id) == asked:
            data = {"row": one.id, "version": one.version, "from_on": one.from_on.isoformat()}
            more = {"focus": round(one.focus * 100), "note": one.note}
            return FocusForm(formdata=None, data={**data, **more})
    return FocusForm(formdata=None, data={"focus": 70})


def _member_form(screen: TeamScreen) -> MemberForm:
    asked = request.args.get("row", "")
    for member in screen.members:
        one = member.membership
        if str(one.id) == asked:
            return MemberForm(
                formdata=None,
                data={
                    "row": one.id,
                    "version": one.version,
                    "person": one.person_id,
                    "office": member.person.office_id or 0,
                    "share": round(one.share * 100),
                    "starts_on": one.starts_on,
                    "ends_on": one.ends_on,
                },
            )
    return MemberForm(formdata=None)
