"""Check-ins: all of one's key results on one form, and how often the team is asked."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.check_in_all import CheckedIn, check_in_all
from portfolio.actions.set_rhythm import set_rhythm
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed
from portfolio.domain.rhythm import Every, begun
from portfolio.screens import check_ins as screen_of
from portfolio.screens.check_ins import Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.check_in_lines import Entry, shown, typed, was_sent
from portfolio.web.forms.okrs import CheckInDayForm
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext
from portfolio.web.okr_words import in_words
from portfolio.web.rhythm_words import EVERY, WEEKDAYS, rhythm_words

blueprint = Blueprint("check_ins", __name__)


@blueprint.get("/check-ins")
@access(Deed.CHECK_IN)
def index() -> str:
    """Show one's key results with the last value of each."""
    screen = _screen()
    if screen is None:
        return render_template("home/empty.html")
    return _page(screen, [shown(line) for line in screen.lines], _day_form())


@blueprint.post("/check-ins")
@access(Deed.CHECK_IN)
def save() -> Answer | tuple[str, int]:
    """Save the lines that were touched or confirmed, all or none."""
    screen = _screen()
    if screen is None:
        raise Refused(_("There is no quarter to check in for yet."))
    day = _day_form()
    entries = [typed(line) for line in screen.lines if was_sent(line)]
    is_whole = day.validate()  # every fault is shown at once, so no short cut
    valid = [entry.form.validate() for entry in entries]
    if not is_whole or not all(valid):
        return _page(screen, entries, day), 422
    if "confirm" in request.form:
        _confirm(entries)
    if _met(entries):
        return _page(screen, entries, day), 409
    try:
        done = _save(entries, day)
    except Refused as refused:
        _tell(entries, day, refused)
        return _page(screen, entries, day), 422
    flash(_told(done), "message" if done.count else "warning")
    return redirect(_back(), 303)


@blueprint.post("/check-ins/rhythm/<slug>")
@access(Deed.EDIT_TEAM)
def rhythm(slug: str) -> Answer:
    """Store how often a team checks in."""
    by, sent, now = here.me(), request.form, here.now()
    weekday, later = sent.get("weekday", -1, type=int), sent.get("begins", 0, type=int)
    if sent.get("every") not in set(Every) or weekday not in range(5) or later not in (0, 1):
        raise Refused(_("Choose how often, and a day from Monday to Friday."))
    chosen = begun(Every(sent["every"]), weekday, today=here.today(), weeks_later=later)
    with here.writing() as tx:
        set_rhythm(tx, by, slug, chosen, version=sent.get("version", 0, type=int), now=now)
    flash(_("The rhythm is saved: %(words)s.", words=rhythm_words(chosen)), "ok")
    return redirect(url_for("check_ins.index", cycle=sent.get("cycle"), _anchor="h-rhythm"), 303)


@blueprint.get("/check-ins.<kind>")
@access(Deed.CHECK_IN)
def table(kind: str) -> Response:
    """Answer one's key results with what was said last, as CSV or XLSX."""
    columns = (
        _("Code"), _("Key result"), _("Unit"), _("Value"), _("Expected today"), _("Target"),
        _("Score"), _("Confidence"), _("Last check-in"), _("Due"), _("Stale"),
    )  # fmt: skip
    screen = _screen()
    rows = []
    for line in screen.lines if screen else ():
        one, what = line.standing, line.standing.key_result
        rows.append((
            what.code, what.title, what.unit, one.value, line.expected, what.target, one.score,
            one.confidence, one.heard_on, line.due_on, _("yes") if one.is_stale else _("no"),
        ))  # fmt: skip
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
    for entry in entries:
        if entry.theirs is not None:
            what = entry.line.standing.key_result
            faults[f"kr{entry.line.id}-title"] = _(
                "%(title)s was checked in while you were typing. Both are shown there; "
                "save once more to correct it.",
                title=f"{what.code} {what.title}".strip(),
            )
    return render_template(
        "check_ins/index.html",
        screen=screen,
        entries=entries,
        day=day,
        faults=faults,
        rhythm_words=rhythm_words,
        every=EVERY,
        weekdays=WEEKDAYS,
    )


def _day_form() -> CheckInDayForm:
    return CheckInDayForm(on=here.today())


def _confirm(entries: list[Entry]) -> None:
    """Say of every line that nobody touched that it still is so."""
    for entry in entries:
        if not entry.says_something and entry.can_be_confirmed:
            entry.form.still.data = True


def _met(entries: list[Entry]) -> bool:
    """Show each line that somebody else checked in meanwhile both values; tell if there is one."""
    met = False
    for entry in entries:
        latest = entry.line.latest
        if latest is not None and entry.form.seen != latest.id and entry.says_something:
            entry.meet(latest)
            met = True
    return met


def _save(entries: list[Entry], day: CheckInDayForm) -> CheckedIn:
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


def _told(done: CheckedIn) -> str:
    if not done.count:
        return _(
            "Nothing was changed, so nothing was saved. Tick “still so” where all is as it was."
        )
    said = [
        ngettext("One key result is checked in.", "%(num)d key results are checked in.", done.count)
    ]
    if done.corrected:
        said.append(
            ngettext(
                "One corrects what was said for that day; both values are kept.",
                "%(num)d correct what was said for that day; both values are kept.",
                done.corrected,
            )
        )
    if done.is_late:
        said.append(_("They are marked as told late."))
    return " ".join(said)


def _back() -> str:
    if request.form.get("next") == "key-result":
        key_result_id = request.form.get("key_result_id", type=int)
        if key_result_id:
            return url_for("key_results.show", key_result_id=key_result_id)
    cycle, everything = request.form.get("cycle"), request.form.get("of")
    return url_for("check_ins.index", cycle=cycle, of=everything or None)
