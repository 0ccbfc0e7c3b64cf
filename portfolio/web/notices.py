"""Notices: check-ins that are due, and what others did to one's team until one has seen it."""

from datetime import date
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.see_notices import see_notices
from portfolio.domain.notices import Notice
from portfolio.domain.people import Deed
from portfolio.domain.sources import Fault, FaultKind
from portfolio.screens import notices as screen
from portfolio.web import exports, here, source_words
from portfolio.web.access import access, safe_next
from portfolio.web.formats import day_text, percent
from portfolio.web.language import gettext as _

blueprint = Blueprint("notices", __name__)


@blueprint.record_once
def _install(state: Any) -> None:
    app: Flask = state.app
    app.jinja_env.globals.update(notice_words=words)


@blueprint.get("/notices")
@access(Deed.SEE)
def index() -> str:
    """Show what waits for the viewer, and what others did to the viewer's teams."""
    found = screen.load(here.reading(), here.me(), today=here.today())
    return render_template("notices/index.html", screen=found)


@blueprint.get("/notices.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the viewer's notices as a file."""
    found = screen.load(here.reading(), here.me(), today=here.today())
    columns = (_("When"), _("Team"), _("What"), _("By"), _("Seen"))
    rows = ((one.at, one.team_name, words(one), one.by_name, one.seen_at) for one in found.notices)
    return exports.table("notices", kind, columns, rows)


@blueprint.post("/notices/seen")
@access(Deed.SEE)
def see() -> Answer:
    """Mark as seen what the page showed."""
    by, now = here.me(), here.now()
    with here.writing() as tx:
        see_notices(tx, by, up_to=request.form.get("up_to", type=int) or 0, now=now)
    return redirect(safe_next(request.form.get("next")) or url_for("notices.index"), 303)


def words(one: Notice) -> str:
    """Say what happened; never why."""
    who, team, facts = one.person_name or _("Somebody"), one.team_name, one.facts
    if one.kind == "source fails":
        return _source(one)
    if one.kind == "move":
        return _("%(team)s moves to another area from %(day)s.", team=team, day=_day(facts["on"]))
    if one.kind == "end":
        if facts["on"] is None:
            return _("%(team)s goes on.", team=team)
        return _("%(team)s ends on %(day)s.", team=team, day=_day(facts["on"]))
    if one.kind == "membership":
        share, day = percent(facts["share"]), _day(facts["starts_on"])
        if facts["ends_on"]:
            last = _day(facts["ends_on"])
            return _("%(who)s is %(share)s in %(team)s until %(day)s.",
                     who=who, share=share, team=team, day=last)  # fmt: skip
        return _("%(who)s is %(share)s in %(team)s from %(day)s.",
                 who=who, share=share, team=team, day=day)  # fmt: skip
    return _absence(one, who)


def _source(one: Notice) -> str:
    """Say which key result is no longer measured, and why."""
    facts = one.facts
    since = date.fromisoformat(facts["since"])
    wrong = source_words.fault(Fault(FaultKind(facts["fault"]), since, facts["facts"]))
    return _("The source of “%(title)s” fails: %(what)s", title=facts.get("title", ""), what=wrong)


def _absence(one: Notice, who: str) -> str:
    first, last = _day(one.facts["starts_on"]), _day(one.facts["ends_on"])
    days = first if first == last else _("%(first)s to %(last)s", first=first, last=last)
    if one.kind == "absence removed":
        return _("%(who)s is here after all: %(days)s.", who=who, days=days)
    lost = one.facts["share"] * one.facts["part"]
    if one.kind == "absence changed":
        said = _("%(who)s is away on other days than before: %(days)s.", who=who, days=days)
    else:
        said = _("%(who)s is away: %(days)s.", who=who, days=days)
    if lost < 1:
        share = percent(lost)
        lasts = _("%(team)s loses %(share)s of each day.", team=one.team_name, share=share)
        return f"{said} {lasts}"
    return said


def _day(text: str | None) -> str:
    return day_text(date.fromisoformat(text)) if text else _("at once")
