"""Teams: the list, one team, and the same as files."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from portfolio.domain.absence_draft import told
from portfolio.domain.errors import NotAllowed
from portfolio.domain.people import Deed
from portfolio.domain.teams import Absence
from portfolio.screens import team as team_screen
from portfolio.screens import teams as teams_screen
from portfolio.screens.team import TeamScreen
from portfolio.web import capacity_words, exports, here
from portfolio.web.access import access
from portfolio.web.forms.teams import DaysForm, FocusForm, MemberForm, TeamForm
from portfolio.web.language import gettext as _
from portfolio.web.team_files import sheet

blueprint = Blueprint("teams", __name__)
LONGEST_SHOWN = 20_000
PANELS = ("absence", "on-call", "focus", "people", "settings")


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
    """Show a team; `panel` opens a form, and an absence in the query is tried out."""
    panel = request.args.get("panel", "")
    if panel == "absence" and "person" in request.args:
        return _tried(slug)
    return page(slug, panel if panel in PANELS else "")


@blueprint.get("/teams/<slug>/<any(capacity, items, rate):name>.<kind>")
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
    draft: Absence | None = None,
    form: Any = None,
    status: int = 200,
) -> str | tuple[str, int]:
    """Render a team with a form open; one that was sent and refused comes with its status."""
    screen = _one(slug, draft)
    if panel and not _may_open(screen, panel):
        raise NotAllowed(panel)
    form = form if form is not None else _fresh(screen, panel)
    answer = render_template(
        "teams/show.html",
        screen=screen,
        panel=panel,
        form=form,
        words=capacity_words,
        shown=shown_once(screen),
    )
    return (answer, status) if status != 200 else answer


def offered(form: Any, screen: TeamScreen) -> Any:
    """Give a form the choices that the screen knows, and return it."""
    if isinstance(form, DaysForm):
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


def shown_again(text: str | None) -> dict[str, str]:
    """Read what shown_once() wrote; nonsense is nothing shown."""
    pairs = (line.rpartition("=") for line in (text or "")[:LONGEST_SHOWN].splitlines())
    return {name: points for name, _equals, points in pairs}


def shown_once(screen: TeamScreen) -> str:
    """Return the capacity that a person decides by, for a hidden field of the form."""
    said = told(one.before for one in screen.effects)
    return "\n".join(f"{name}={points}" for name, points in said.items())


def _all() -> teams_screen.TeamsScreen:
    return teams_screen.load(
        here.reading(), here.cycle(), today=here.today(), zone=here.settings().zone
    )


def _one(slug: str, draft: Absence | None = None) -> TeamScreen:
    return team_screen.load(
        here.reading(),
        here.me(),
        slug,
        here.cycle(),
        today=here.today(),
        zone=here.settings().zone,
        draft=draft,
    )


def one(slug: str) -> TeamScreen:
    """Return the screen of a team, for a form that is checked against it."""
    return _one(slug)


def _tried(slug: str) -> str | tuple[str, int]:
    screen = _one(slug)
    form = offered(DaysForm(formdata=request.args, meta={"csrf": False}), screen)
    if not form.validate():
        return page(slug, "absence", form=form, status=422)
    draft = Absence(
        form.row_id or 0, form.person.data, form.starts_on.data, form.ends_on.data, form.part
    )
    return page(slug, "absence", draft=draft, form=form)


def _may_open(screen: TeamScreen, panel: str) -> bool:
    rights = screen.rights
    if panel == "people":
        return rights.splits_people
    return rights.edits_team if panel == "settings" else rights.edits_capacity


def _fresh(screen: TeamScreen, panel: str) -> Any:
    if panel in ("absence", "on-call"):
        return offered(DaysForm(formdata=None), screen)
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
