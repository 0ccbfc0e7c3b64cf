"""Decisions: the trail on a page and as a file."""

from datetime import date

from flask import Blueprint, Response, render_template, request

from portfolio.actions.look_at_trail import look_at_trail
from portfolio.domain.people import Deed, Role
from portfolio.screens import decisions as screen
from portfolio.screens.decisions import Asked, Decisions
from portfolio.web import decision_words, exports, here
from portfolio.web.access import access
from portfolio.web.formats import role_name
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

blueprint = Blueprint("decisions", __name__)


@blueprint.get("/decisions")
@access(Deed.SEE_TRAIL)
def index() -> str:
    """Tell what was decided, newest first, and what of it is new to who asks."""
    wanted = asked()
    seen_until_on = None
    if wanted == Asked():  # the whole story: whoever reads it has looked
        with here.writing() as tx:
            seen_until_on = look_at_trail(tx, here.me(), now=here.now()).seq
    zone = here.settings().zone
    found = screen.load(
        here.reading(), wanted, viewer=here.me(), zone=zone, seen_until_on=seen_until_on
    )
    return render_template(
        "decisions/index.html",
        screen=found,
        days=found.days(zone),
        headline=headline(found),
        words=decision_words,
        people=_people(found),
    )


@blueprint.get("/decisions.<kind>")
@access(Deed.SEE_TRAIL)
def export(kind: str) -> Response:
    """Answer the trail, filtered like the page, as a file."""
    rows = screen.export(here.reading(), asked(), viewer=here.me(), zone=here.settings().zone)
    return exports.table("decisions", kind, screen.COLUMNS, rows)


def asked() -> Asked:
    """Return what the address asks for; a word that says nothing asks for nothing."""
    before = request.args.get("before", "")
    kind = request.args.get("about", "")
    return Asked(
        kind=kind if kind in decision_words.KINDS else "",
        object=request.args.get("object", "").strip()[:120],
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
        who=request.args.get("who", "").strip()[:40],
        first_on=_day("from"),
        last_on=_day("to"),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _people(found: Decisions) -> list[tuple[str, str]]:
    """Return whose decisions can be asked for: everybody, me, a role, an account, the system."""
    return [
        ("", _("Everybody")),
        ("me", _("Me")),
        *((f"role:{role}", role_name(role)) for role in Role),
        *((str(one.id), one.name or one.email) for one in found.people),
        ("system", _("The system")),
    ]


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
