"""The backlog as a tree and as a list, on the page and as a file."""

from typing import TypeVar

from flask import Blueprint, Response, render_template, request

from portfolio.domain.backlog import Category, Level
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed
from portfolio.screens import backlog as screen
from portfolio.screens.backlog import Asked, Backlog
from portfolio.web import exports, here, plan_words
from portfolio.web.access import access
from portfolio.web.formats import number, points
from portfolio.web.forms.items import CATEGORY_WORDS, LEVEL_WORDS
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

blueprint = Blueprint("backlog", __name__)
MOST_OPEN = 50
Word = TypeVar("Word", Level, Category)


@blueprint.get("/backlog")
@access(Deed.SEE)
def index() -> str:
    """Show the backlog: a tree, one list of all, or what is ranked with the plan's cut line."""
    cycle = here.cycle()
    found = screen.load(here.reading(), here.me(), asked(), cycle_id=cycle.id if cycle else None)
    is_chunk = request.headers.get("X-Fragment") == "chunk"
    return render_template(
        "backlog/_chunk.html" if is_chunk else "backlog/index.html",
        screen=found,
        headline=headline(found),
        levels=LEVEL_WORDS,
        options=_options(found),
        words=plan_words,
    )


@blueprint.get("/backlog.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the wanted items in rank order as a file."""
    cycle = here.cycle()
    cycle_id = cycle.id if cycle else None
    rows = screen.export(here.reading(), here.me(), asked(), cycle_id=cycle_id)
    return exports.table("backlog", kind, screen.COLUMNS, rows)


def asked() -> Asked:
    """Return what the address asks for; a word that names nothing is a 404."""
    query = request.args
    page = query.get("page", "1")
    return Asked(
        text=query.get("q", "").strip()[:200],
        area=query.get("area", ""),
        team=query.get("team", ""),
        level=_one_of(Level, "level"),
        category=_one_of(Category, "category"),
        objective=query.get("objective", ""),
        epic=query.get("epic", "").strip()[:80],
        type=query.get("type", "")[:80],
        plan=_named("plan", (screen.IN, screen.OUT)),
        shape=_named("shape", (screen.LIST, screen.RANK)) or screen.TREE,
        page=int(page) if page.isdecimal() and len(page) < 9 else 1,
        open_keys=tuple(query.getlist("open")[:MOST_OPEN]),
    )


def headline(found: Backlog) -> str:
    """Return the finding: how much is open, or how much matches."""
    count = found.number()
    if found.is_empty:
        return _("The backlog is empty")
    if found.is_filtered:
        return ngettext(
            "%(shown)s item matches, %(points)s points of it open",
            "%(shown)s items match, %(points)s points of them open",
            count,
            shown=number(count),
            points=points(found.points(is_open=True)),
        )
    if found.marks.head is not None:
        return ngettext(
            "%(fits)s of %(num)d epic fits the quarter; in rank order %(cut)s would",
            "%(fits)s of %(num)d epics fit the quarter; in rank order %(cut)s would",
            found.marks.head.epics_in + found.marks.head.epics_out,
            fits=number(found.marks.head.epics_in),
            cut=number(found.marks.cut.count if found.marks.cut else 0),
        )
    epics = found.number(Level.EPIC)
    if not epics:
        return _(
            "%(open)s of %(all)s items are open: %(points)s points",
            open=number(found.number(is_open=True)),
            all=number(count),
            points=points(found.points(is_open=True)),
        )
    return _(
        "%(open)s of %(all)s epics are open, with %(points)s points of stories to do",
        open=number(found.number(Level.EPIC, is_open=True)),
        all=number(epics),
        points=points(found.points(Level.STORY, is_open=True)),
    )


def _options(found: Backlog) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter offers."""
    every = ("", _("All"))
    areas = [(one.slug, one.name) for one in found.areas]
    teams = [(one.slug, one.name) for one in found.teams]
    return {
        "areas": [every, *areas, (screen.WITHOUT, _("Without an area"))],
        "teams": [every, *teams, (screen.WITHOUT, _("Without a team"))],
        "levels": [every, *((one.value, str(word)) for one, word in LEVEL_WORDS.items())],
        "categories": [every, *((one.value, str(word)) for one, word in CATEGORY_WORDS.items())],
        "types": [every, *((one, one) for one in found.types if one)],
        "plan": [every, (screen.IN, _("In the plan")), (screen.OUT, _("Left out"))],
        "aims": [every, *((one.code, f"{one.code} {one.title}"[:32]) for one in found.aims)],
    }


def _named(name: str, known: tuple[str, ...]) -> str:
    text = request.args.get(name, "")
    if text not in ("", screen.TREE, *known):
        raise NotFound(name, text)
    return "" if text == screen.TREE else text


def _one_of(kind: type[Word], name: str) -> Word | None:
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        raise NotFound(name, text) from None
