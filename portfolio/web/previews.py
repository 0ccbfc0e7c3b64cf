"""Previews: what a change would do, shown before it is saved; save it, and take it back."""

from typing import cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Flask, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.ask_preview import ask_preview
from portfolio.actions.save_preview import Outdated, save_preview
from portfolio.actions.undo_preview import undo_preview
from portfolio.domain.cycles import Cycle
from portfolio.domain.edits import Edit
from portfolio.domain.errors import NotFound, PortfolioError
from portfolio.domain.people import Deed
from portfolio.screens import preview as screen
from portfolio.screens.preview import PreviewScreen, Progress
from portfolio.web import here, preview_words
from portfolio.web.access import access, safe_next
from portfolio.web.language import gettext as _

blueprint = Blueprint("previews", __name__)
NAME = "preview"  # in the query of the page that shows the panel
EVERY_MS = 250
Answer = Response | str | tuple[str, int]


@blueprint.record_once
def _install(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        preview_here=preview_here, preview_say=preview_words, preview_seen=seen, preview_close=close
    )


def ask(edit: Edit, *, back: str, cycle: Cycle | None = None) -> Response:
    """Preview an edit: go back to the page, which then shows the panel with the consequence.

    A page's own script is answered with the panel alone (static/js/previews.js). `back` is a
    path of this site. Raises what the edit's action refuses, so that a form can show it:
    Refused, NotAllowed, NotFound and Stale.
    """
    preview_id = start(edit, cycle=cycle)
    address = with_preview(back, preview_id)
    if not request.headers.get("X-Preview"):
        return redirect(address, 303)
    panel = render_template(
        "previews/_panel.html", shown=_load(preview_id), shown_back=with_preview(back, None)
    )
    return Response(panel, headers={"X-Location": address}, mimetype="text/html")


def start(edit: Edit, *, cycle: Cycle | None = None) -> int:
    """Ask for a preview without going anywhere; return its id."""
    by, now, today, zone = here.me(), here.now(), here.today(), here.settings().zone
    chosen = cycle or here.cycle()
    here.give_back()
    return ask_preview(
        here.store(),
        by,
        edit,
        chosen,
        now=now,
        asked_at=here.clock(),
        today=today,
        zone=zone,
    )


def with_preview(path: str, preview_id: int | None) -> str:
    """Return a path of this site with that preview in its query, or without any."""
    parts = urlsplit(safe_next(path))
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != NAME]
    if preview_id is not None:
        kept.append((NAME, str(preview_id)))
    query = urlencode(kept)
    return f"{parts.path}?{query}" if query else parts.path


def preview_here() -> PreviewScreen | None:
    """Return the preview that the address asks for; for base.html, which shows its panel."""
    text = request.args.get(NAME, "")
    if here.viewer() is None or not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    if "preview" not in g:  # the page and its shell ask for it
        g.preview = _found(int(text))
    return cast(PreviewScreen | None, g.preview)


def _found(preview_id: int) -> PreviewScreen | None:
    try:
        return _load(preview_id)
    except NotFound:
        return None


def close() -> str:
    """Return this page's address without the preview."""
    return with_preview(request.full_path.rstrip("?"), None)


@blueprint.get("/previews/<int:preview_id>")
@access(Deed.SEE)
def show(preview_id: int) -> Answer:
    """Show a preview as a page of its own, or (asked by the page) the part that changes."""
    if not request.headers.get("X-Fragment"):
        return render_template("previews/show.html", shown=_load(preview_id), back=_back())
    if request.args.get("seen") == seen(screen.progress(here.reading(), here.me(), preview_id)):
        return Response(status=204)
    found = _load(preview_id)
    return render_template("previews/_consequence.html", shown=found, back=_back())


@blueprint.get("/previews/<int:preview_id>.json")
@access(Deed.SEE)
def show_json(preview_id: int) -> Response:
    """Answer a preview for programs: its state, its place in the queue, and what came out."""
    found = _load(preview_id)
    one = found.preview
    return jsonify(
        {
            "id": one.id,
            "state": one.state.value,
            "ahead": found.ahead,
            "sentence": preview_words.sentence(found),
            "estimate": [cell.to_document() for cell in one.estimate],
            "consequence": one.consequence.to_document() if one.consequence else None,
            "error": one.error,
            "saved": one.is_saved,
            "plan_id": one.plan_id,
        }
    )


@blueprint.post("/previews/<int:preview_id>/save")
@access(Deed.SEE)
def save(preview_id: int) -> Answer:
    """Save the edit, with the plan that was shown; 409 with both where it no longer holds."""
    by, now, today, zone = here.me(), here.now(), here.today(), here.settings().zone
    back = _back()
    unseen = request.form.get("unseen") == "1"
    try:
        with here.writing() as tx:
            save_preview(tx, by, preview_id, unseen=unseen, now=now, today=today, zone=zone)
    except Outdated:
        return _outdated(preview_id, back), 409
    said = _("Saved. %(sentence)s", sentence=preview_words.sentence(_load(preview_id)))
    _flash_undo(said, preview_id, back)
    return redirect(with_preview(back, None), 303)


@blueprint.post("/previews/<int:preview_id>/undo")
@access(Deed.SEE)
def undo(preview_id: int) -> Response:
    """Take a saved edit back, or bring it again."""
    by, now, back = here.me(), here.now(), _back()
    with here.writing() as tx:
        preview = undo_preview(tx, by, preview_id, now=now)
    said = _("Saved again.") if preview.is_saved else _("Taken back: it is as it was before.")
    _flash_undo(said, preview_id, back)
    return redirect(with_preview(back, None), 303)


@blueprint.post("/previews/<int:preview_id>/again")
@access(Deed.SEE)
def again(preview_id: int) -> Response:
    """Preview the same edit anew, against what holds now."""
    found = _load(preview_id)
    return ask(found.preview.edit, back=_back(), cycle=found.cycle)


def seen(found: PreviewScreen | Progress) -> str:
    """Return what tells one state of a preview from the next."""
    return f"{found.preview.state.value}-{found.ahead}-{found.preview.attempts}"


def _load(preview_id: int) -> PreviewScreen:
    return screen.load(here.reading(), here.me(), preview_id, today=here.today())


def _outdated(preview_id: int, back: str) -> str:
    old = _load(preview_id)
    fault, fresh = "", None
    try:
        fresh = _load(start(old.preview.edit, cycle=old.cycle))
    except PortfolioError as refused:  # the edit itself is no longer possible
        fault = str(refused)
    return render_template("previews/outdated.html", old=old, shown=fresh, fault=fault, back=back)


def _flash_undo(said: str, preview_id: int, back: str) -> None:
    address = url_for("previews.undo", preview_id=preview_id, back=back)
    flash({"text": said, "undo": address}, "ok")  # type: ignore[arg-type]


def _back() -> str:
    """Return the page that the panel belongs to: of the form or the query, else the home page."""
    return safe_next(request.values.get("back"))
