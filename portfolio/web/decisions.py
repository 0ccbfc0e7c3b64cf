"""Decisions: the trail on a page and as a file."""

from flask import Blueprint, Response, render_template, request

from portfolio.domain.people import Deed
from portfolio.screens import decisions as screen
from portfolio.screens.decisions import Asked, Decisions
from portfolio.web import decision_words, exports, here
from portfolio.web.access import access
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

blueprint = Blueprint("decisions", __name__)


@blueprint.get("/decisions")
@access(Deed.SEE_TRAIL)
def index() -> str:
    """Tell what was decided, newest first."""
    found = screen.load(here.reading(), asked())
    return render_template(
        "decisions/index.html", screen=found, headline=headline(found), words=decision_words
    )


@blueprint.get("/decisions.<kind>")
@access(Deed.SEE_TRAIL)
def export(kind: str) -> Response:
    """Answer the trail, filtered like the page, as a file."""
    return exports.table("decisions", kind, screen.COLUMNS, screen.export(here.reading(), asked()))


def asked() -> Asked:
    """Return what the address asks for; a word that says nothing asks for nothing."""
    before = request.args.get("before", "")
    kind = request.args.get("about", "")
    return Asked(
        kind=kind if kind in decision_words.KINDS else "",
        object=request.args.get("object", "").strip()[:120],
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
    )


def headline(found: Decisions) -> str:
    """Return what the page tells."""
    count = len(found.told)
    if found.of is not None:
        name = found.of.name or found.of.key
        return ngettext(
            "%(num)d decision about %(name)s", "%(num)d decisions about %(name)s", count, name=name
        )
    if not count:
        return _("Nothing has been decided yet")
    if found.next_before or found.asked.before:
        return (
            ngettext("The last %(num)d decision", "The last %(num)d decisions", count)
            if (not found.asked.before)
            else ngettext("%(num)d earlier decision", "%(num)d earlier decisions", count)
        )
    return ngettext("%(num)d decision so far", "%(num)d decisions so far", count)
