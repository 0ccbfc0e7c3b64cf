"""The home of who is signed in: the quarter, the lead's team, the executive's progress."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from portfolio.domain.cycles import Cycle
from portfolio.domain.people import Deed, Role
from portfolio.screens import home as screen
from portfolio.screens import own_team, ranked, since_last_look
from portfolio.screens.ranked import Ranked, Row
from portfolio.web import decision_words, exports, here, places, progress, sentences
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("home", __name__)
SHOWS = ("around", "all", "differences")


@blueprint.get("/")
@access(Deed.SEE)
def index() -> str:
    """Show the home of the viewer's role."""
    me = here.me()
    if me.role is Role.EXECUTIVE:
        return progress.page()
    if me.role in (Role.LEAD, Role.MEMBER) and me.team_ids:
        return _team()
    return _quarter()


@blueprint.get("/quarter")
@access(Deed.SEE)
def quarter() -> str:
    """Show the planner's quarter to anybody."""
    return _quarter()


@blueprint.get("/quarter.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the ranked backlog as CSV or XLSX, filtered as the page is."""
    cycle = here.cycle()
    found = _load(cycle) if cycle else None
    rows = _wanted(found.ranked, found) if found else []
    columns = (
        _("Rank"),
        _("Key"),
        _("Epic"),
        _("Area"),
        _("Suggested team"),
        _("Points"),
        _("Value, thousandths of score"),
        _("In the plan"),
        _("By rank"),
        _("By WSJF"),
        _("Reason"),
    )
    cells = [
        (
            row.place,
            row.key,
            row.title,
            row.area,
            row.team,
            row.points,
            round(1000 * row.value, 3),
            int(row.is_in),
            int(row.by_rank),
            int(row.by_wsjf),
            row.text,
        )
        for row in rows
    ]
    return exports.table("ranked-backlog", kind, columns, cells)


def _load(cycle: Cycle) -> screen.Screen:
    return screen.load(
        here.reading(), here.me(), cycle, today=here.today(), zone=here.settings().zone
    )


def _quarter() -> str:
    cycle = here.cycle()
    if cycle is None:
        return render_template("home/empty.html")
    found = _load(cycle)
    wish = request.args.get("show", "")
    show = wish if wish in SHOWS else SHOWS[0]
    return render_template(
        "home/quarter.html",
        screen=found,
        show=show,
        entries=ranked.shown(found.ranked, _wanted(found.ranked, found), show=show),
        numbers={line.id: line for line in found.goals.lines},
        say=sentences,
        address=places.address,
        **_news(),
    )


def _news() -> dict[str, Any]:
    """Return what others decided since the viewer last looked, with its words."""
    found = since_last_look.load(here.reading(), here.me(), now=here.now())
    return {"news": found, "deeds": decision_words}


def _team() -> str:
    cycle = here.cycle()
    if cycle is None:
        return render_template("home/empty.html")
    found = own_team.load(
        here.reading(), here.me(), cycle, today=here.today(), zone=here.settings().zone
    )
    return render_template(
        "home/team.html", screen=found, say=sentences, address=places.address, **_news()
    )


def _wanted(found: Ranked, home: screen.Screen) -> list[Row]:
    """Return the rows of the area and the objective that the address asks for."""
    area, code = request.args.get("area"), request.args.get("objective")
    ids = {line.id for line in home.goals.lines if line.code == code}
    return [
        row
        for row in found.rows
        if (not area or row.area_slug == area) and (not code or row.objective_id in ids)
    ]
