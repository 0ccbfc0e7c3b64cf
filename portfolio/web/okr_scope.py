"""The page of what changed in a quarter's scope."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed
from portfolio.screens import okr_scope
from portfolio.screens.okr_scope import Row, Screen, Turn
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.language import gettext as _
from portfolio.web.language import later

blueprint = Blueprint("okr_scope", __name__)

TURNS = {
    Turn.ADDED: later("Added"),
    Turn.STRUCK: later("Struck out"),
    Turn.BACK: later("Counts again"),
    Turn.RETARGETED: later("Another target"),
    Turn.CHANGED: later("Other terms"),
    Turn.FELL: later("Went backwards"),
}


@blueprint.get("/okrs/scope")
@access(Deed.SEE)
def index() -> str:
    """Show what was added, struck out, re-targeted and went backwards within the quarter."""
    return render_template("okrs/scope.html", screen=_screen(), turns=TURNS)


@blueprint.get("/okrs/scope.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the changes, a row each, as CSV or XLSX."""
    screen = _screen()
    columns = (
        _("Day"), _("Change"), _("Objective code"), _("Objective"), _("Code"), _("Key result"),
        _("From"), _("To"), _("Why"), _("By"),
    )  # fmt: skip
    rows = [_line(one, screen) for one in screen.rows]
    return exports.table(f"scope-{screen.cycle.name}", kind, columns, rows)


def _screen() -> Screen:
    cycle = here.cycle()
    if cycle is None:
        raise NotFound("cycle", request.args.get("cycle", ""))
    wanted = request.args.get("change", "")
    wanted = wanted if wanted in [turn.value for turn in Turn] else ""
    return okr_scope.load(here.reading(), cycle, on=here.on(cycle), wanted=wanted)


def _line(one: Row, screen: Screen) -> tuple[Any, ...]:
    was: Any = one.was.value if one.was else None
    now: Any = one.now.value if one.now else None
    if one.change and one.turn is Turn.RETARGETED:
        was, now = (said.get("target_value") for said in (one.change.before, one.change.after))
    key_result = one.key_result
    return (
        one.on,
        str(TURNS[one.turn]),
        one.objective.code,
        one.objective.title,
        key_result.code if key_result else None,
        key_result.title if key_result else None,
        was,
        now,
        one.reason,
        screen.names.get(one.account_id or 0),
    )
