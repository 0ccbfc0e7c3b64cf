"""Check-ins: all of one's key results on one form."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.check_in_all import Saying, StepChange, check_in_all
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed
from portfolio.screens import check_ins as screen_of
from portfolio.screens.check_ins import Line, Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.okrs import CheckInDayForm, CheckInForm
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext
from portfolio.web.okr_words import in_words

blueprint = Blueprint("check_ins", __name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the form with what it shows or what was typed into it."""

    line: Line
    form: CheckInForm
    ticked: frozenset[int]  # the steps that are ticked as done

    def saying(self) -> Saying:
        """Return what the line says."""
        steps = tuple(
            StepChange(step.id, step.version, step.id in self.ticked)
            for step in self.line.standing.key_result.steps
            if (step.id in self.ticked) != (step.done_on is not None)
        )
        return Saying(
            key_result_id=self.line.id,
            is_said=self.says_something,
            value=self.form.value.data,
            confidence=self.form.confidence.data,
            note=self.form.note.data or "",
            seen_id=self.form.seen,
            steps=steps,
        )

    @property
    def says_something(self) -> bool:
        """Whether the person changed the line, or said that it still is so."""
        latest = self.line.standing.latest
        was = (latest.value, latest.confidence) if latest else (None, None)
        told = self.form.still.data or (self.form.note.data or "").strip()
        return bool(told) or not _same(was, (self.form.value.data, self.form.confidence.data))


@blueprint.get("/check-ins")
@access(Deed.CHECK_IN)
def index() -> str:
    """Show one's key results with the last value of each."""
    screen = _screen()
    if screen is None:
        return render_template("home/empty.html")
    return _page(screen, [_shown(line) for line in screen.lines], _day_form())


@blueprint.post("/check-ins")
@access(Deed.CHECK_IN)
def save() -> Answer | tuple[str, int]:
    """Save the lines that were changed or confirmed, all or none."""
    screen = _screen()
    if screen is None:
        raise Refused(_("There is no quarter to check in for yet."))
    day = _day_form()
    entries = [_typed(line) for line in screen.lines if _was_sent(line)]
    is_whole = day.validate()  # every fault is shown at once, so no short cut
    valid = [entry.form.validate() for entry in entries]
    if is_whole and all(valid):
        try:
            count = _save(entries, day)
        except Refused as refused:
            _tell(entries, day, refused)
        else:
            flash(_told(count), "message" if count else "warning")
            return redirect(_back(), 303)
    return _page(screen, entries, day), 422


@blueprint.get("/check-ins.<kind>")
@access(Deed.CHECK_IN)
def table(kind: str) -> Response:
    """Answer one's key results with what was said last, as CSV or XLSX."""
    columns = (
        _("Code"), _("Key result"), _("Unit"), _("Value"), _("Target"), _("Score"),
        _("Confidence"), _("Last check-in"), _("Stale"),
    )  # fmt: skip
    screen = _screen()
    rows = [
        (
            one.key_result.code, one.key_result.title, one.key_result.unit, one.value,
            one.key_result.target, one.score, one.confidence, one.heard_on,
            _("yes") if one.is_stale else _("no"),
        )
        for one in (line.standing for line in (screen.lines if screen else ()))
    ]  # fmt: skip
    return exports.table("check-ins", kind, columns, rows)


def _screen() -> Screen | None:
    cycle = here.cycle()
    if cycle is None:
        return None
    return screen_of.load(
        here.reading(),
        here.me(),
        cycle,
        on=here.today(),
        everything=request.values.get("of") == "all",
    )


def _page(screen: Screen, entries: list[Entry], day: CheckInDayForm) -> str:
    fields = [*day, *(field for entry in entries for field in entry.form)]
    faults = {field.id: " ".join(map(str, field.errors)) for field in fields if field.errors}
    return render_template(
        "check_ins/index.html", screen=screen, entries=entries, day=day, faults=faults
    )


def _day_form() -> CheckInDayForm:
    return CheckInDayForm(on=here.today())


def _prefix(line: Line) -> str:
    return f"kr{line.id}-"


def _shown(line: Line) -> Entry:
    latest = line.standing.latest
    form = CheckInForm(
        formdata=None,
        prefix=_prefix(line),
        value=latest.value if latest else None,
        confidence=latest.confidence if latest else None,
        seen_id=str(line.last_id),
    )
    done = (one.id for one in line.standing.key_result.steps if one.done_on is not None)
    return Entry(line, _with_unit(form, line), frozenset(done))


def _typed(line: Line) -> Entry:
    steps = request.form.getlist(f"{_prefix(line)}step", type=int)
    return Entry(line, _with_unit(CheckInForm(prefix=_prefix(line)), line), frozenset(steps))


def _with_unit(form: CheckInForm, line: Line) -> CheckInForm:
    if line.standing.key_result.unit:
        form.value.label.text = f"{form.value.label.text}, {line.standing.key_result.unit}"
    return form


def _was_sent(line: Line) -> bool:
    return f"{_prefix(line)}seen_id" in request.form


def _save(entries: list[Entry], day: CheckInDayForm) -> int:
    sayings = [entry.saying() for entry in entries]
    on = day.on.data or here.today()
    with here.writing() as tx:
        return check_in_all(tx, here.me(), sayings, on=on, now=here.now())


def _tell(entries: list[Entry], day: CheckInDayForm, refused: Refused) -> None:
    """Put each fault beside the field that it names."""
    fields = {field.name: field for entry in entries for field in entry.form}
    for name, fault in refused.faults.items():
        field = fields.get(name, day.on)
        field.errors = [*field.errors, in_words(fault)]


def _told(count: int) -> str:
    if not count:
        return _(
            "Nothing was changed, so nothing was saved. Tick “still so” where all is as it was."
        )
    return ngettext("One key result is checked in.", "%(num)d key results are checked in.", count)


def _back() -> str:
    if request.form.get("next") == "key-result":
        key_result_id = request.form.get("key_result_id", type=int)
        if key_result_id:
            return url_for("key_results.show", key_result_id=key_result_id)
    cycle, everything = request.form.get("cycle"), request.form.get("of")
    return url_for("check_ins.index", cycle=cycle, of=everything or None)


def _same(was: tuple[float | None, ...], now: tuple[float | None, ...]) -> bool:
    """Whether the numbers are the same as far as a field shows them."""
    return all(
        one is other or (one is not None and other is not None and abs(one - other) <= _near(one))
        for one, other in zip(was, now, strict=True)
    )


def _near(value: float) -> float:
    return max(1e-12, abs(value) * 1e-9)
