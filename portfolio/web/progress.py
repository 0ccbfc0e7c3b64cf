"""The progress page: for executives, on a phone, on paper."""

from flask import Blueprint, Response, render_template

from portfolio.domain.people import Deed
from portfolio.screens import progress as screen
from portfolio.web import delivery_sentences, exports, here, places, sentences
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
@access(Deed.SEE)
def index() -> str:
    """Show how the objectives stand and what changed this week."""
    return page()


@blueprint.get("/progress.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the objectives as CSV or XLSX."""
    cycle = here.cycle()
    goals = screen.load(here.reading(), cycle, today=here.today()).goals if cycle else None
    columns = (
        _("Code"),
        _("Objective"),
        _("Score"),
        _("A week ago"),
        _("Expected by the plan"),
        _("Status"),
        _("Oldest news"),
        _("Worst key result"),
    )
    rows = [
        (
            line.code,
            line.title,
            line.score,
            line.week_ago,
            line.after_plan,
            line.status.value,
            line.heard_on,
            line.worst.title if line.worst else None,
        )
        for line in (goals.lines if goals else ())
    ]
    return exports.table("progress", kind, columns, rows)


def page() -> str:
    """Return the page, which is also the home of who only looks."""
    cycle = here.cycle()
    if cycle is None:
        return render_template("home/empty.html")
    return render_template(
        "progress/index.html",
        screen=screen.load(here.reading(), cycle, today=here.today()),
        say=sentences,
        say_delivery=delivery_sentences,
        address=places.address,
    )
