"""Workflows: what each team's statuses are counted as."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.set_status_mapping import set_status_mapping
from portfolio.domain.backlog import Category
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Thing, require
from portfolio.screens import workflows as screen
from portfolio.screens.workflows import StatusLine, Workflows
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


@blueprint.post("/workflows/<slug>/all")
@access(Deed.EDIT_TEAM)
def save_all(slug: str) -> Answer:
    """Map every status of a team that the matrix says otherwise, all of them or none."""
    by, found = here.me(), screen.load(here.reading(), here.me(), slug)
    own = frozenset((found.team.id,)) if found.team else frozenset[int]()
    require(by, Deed.EDIT_TEAM, Thing(team_ids=own))
    wishes = _wishes(found)
    changed = {
        line: Category(wish)
        for line, (wish, _shown) in wishes.items()
        if wish in set(Category) and (line.mapped is None or line.mapped.value != wish)
    }
    count = 0
    with here.writing() as tx:
        for line, category in changed.items():
            count += set_status_mapping(
                tx,
                by,
                found.team.id if found.team else None,
                line.status,
                category,
                now=here.now(),
                version=wishes[line][1],
            )
    flash(
        ngettext(
            "%(num)d status is mapped; open items counted anew: %(items)s.",
            "%(num)d statuses are mapped; open items counted anew: %(items)s.",
            len(changed),
            items=count,
        ),
        "ok",
    )
    return redirect(url_for("workflows.index", team=slug), 303)


def _wishes(found: Workflows) -> dict[StatusLine, tuple[str, int | None]]:
    """Return what the matrix says of each status, with the version that it showed."""
    lines = {line.status: line for line in found.lines}
    return {
        lines[status]: (
            request.form.get(f"category-{number}", ""),
            request.form.get(f"version-{number}", type=int) or lines[status].version,
        )
        for name, status in request.form.items()
        if name.startswith("status-") and status in lines
        for number in (name.removeprefix("status-"),)
    }


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
