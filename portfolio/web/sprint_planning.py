"""Sprint Planning One: what a team took into a sprint, on a page that works on a phone."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.change_taken import change_taken
from portfolio.actions.take_items import Take, take_items
from portfolio.actions.undo_taking import undo_taking
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.screens import sprint_planning as screen
from portfolio.screens.sprint_planning import Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.formats import points as shown_points
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

blueprint = Blueprint("sprint_planning", __name__)
LONGEST_WORDS = 120
COLUMNS = ("cycle", "sprint", "team", "item", "title", "points", "points_left", "shared_with")


@blueprint.get("/teams/<slug>/sprints")
@access(Deed.SEE)
def index(slug: str) -> Answer:
    """Go to the sprint that is to be planned: the running one, else the next."""
    cycle = here.cycle()
    if cycle is None:
        raise NotFound("sprint", slug)
    sprint = screen.current(here.reading(), slug, cycle, here.today())
    return redirect(url_for("sprint_planning.show", slug=slug, sprint_id=sprint.id), 303)


@blueprint.get("/teams/<slug>/sprints/<int:sprint_id>")
@access(Deed.SEE)
def show(slug: str, sprint_id: int) -> str:
    """Show what is suggested and what was taken; `find` searches the open items."""
    return _page(slug, sprint_id)


@blueprint.get("/teams/<slug>/sprints/<int:sprint_id>.<kind>")
@access(Deed.SEE)
def export(slug: str, sprint_id: int, kind: str) -> Response:
    """Answer what was taken as a file, in the form that can be imported again."""
    found = _load(slug, sprint_id)
    rows = [
        (
            found.cycle.name,
            found.sprint.name,
            found.team.slug,
            row.item.key,
            row.item.title,
            row.part.points,
            row.part.points_left,
            " ".join(team.slug for team, _part in row.others if team),
        )
        for row in found.rows
    ]
    name = f"{found.team.slug}-{found.cycle.name}-{found.sprint.name}-taken"
    return exports.table(name, kind, COLUMNS, rows)


@blueprint.post("/teams/<slug>/sprints/<int:sprint_id>/take")
@access(Deed.RECORD_TAKEN)
def take(slug: str, sprint_id: int) -> Answer | tuple[str, int]:
    """Record the chosen suggestions, or one item by its key, as taken; or shared."""
    found = _load(slug, sprint_id)
    keys = [key.strip() for key in request.form.getlist("key") if key.strip()]
    if not keys:
        return _page(slug, sprint_id, fault=_("Choose at least one item to take.")), 422
    try:
        wanted = [Take(key, _number("points") if len(keys) == 1 else None) for key in keys]
        with here.writing() as tx:
            seq = take_items(
                tx,
                here.me(),
                found.team.id,
                sprint_id,
                wanted,
                now=here.now(),
                shared="shared" in request.form,
            )
    except Refused as refused:
        return _page(slug, sprint_id, fault=_told(refused)), 422
    said = ngettext(
        "%(team)s took %(num)d item.", "%(team)s took %(num)d items.", len(keys),
        team=found.team.name,
    )  # fmt: skip
    return _back(slug, sprint_id, said, seq)


@blueprint.post("/teams/<slug>/sprints/<int:sprint_id>/change")
@access(Deed.RECORD_TAKEN)
def change(slug: str, sprint_id: int) -> Answer | tuple[str, int]:
    """Save the points of a taken item and what is left of it, or hand it back."""
    found = _load(slug, sprint_id)
    key, back = request.form.get("key", ""), "back" in request.form
    version = request.form.get("version", "")
    try:
        with here.writing() as tx:
            seq = change_taken(
                tx,
                here.me(),
                found.team.id,
                sprint_id,
                key,
                version=int(version) if version.isdecimal() and len(version) < 10 else 0,
                now=here.now(),
                points=None if back else _number("points"),
                points_left=None if back else _number("points_left"),
                back=back,
            )
    except Refused as refused:
        return _page(slug, sprint_id, fault=_told(refused)), 422
    said = _("%(key)s is handed back.", key=key) if back else _("%(key)s is saved.", key=key)
    return _back(slug, sprint_id, said, seq)


@blueprint.post("/teams/<slug>/sprints/<int:sprint_id>/undo/<int:seq>")
@access(Deed.RECORD_TAKEN)
def undo(slug: str, sprint_id: int, seq: int) -> Answer:
    """Take back one deed of this sprint's planning."""
    found = _load(slug, sprint_id)
    with here.writing() as tx:
        done = undo_taking(tx, here.me(), found.team.id, sprint_id, seq, now=here.now())
    return _back(slug, sprint_id, _("Taken back."), done)


def headline(found: Screen) -> str:
    """Return what the sprint holds against what the team can take."""
    told: dict[str, Any] = {
        "team": found.team.name,
        "sprint": found.sprint.name,
        "taken": shown_points(found.taken),
        "points": shown_points(found.points),
    }
    if not found.rows:
        return _("%(team)s has taken nothing into %(sprint)s yet", **told)
    if found.over >= 0.05:
        told["over"] = shown_points(found.over)
        return _("%(team)s took %(over)s points more into %(sprint)s than it can take", **told)
    return _("%(team)s took %(taken)s of %(points)s points into %(sprint)s", **told)


def _load(slug: str, sprint_id: int) -> Screen:
    return screen.load(
        here.reading(),
        here.me(),
        slug,
        sprint_id,
        today=here.today(),
        zone=here.settings().zone,
        words=request.args.get("find", "").strip()[:LONGEST_WORDS],
    )


def _page(slug: str, sprint_id: int, *, fault: str = "") -> str:
    found = _load(slug, sprint_id)
    return render_template("teams/sprint.html", screen=found, title=headline(found), fault=fault)


def _back(slug: str, sprint_id: int, said: str, seq: int) -> Answer:
    undo_at = url_for("sprint_planning.undo", slug=slug, sprint_id=sprint_id, seq=seq)
    flash({"text": said, "undo": undo_at}, "ok")  # type: ignore[arg-type]
    return redirect(url_for("sprint_planning.show", slug=slug, sprint_id=sprint_id), 303)


def _number(name: str) -> float | None:
    text = request.form.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100_000:
        raise Refused(_("Points are a number from 0 on: “%(text)s” is none.", text=text[:20]))
    return value


def _told(refused: Refused) -> str:
    return " ".join([str(refused), *refused.faults.values()])
