"""Workflows: what each team's statuses are counted as."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.set_status_mapping import set_status_mapping
from portfolio.domain.backlog import Category
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed
from portfolio.screens import workflows as screen
from portfolio.screens.workflows import Workflows
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.items import CATEGORY_WORDS
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

blueprint = Blueprint("workflows", __name__)


@blueprint.get("/workflows")
@access(Deed.SEE)
def index() -> str:
    """Show the statuses of all teams, or with `team` those of one with a form each."""
    found = screen.load(here.reading(), here.me(), request.args.get("team", ""))
    return render_template(
        "workflows/index.html",
        screen=found,
        headline=headline(found),
        words=CATEGORY_WORDS,
        product=screen.PRODUCT,
    )


@blueprint.get("/workflows.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the statuses as a file."""
    found = screen.load(here.reading(), here.me(), request.args.get("team", ""))
    columns = (_("Team"), _("Status"), _("Category"), _("Items"), _("Mapped to"))
    rows = (
        (line.team.name if line.team else None, line.status, category.value, count,
         line.mapped.value if line.mapped else None)
        for line in found.lines
        for category, count in line.counts
    )  # fmt: skip
    return exports.table("workflows", kind, columns, rows)


@blueprint.post("/workflows/<slug>")
@access(Deed.EDIT_TEAM)
def save(slug: str) -> Answer:
    """Map a status of a team, or with `product` for every team that maps it not itself."""
    by, found = here.me(), screen.load(here.reading(), here.me(), slug)
    category = request.form.get("category", "")
    if category not in set(Category):
        raise Refused(_("Choose one of the four categories."))
    with here.writing() as tx:
        count = set_status_mapping(
            tx,
            by,
            found.team.id if found.team else None,
            request.form.get("status", "")[:120],
            Category(category),
            now=here.now(),
            version=request.form.get("version", type=int),
        )
    flash(
        ngettext(
            "The status is mapped; %(num)d open item is counted anew.",
            "The status is mapped; %(num)d open items are counted anew.",
            count,
        ),
        "ok",
    )
    return redirect(url_for("workflows.index", team=slug), 303)


def headline(found: Workflows) -> str:
    """Return the finding: what nobody mapped."""
    if not found.lines:
        return _("No item has a status yet")
    loose = len(found.unmapped)
    if not loose:
        return _("Every status is mapped to a category")
    return ngettext(
        "%(num)d status is mapped by nobody, and goes by what the tracker says",
        "%(num)d statuses are mapped by nobody, and go by what the tracker says",
        loose,
    )
