"""The closing of a quarter: grades and notes, and the way to open it again."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.close_cycle import close_cycle
from portfolio.actions.reopen_cycle import reopen_cycle
from portfolio.domain.closing import ClosingDraft, Grade
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.screens import closing as closing_screen
from portfolio.screens.closing import Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.numbers import read_number, written
from portfolio.web.language import gettext as _
from portfolio.web.language import later
from portfolio.web.okr_words import in_words

blueprint = Blueprint("closings", __name__)

SENTENCES = (
    later("A grade is a number from 0 to 1."),
    later("Write why the grade differs from the score."),
    later("The reason is longer than 4,000 characters."),
    later("The note is longer than 4,000 characters."),
    later("Write why the quarter is opened again."),
    later("%(quarter)s is closed already."),
    later("%(quarter)s is not closed."),
    later("%(quarter)s runs until %(day)s. It can be closed from that day on."),
)


@blueprint.get("/okrs/closing")
@access(Deed.SEE)
def index() -> str:
    """Show the grades of a closed quarter, or the form that closes one that is over."""
    screen = _screen()
    return _page(screen, _written(screen))


@blueprint.post("/okrs/closing")
@access(Deed.CLOSE_CYCLE)
def close() -> Answer | tuple[str, int]:
    """Close the quarter with the grades and notes that were sent."""
    cycle = _cycle()
    try:
        draft = _draft(request.form)
        with here.writing() as tx:
            close_cycle(
                tx,
                here.me(),
                cycle.id,
                draft,
                version=_version(),
                now=here.now(),
                today=here.today(),
            )
    except Refused as refused:
        return _page(_screen(), request.form, _told(refused)), 422
    flash(_("%(quarter)s is closed. Nothing in it changes any more.", quarter=cycle.label))
    return redirect(url_for("closings.index", cycle=cycle.name), 303)


@blueprint.post("/okrs/closing/reopen")
@access(Deed.CLOSE_CYCLE)
def reopen() -> Answer | tuple[str, int]:
    """Open a closed quarter again."""
    cycle = _cycle()
    reason = request.form.get("reason", "")
    try:
        with here.writing() as tx:
            reopen_cycle(tx, here.me(), cycle.id, version=_version(), now=here.now(), reason=reason)
    except Refused as refused:
        return _page(_screen(), request.form, _told(refused)), 422
    flash(
        _("%(quarter)s is open again. Its grades wait for the next closing.", quarter=cycle.label)
    )
    return redirect(url_for("closings.index", cycle=cycle.name), 303)


@blueprint.get("/okrs/closing.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the scores and grades, a key result each, as CSV or XLSX."""
    screen = _screen()
    columns = (
        _("Objective code"), _("Objective"), _("Code"), _("Key result"), _("Owner"), _("Score"),
        _("Status"), _("Met"), _("Grade"), _("Why the grade differs"), _("Note"),
    )  # fmt: skip
    rows = [
        (
            branch.objective.code,
            branch.objective.title,
            one.key_result.code,
            one.key_result.title,
            one.key_result.owner,
            one.score,
            one.status.value,
            _("yes") if one.is_met else _("no"),
            screen.grades.get(one.key_result.id, Grade(None)).grade,
            screen.grades.get(one.key_result.id, Grade(None)).reason,
            branch.objective.closing_note,
        )
        for branch in screen.standing.every_objective()
        for one in branch.key_results
    ]
    return exports.table(f"closing-{screen.cycle.name}", kind, columns, rows)


def _cycle() -> Cycle:
    cycle = here.cycle()
    if cycle is None:
        raise NotFound("cycle", request.args.get("cycle", ""))
    return cycle


def _screen() -> Screen:
    return closing_screen.load(here.reading(), here.me(), _cycle(), today=here.today())


def _page(
    screen: Screen, values: Mapping[str, Any], faults: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "okrs/closing.html", screen=screen, values=values, faults=dict(faults or {})
    )


def _written(screen: Screen) -> dict[str, str]:
    """Return what stands in the fields at first: what an earlier closing said."""
    said = {"note": screen.closing.note}
    for one in screen.standing.every_objective():
        said[f"note-{one.objective.id}"] = one.objective.closing_note
    for id_, grade in screen.grades.items():
        said[f"grade-{id_}"] = written(grade.grade)
        said[f"reason-{id_}"] = grade.reason
    return said


def _version() -> int:
    said = request.form.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 19 else 0


def _draft(sent: Mapping[str, str]) -> ClosingDraft:
    """Read the form; raise Refused, by field, for what is no number."""
    grades: dict[int, tuple[float | None, str]] = {}
    notes: dict[int, str] = {}
    faults: dict[str, str] = {}
    for name, text in sent.items():
        kind, _dash, number = name.partition("-")
        if not number.isdecimal() or len(number) > 18:
            continue
        if kind == "note":
            notes[int(number)] = text
        elif kind == "grade":
            try:
                grade = read_number(text) if text.strip() else None
            except ValueError:
                faults[name] = "A grade is a number from 0 to 1."
                continue
            grades[int(number)] = (grade, sent.get(f"reason-{number}", ""))
    if faults:
        raise Refused("A grade is a number from 0 to 1.", faults)
    return ClosingDraft(note=sent.get("note", ""), grades=grades, notes=notes)


def _told(refused: Refused) -> dict[str, str]:
    """Return what was refused by field, in the page's language."""
    faults = refused.faults or {"main": str(refused)}
    return {name: in_words(in_words(fault, SENTENCES)) for name, fault in faults.items()}
