"""What changes many days of a team at once: a rota, part time, a table brought in."""

from collections.abc import Iterable

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portfolio.connectors.team_sheets.parse import read_sheet
from portfolio.domain import edits
from portfolio.domain.cycles import Span
from portfolio.domain.edits import Edit
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.imports import ImportRefused
from portfolio.domain.people import Deed
from portfolio.domain.rota import days_away, turns_of
from portfolio.domain.team_sheets import CellFault, Known, Outcome, edits_of
from portfolio.screens.team import TeamScreen
from portfolio.web import previews, team_files
from portfolio.web.access import access
from portfolio.web.forms.calendar import PartTimeForm, RotaForm, SheetForm
from portfolio.web.language import SUPPORTED, catalogue, ngettext
from portfolio.web.language import gettext as _
from portfolio.web.team_edits import Answer, editable, page_of, previewed, version_shown
from portfolio.web.team_refusals import in_words
from portfolio.web.teams import offered, page

blueprint = Blueprint("calendar", __name__)
MOST_FAULTS = 50
REQUIRED = {
    "absences": ("person", "starts_on", "ends_on", "share"),
    "on-call": ("person", "starts_on", "ends_on", "share"),
    "focus": ("starts_on", "share"),
    "people": ("person", "share"),
}


@blueprint.post("/teams/<slug>/rota")
@access(Deed.EDIT_CAPACITY)
def enter_rota(slug: str) -> Answer:
    """Preview a rotation: all its turns are saved together or not at all."""
    screen = editable(slug)
    form = RotaForm()
    return previewed(slug, "rota", form, lambda: _rota(form, screen), blamed="starts_on")


@blueprint.post("/teams/<slug>/part-time")
@access(Deed.EDIT_CAPACITY)
def enter_part_time(slug: str) -> Answer:
    """Preview which part of each weekday a person works."""
    form: PartTimeForm = offered(PartTimeForm(), editable(slug))
    return previewed(slug, "part-time", form, lambda: _part_time(form), blamed="monday")


@blueprint.post("/teams/<slug>/part-time/<int:person_id>/remove")
@access(Deed.EDIT_CAPACITY)
def drop_part_time(slug: str, person_id: int) -> Response:
    """Preview a person without the part time from a day on."""
    screen = editable(slug)
    for row, person in screen.part_times:
        if person.id == person_id and row.from_on.isoformat() == request.form.get("from_on"):
            edit = edits.remove_part_time(person_id, row.from_on, version=version_shown())
            return previews.ask(edit, back=page_of(slug))
    raise Refused(_("There is no part time from this day."))


@blueprint.post("/teams/<slug>/import")
@access(Deed.EDIT_CAPACITY)
def bring_in(slug: str) -> Answer:
    """Preview what a table changes; with a fault in it, say where, and change nothing."""
    screen, form = editable(slug), SheetForm()
    if not form.validate_on_submit():
        return page(slug, "import", form=form, status=422)
    kind = str(form.kind.data)
    if kind == "people" and not screen.rights.splits_people:
        raise NotAllowed(Deed.SPLIT_PERSON)
    try:
        found = _outcome(kind, form, screen)
        edit = edits.several(found.edits) if found.edits else None
    except (ImportRefused, Refused) as fault:
        form.file.errors = [*form.file.errors, in_words(str(fault))]
        return page(slug, "import", form=form, status=422)
    if found.faults or edit is None:
        said = tuple(fault_words(kind, found.faults))
        return page(
            slug,
            "import",
            form=form,
            status=422 if said else 200,
            faults=said,
            same=None if said else found.same,
        )
    return _ask_table(slug, form, edit)


def fault_words(kind: str, faults: Iterable[CellFault]) -> Iterable[str]:
    """Say what is wrong with a table, cell by cell."""
    words = {
        "empty": _("the cell is empty"),
        "day": _("%(value)s is no day; write it like 2027-02-15"),
        "share": _("%(value)s is no share; write a number above 0, up to 100"),
        "nobody": _("%(value)s is nobody who could be meant"),
        "two people": _("two people are called %(value)s; enter this row on the page"),
        "backwards": _("the last day lies before the first"),
        "no row": _("the team has no row %(value)s; leave it empty for a new one"),
        "another person": _("the row belongs to another person; leave its number empty"),
        "no sprint": _("no sprint of the quarter starts on %(value)s"),
        "twice": _("%(value)s stands in the table twice"),
    }
    columns = team_files.BROUGHT_IN[kind]
    found = list(faults)
    for fault in found[:MOST_FAULTS]:
        why = words[fault.why] % {"value": f"“{fault.value}”"}
        where = _("Line %(line)s, %(column)s:", line=fault.line, column=columns[fault.column])
        yield f"{where} {why}."
    more = len(found) - MOST_FAULTS
    if more > 0:
        yield ngettext("%(num)d more.", "%(num)d more.", more)


def _ask_table(slug: str, form: SheetForm, edit: Edit) -> Answer:
    try:
        return previews.ask(edit, back=page_of(slug))
    except Refused as fault:
        form.file.errors = [*form.file.errors, in_words(str(fault))]
        return page(slug, "import", form=form, status=422)


def _outcome(kind: str, form: SheetForm, screen: TeamScreen) -> Outcome:
    columns = team_files.BROUGHT_IN[kind]
    headers = {
        catalogue(language).gettext(word.message).casefold(): column
        for language in SUPPORTED
        for column, word in {**columns, "remove": team_files.REMOVE}.items()
    }
    rows = read_sheet(form.file.data.stream, headers, required=REQUIRED[kind])
    return edits_of(kind, rows, _known(screen))


def _known(screen: TeamScreen) -> Known:
    people = {one.person.id: one.person for one in screen.members}
    sprints = screen.cycle.sprints if screen.cycle else ()
    return Known(
        team_id=screen.team.id,
        members=tuple(people.values()),
        absences=tuple(row for row, _person in screen.absences),
        shifts=tuple(row for row, _person in screen.shifts),
        focus=screen.focus,
        memberships=tuple(one.membership for one in screen.members),
        sprint_days=frozenset(sprint.span.starts_on for sprint in sprints),
        everybody=screen.every_person,
    )


def _rota(form: RotaForm, screen: TeamScreen) -> Edit:
    first, last = form.starts_on.data, form.until.data
    absences = [row for row, _person in screen.absences]
    away = days_away(absences, Span(first, last)) if form.swap.data else {}
    members = {one.person.id for one in screen.members}
    order = [one for one in form.order if one in members]
    turns = turns_of(order, first, last, weeks=form.weeks.data, away=away)
    made = [
        edits.set_on_call(
            screen.team.id, turn.person_id, turn.starts_on, turn.ends_on, share=form.part
        )
        for turn in turns
    ]
    gone = [
        edits.remove_on_call(row.id, version=row.version)
        for row, _person in screen.shifts
        if form.replace.data and row.starts_on <= last and row.ends_on >= first
    ]
    return edits.several([*gone, *made])


def _part_time(form: PartTimeForm) -> Edit:
    return edits.set_part_time(
        form.person.data, form.from_on.data, form.week, version=form.version_shown
    )
