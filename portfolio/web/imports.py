"""Importing by page: send a file, see its dry run, confirm, see what became of every row."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from portfolio.actions.answer_date_question import answer_date_question
from portfolio.actions.confirm_import import confirm_import
from portfolio.actions.discard_import import discard_import
from portfolio.actions.preview_import import SentFile, preview_import
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.screens import imports as screen
from portfolio.screens import sheets
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.imports import FORMS, DayOrMonthForm, GoForm
from portfolio.web.import_words import in_words
from portfolio.web.language import gettext as _

blueprint = Blueprint("imports", __name__)
blueprint.add_app_template_filter(in_words)
Answer = str | tuple[str, int] | AnyResponse


@blueprint.get("/imports")
@access(Deed.SEE)
def index() -> str:
    """Show the newest imports and what can be imported."""
    return render_template("imports/index.html", screen=screen.load(here.reading()), kinds=kinds())


@blueprint.get("/imports.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the list of imports as a file."""
    found = screen.load(here.reading()).imports
    columns = ("made_at", "kind", "file", "read", "added", "changed", "unchanged", "left_out")
    rows = [
        (one.made_at, one.kind, one.file_name, *(one.answer.get(name, 0) for name in screen.COUNTS))
        for one in found
    ]
    return exports.table("imports", kind, columns, rows)


@blueprint.get("/imports/new/<kind>")
@access(Deed.IMPORT)
def new(kind: str) -> str:
    """Show the form to send a file of a kind."""
    return _form_page(kind, _form(kind))


@blueprint.post("/imports/new/<kind>")
@access(Deed.IMPORT)
def send(kind: str) -> Answer:
    """Keep the file, make its dry run and go to the preview."""
    form = _form(kind)
    if not form.validate_on_submit():
        return _form_page(kind, form), 422
    by, now, zone = here.me(), here.now(), here.settings().zone
    try:
        with here.writing() as tx:
            digest = preview_import(
                tx,
                by,
                kind,
                cast(SentFile, _sent(form, "file")),
                second=_sent(form, "second"),
                options=_options(form),
                now=now,
                zone=zone,
            )
    except Refused as fault:
        form["file"].errors = [in_words(str(fault))]
        return _form_page(kind, form), 422
    return redirect(url_for("imports.preview", digest=digest), 303)


@blueprint.get("/imports/sheets/<name>.<kind>")
@access(Deed.SEE)
def sheet(name: str, kind: str) -> Response:
    """Answer what is there now, in the form in which it can be imported again."""
    found = sheets.load(here.reading(), here.cycle(), name)
    return exports.table(name, kind, found.columns, found.rows)


@blueprint.get("/imports/preview/<digest>")
@access(Deed.IMPORT)
def preview(digest: str) -> str:
    """Show what importing the file would do, or ask what must be known first."""
    return _preview_page(digest, DayOrMonthForm())


@blueprint.post("/imports/preview/<digest>/dates")
@access(Deed.IMPORT)
def answer(digest: str) -> Answer:
    """Make the dry run again with the answer about day and month."""
    form = DayOrMonthForm()
    if not form.validate_on_submit():
        return _preview_page(digest, form), 422
    by, now, zone = here.me(), here.now(), here.settings().zone
    try:
        with here.writing() as tx:
            answer_date_question(
                tx, by, digest, day_first=form.first.data == "day", now=now, zone=zone
            )
    except Refused as fault:
        form.first.errors = [in_words(str(fault))]
        return _preview_page(digest, form), 422
    return redirect(url_for("imports.preview", digest=digest), 303)


@blueprint.post("/imports/preview/<digest>/confirm")
@access(Deed.IMPORT)
def confirm(digest: str) -> AnyResponse:
    """Import the file as its preview showed."""
    by, now, zone = here.me(), here.now(), here.settings().zone
    with here.writing() as tx:
        import_id = confirm_import(tx, by, digest, now=now, zone=zone)
    return redirect(url_for("imports.show", import_id=import_id), 303)


@blueprint.post("/imports/preview/<digest>/discard")
@access(Deed.IMPORT)
def discard(digest: str) -> AnyResponse:
    """Let go of the file."""
    by = here.me()
    with here.writing() as tx:
        discard_import(tx, by, digest)
    return redirect(url_for("imports.index"), 303)


@blueprint.get("/imports/preview/<digest>/refused.<kind>")
@access(Deed.IMPORT)
def preview_refused(digest: str, kind: str) -> Response:
    """Answer the rows that the file would have refused."""
    found = screen.load_preview(here.reading(), here.me(), digest)
    return _refused_file(found.upload.options.get("answer") or {}, kind)


@blueprint.get("/imports/<int:import_id>")
@access(Deed.SEE)
def show(import_id: int) -> str:
    """Show what an import did with every row."""
    found = screen.load_one(here.reading(), import_id)
    return render_template("imports/show.html", screen=found, words=words(), kinds=kinds())


@blueprint.get("/imports/<int:import_id>/refused.<kind>")
@access(Deed.SEE)
def refused(import_id: int, kind: str) -> Response:
    """Answer the rows that an import refused."""
    return _refused_file(screen.load_one(here.reading(), import_id).made.answer, kind)


def kinds() -> dict[str, tuple[str, str]]:
    """Return what can be imported: name and explanation by kind."""
    return {
        "jira": (
            _("Backlog"),
            _("From Jira, Linear, Azure DevOps, GitHub Projects or Shortcut, with its links."),
        ),
        "okrs": (_("Objectives and key results"), _("With their check-ins.")),
        "contributions": (
            _("Contributions"),
            _("What each epic is expected to move of a key result."),
        ),
        "releases": (_("Release history"), _("A service's deployments and their changes.")),
        "orders": (_("Scores of epics"), _("RICE, WSJF, cost of delay and MoSCoW of a quarter.")),
        "taken": (_("Taken items"), _("What teams took into their sprints.")),
        "ranks": (_("Ranks"), _("The order of items: those of the file share their places.")),
    }


def words() -> dict[str, str]:
    """Return the words for counts and facts."""
    return {
        "read": _("Rows read"),
        "added": _("Added"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "left_out": _("Left out"),
        "items": _("Items"),
        "types": _("Types"),
        "epics": _("Epics"),
        "epic_links": _("Items with an epic"),
        "epics_linked": _("Epics that items name"),
        "items_with_points": _("Items with points"),
        "points": _("Points"),
        "sprints": _("Sprints"),
        "sprint_memberships": _("Sprint memberships"),
        "links": _("Links"),
        "teams": _("Teams"),
        "not_closed": _("Not closed"),
        "deployments": _("Deployments"),
        "candidates": _("Candidates among them"),
        "changes": _("Changes"),
        "changes_with_items": _("Changes that name items"),
        "items_known": _("Items known of those"),
        "cycles": _("Cycles"),
        "objectives": _("Objectives"),
        "key_results": _("Key results"),
        "struck": _("Struck out"),
        "check_ins": _("Check-ins"),
        "key_results_by_cycle": _("Key results by cycle"),
        "contributions": _("Contributions"),
    }


def _form(kind: str) -> FlaskForm:
    if kind not in FORMS:
        raise NotFound("import of the kind", kind)
    return FORMS[kind]()


def _form_page(kind: str, form: FlaskForm) -> str:
    there = _there_now(kind)
    name = kinds()[kind][0]
    return render_template("imports/new.html", kind=kind, name=name, form=form, there=there)


def _there_now(kind: str) -> str:
    """Return where what is there now is to be had as a file of this form; "" for nowhere."""
    if kind == "orders":
        return url_for("orders.export", kind="csv")
    if kind in ("contributions", "okrs", "taken", "ranks"):
        return url_for("imports.sheet", name=kind, kind="csv")
    return ""


def _preview_page(digest: str, form: DayOrMonthForm) -> str:
    found = screen.load_preview(here.reading(), here.me(), digest)
    return render_template(
        "imports/preview.html", screen=found, form=form, go=GoForm(), words=words(), kinds=kinds()
    )


def _sent(form: FlaskForm, name: str) -> SentFile | None:
    sent = form[name].data if name in form else None
    if not isinstance(sent, FileStorage) or not sent.filename:
        return None
    name = "".join(letter for letter in sent.filename if letter.isprintable())
    return SentFile(name or "file", cast(BinaryIO, sent.stream))


def _options(form: FlaskForm) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name in ("service", "environment"):
        if name in form and form[name].data:
            options[name] = form[name].data.strip()
    if "as_of" in form and form["as_of"].data:
        options["as_of"] = form["as_of"].data.isoformat()
    return options


def _refused_file(answer: dict[str, Any] | Any, kind: str) -> Response:
    return exports.table("refused", kind, ("line", "key", "why"), screen.refused_rows(answer))
