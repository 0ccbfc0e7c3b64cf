"""Sources of key results: set and change one, see what it reads, send it a file; all of them."""

from io import BytesIO
from typing import Any, BinaryIO, cast

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from portfolio.actions.import_values import MOST_KEPT, import_values
from portfolio.actions.measure_now import measure_now
from portfolio.actions.remove_source import remove_source
from portfolio.actions.set_source import set_source
from portfolio.actions.tell_values import Value
from portfolio.connectors.key_result_values.parse import read_values
from portfolio.domain.errors import NotAllowed, NotFound, Refused
from portfolio.domain.imports import DayOrMonthFirst, RowProblem
from portfolio.domain.people import Deed
from portfolio.domain.source_drafts import SourceDraft
from portfolio.domain.sources import CsvSettings, SourceKind
from portfolio.screens import source as screen_of
from portfolio.screens import source_marks
from portfolio.screens import sources as list_of
from portfolio.screens.source import Preview, Screen
from portfolio.screens.source_marks import SourceMark
from portfolio.web import exports, here, source_words
from portfolio.web.access import access
from portfolio.web.forms.sources import SourceForm, ValuesForm
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext
from portfolio.web.source_refusals import in_words

blueprint = Blueprint("sources", __name__)
LARGEST_FILE = 20 * 2**20
Page = str | Answer | tuple[str, int]


@blueprint.record_once
def _install(state: Any) -> None:
    app: Flask = state.app
    app.jinja_env.globals.update(source_of=source_of, source_say=source_words)


def source_of(key_result_id: int, cycle_id: int | None = None) -> SourceMark | None:
    """Return what stands beside a key result's value; None for one that people check in.

    All marks of the cycle are read at once, when a template first asks for one.
    """
    if cycle_id is None:
        cycle = here.cycle()
        cycle_id = cycle.id if cycle else 0
    if "source_marks" not in g:
        g.source_marks = {}
    if cycle_id not in g.source_marks:
        g.source_marks[cycle_id] = source_marks.of_cycle(here.reading(), cycle_id, on=here.on())
    marks: dict[int, SourceMark] = g.source_marks[cycle_id]
    return marks.get(key_result_id)


@blueprint.get("/sources")
@access(Deed.SEE)
def index() -> str:
    """Show every source of the quarter, those that fail first."""
    cycle = here.cycle()
    if cycle is None:
        return render_template("home/empty.html")
    found = list_of.load(here.reading(), cycle, on=here.on(cycle))
    return render_template("sources/index.html", screen=found, words=source_words)


@blueprint.get("/sources.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the sources of the quarter as a file."""
    columns = (
        _("Code"), _("Key result"), _("Kind"), _("Source"), _("Value"), _("Unit"), _("Day"),
        _("n"), _("Coverage"), _("What is wrong"), _("Since"), _("Guardrail"),
        _("Guardrail broken since"),
    )  # fmt: skip
    cycle = here.cycle()
    found = list_of.load(here.reading(), cycle, on=here.on(cycle)) if cycle else None
    return exports.table("sources", kind, columns, map(_line, found.rows if found else ()))


@blueprint.post("/okrs/key-results/<int:key_result_id>/source")
@access(Deed.EDIT_OKRS)
def save(key_result_id: int) -> Page:
    """Save the source whose preview was shown."""
    screen = screen_of.load(here.reading(), here.me(), key_result_id)
    return _save(screen, _kind(screen) or SourceKind.DELIVERY)


@blueprint.get("/okrs/key-results/<int:key_result_id>/source")
@access(Deed.SEE)
def edit(key_result_id: int) -> Page:
    """Show a key result's source, and what another would read."""
    screen = screen_of.load(here.reading(), here.me(), key_result_id)
    kind = _kind(screen)
    if kind is None or not screen.may_edit:
        return _page(screen, kind)
    form = SourceForm(formdata=request.args if "show" in request.args else None)
    if "show" not in request.args:
        if screen.source is not None and screen.source.kind is kind:
            form.fill(screen.source, screen.guardrail)
        form.offer(kind, screen.choices)
        if screen.source is None:
            form.begin(screen.key_result)
        return _page(screen, kind, form)
    form.offer(kind, screen.choices)
    draft = _draft(form, screen)
    preview = _preview(screen, draft) if draft else None
    return _page(screen, kind, form, draft=draft, preview=preview)


@blueprint.get("/okrs/key-results/<int:key_result_id>/source.<kind>")
@access(Deed.SEE)
def readings(key_result_id: int, kind: str) -> Response:
    """Answer everything that was read of a key result as a file."""
    screen = screen_of.load(here.reading(), here.me(), key_result_id)
    columns = (
        _("Day"), _("Value"), _("n"), _("Coverage"), _("Source"), _("Read"), _("Counts"), _("Note")
    )  # fmt: skip
    rows = (
        (
            one.on, one.value, one.n, one.coverage, str(source_words.KINDS[one.kind]),
            one.read_at, _("yes") if counts else _("no"), one.note,
        )
        for one, counts in screen.history
    )  # fmt: skip
    return exports.table(f"key-result-{key_result_id}-readings", kind, columns, rows)


@blueprint.post("/okrs/key-results/<int:key_result_id>/source/remove")
@access(Deed.EDIT_OKRS)
def remove(key_result_id: int) -> Answer:
    """Take the source away; people check the key result in from then on."""
    version = request.form.get("version", 0, type=int)
    with here.writing() as tx:
        remove_source(tx, here.me(), key_result_id, version=version, now=here.now())
    flash(_("The source is gone. What it read stays; from now on people check in."))
    return redirect(_address(key_result_id), 303)


@blueprint.post("/okrs/key-results/<int:key_result_id>/source/measure")
@access(Deed.CHECK_IN)
def measure(key_result_id: int) -> Answer:
    """Read the source now."""
    with here.writing() as tx:
        found = measure_now(tx, here.me(), key_result_id, now=here.now(), today=here.today())
    fault = found.faults.get(key_result_id)
    if fault is not None:
        flash(source_words.fault(fault), "warning")
    elif found.news:
        flash(_("Measured: there is a new value."))
    else:
        flash(_("Measured: nothing has changed."))
    return redirect(_address(key_result_id), 303)


@blueprint.post("/okrs/key-results/<int:key_result_id>/source/file")
@access(Deed.CHECK_IN)
def upload(key_result_id: int) -> Page:
    """Take the values of a file."""
    screen = screen_of.load(here.reading(), here.me(), key_result_id)
    if not screen.may_check_in:
        raise NotAllowed(Deed.CHECK_IN)
    if screen.source is None or not isinstance(screen.source.settings, CsvSettings):
        raise Refused(_("This key result is not measured by files."))
    form = ValuesForm()
    if not form.validate():
        return _page(screen, screen.source.kind, values=form), 422
    try:
        answer = _take(screen, screen.source.settings, form)
    except Refused as refused:
        form.file.errors = [in_words(str(refused))]
        return _page(screen, screen.source.kind, values=form), 422
    flash(
        ngettext(
            "%(num)d row read: %(added)s new, %(changed)s changed, %(same)s as before, "
            "%(bad)s refused.",
            "%(num)d rows read: %(added)s new, %(changed)s changed, %(same)s as before, "
            "%(bad)s refused.",
            answer.read,
            added=answer.added,
            changed=answer.changed,
            same=answer.unchanged,
            bad=len(answer.refused),
        ),
        "warning" if answer.refused else "message",
    )
    return redirect(_address(key_result_id), 303)


def _take(screen: Screen, settings: CsvSettings, form: ValuesForm) -> Any:
    sent = cast(FileStorage, form.file.data)
    content = sent.stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Refused("The file is larger than 20 MB. Leave out the old rows.")
    first = {"day": True, "month": False}.get(form.first.data or "")
    try:
        rows = [
            one if isinstance(one, RowProblem) else Value(one.line, one.on, one.value, one.note)
            for one in read_values(
                cast(BinaryIO, BytesIO(content)),
                on=settings.on_column,
                value=settings.value_column,
                zone=here.settings().zone,
                day_first=first,
            )
        ]
    except DayOrMonthFirst as question:
        form.first.errors = [_("Say whether the day or the month comes first.")]
        raise Refused(str(question)) from None
    with here.writing() as tx:
        return import_values(
            tx, here.me(), screen.key_result.id, rows, now=here.now(), today=here.today()
        )


def _save(screen: Screen, kind: SourceKind) -> Page:
    if not screen.may_edit:
        raise NotAllowed(
            Deed.EDIT_OKRS, _("This key result is of another area, or was struck out.")
        )
    form = SourceForm()
    form.offer(kind, screen.choices)
    draft = _draft(form, screen)
    if draft is None:
        return _page(screen, kind, form), 422
    try:
        with here.writing() as tx:
            found = set_source(
                tx,
                here.me(),
                screen.key_result.id,
                draft,
                version=form.version.data or 0,
                now=here.now(),
                today=here.today(),
            )
    except Refused as refused:
        _tell(form, refused)
        return _page(screen, kind, form), 422
    fault = found.faults.get(screen.key_result.id)
    flash(_("The key result measures itself now."))
    if fault is not None and not fault.kind.is_quiet:
        flash(source_words.fault(fault), "warning")
    return redirect(_address(screen.key_result.id), 303)


def _draft(form: SourceForm, screen: Screen) -> SourceDraft | None:
    """Return what the form says; None, with its faults in the form, where it makes no sense."""
    if not form.validate():
        return None
    try:
        draft = form.draft(screen.choices)
        draft.refuse_for(screen.key_result)
    except Refused as refused:
        _tell(form, refused)
        return None
    return draft


def _tell(form: SourceForm, refused: Refused) -> None:
    faults = refused.faults or {"kind": str(refused)}
    for name, fault in faults.items():
        known = name if name in form else "guardrail"
        field = form[known]
        field.errors = [*field.errors, in_words(fault)]


def _preview(screen: Screen, draft: SourceDraft) -> Preview | None:
    words = (_("Value"), source_words.unit_of(draft.settings), _("Target"))
    return screen_of.preview(
        here.reading(),
        screen,
        draft.settings,
        draft.guardrail,
        today=here.today(),
        zone=here.settings().zone,
        words=words,
    )


def _kind(screen: Screen) -> SourceKind | None:
    text = request.values.get("kind", "")
    if not text:
        return screen.source.kind if screen.source else None
    try:
        return SourceKind(text)
    except ValueError:
        raise NotFound("source", text) from None


def _page(
    screen: Screen,
    kind: SourceKind | None,
    form: SourceForm | None = None,
    *,
    draft: SourceDraft | None = None,
    preview: Preview | None = None,
    values: ValuesForm | None = None,
) -> str:
    return render_template(
        "sources/edit.html",
        screen=screen,
        kind=kind,
        kinds=SourceKind,
        form=form,
        draft=draft,
        preview=preview,
        values=values or ValuesForm(formdata=None),
        words=source_words,
        most=MOST_KEPT,
        mark=source_of(screen.key_result.id, screen.cycle.id),
    )


def _address(key_result_id: int) -> str:
    cycle = request.values.get("cycle")
    return url_for("sources.edit", key_result_id=key_result_id, cycle=cycle)


def _line(row: list_of.Row) -> tuple[Any, ...]:
    one, mark = row.standing.key_result, row.mark
    source, reading, guard = mark.source, mark.reading, mark.guardrail
    scope = source_words.scope_of(reading.facts if reading else {}, source.settings)
    return (
        one.code, one.title, str(source_words.KINDS[source.kind]),
        source_words.told(source.settings, scope=scope),
        reading.value if reading else None, one.unit, reading.on if reading else None,
        reading.n if reading else None, reading.coverage if reading else None,
        source_words.fault(mark.fault) if mark.fault else "",
        mark.fault.since if mark.fault else None,
        source_words.guardrail(guard) if guard else "",
        guard.broken_since_on if guard else None,
    )  # fmt: skip
