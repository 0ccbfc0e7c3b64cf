"""Key results: one with its path and its epics, and the forms that change it."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from portfolio.actions.add_key_result import add_key_result
from portfolio.actions.attach_epic import attach_epic
from portfolio.actions.detach_epic import detach_epic
from portfolio.actions.edit_key_result import edit_key_result
from portfolio.actions.restore_key_result import restore_key_result
from portfolio.actions.strike_key_result import strike_key_result
from portfolio.domain.errors import NotAllowed, NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.screens import key_result as screen_of
from portfolio.screens import objective as objective_screen
from portfolio.screens import okr_choices
from portfolio.screens.key_result import Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.numbers import written
from portfolio.web.forms.okrs import KINDS, ContributionForm, KeyResultForm, StrikeForm
from portfolio.web.language import gettext as _
from portfolio.web.strikes import strike_out

blueprint = Blueprint("key_results", __name__, url_prefix="/okrs")
blueprint.app_template_filter("typed")(written)


@blueprint.get("/key-results/<int:key_result_id>")
@access(Deed.SEE)
def show(key_result_id: int) -> str:
    """Show one key result."""
    return _page(key_result_id)


@blueprint.get("/key-results/<int:key_result_id>.<kind>")
@access(Deed.SEE)
def table(key_result_id: int, kind: str) -> Response:
    """Answer the path as CSV or XLSX, or the figure as JSON."""
    screen = _load(key_result_id)
    if kind == "json":
        return jsonify(screen.figure)
    columns = (_("Day"), _("Value"), _("Expected"), _("Score"), _("Confidence"), _("Note"))
    rows = [
        (one.on, one.value, one.expected, one.score, one.confidence, one.note)
        for one in screen.points
    ]
    return exports.table(f"key-result-{key_result_id}", kind, columns, rows)


@blueprint.get("/key-results/<int:key_result_id>/forecasts.<kind>")
@access(Deed.SEE)
def forecasts(key_result_id: int, kind: str) -> Response:
    """Answer every forecast as it was made as CSV or XLSX, or the figure as JSON."""
    outlook = _load(key_result_id).outlook
    if kind == "json":
        return jsonify(outlook.figure)
    columns = (
        _("Made"), _("For"), _("10 %"), _("25 %"), _("Forecast"), _("75 %"), _("90 %"),
        _("Chance to be met"), _("Came"), _("Band held"),
    )  # fmt: skip
    rows = [
        (
            one.made_on, one.until_on, *(one.quantiles[place] for place in (0, 2, 3, 4, 6)),
            one.basis.get("chance"), one.actual,
            None if one.held is None else _("yes") if one.held else _("no"),
        )
        for one in outlook.made
    ]  # fmt: skip
    return exports.table(f"key-result-{key_result_id}-forecasts", kind, columns, rows)


@blueprint.get("/key-results/<int:key_result_id>/epics.<kind>")
@access(Deed.SEE)
def epics(key_result_id: int, kind: str) -> Response:
    """Answer the epics behind it as CSV or XLSX."""
    columns = (
        _("Epic"), _("Title"), _("Status"), _("Stories"), _("Stories done"), _("Planned sprint"),
        _("50 %"), _("85 %"), _("Finished"), _("Effect"), _("Confidence"), _("Amount"),
        _("Share of what is expected"), _("Really moved"),
    )  # fmt: skip
    rows = []
    for one in _load(key_result_id).epics:
        epic, said, when = one.attached, one.attached.contribution, one.dates.forecast
        rows.append((
            epic.key, epic.title, epic.category.value, epic.stories, epic.done,
            one.sprint.name if one.sprint else None, when.middle_on if when else None,
            when.sure_on if when else None, one.dates.done_on, said.effect, said.confidence,
            said.amount, round(one.share, 4), one.told.amount if one.told else None,
        ))  # fmt: skip
    return exports.table(f"key-result-{key_result_id}-epics", kind, columns, rows)


@blueprint.route("/<int:objective_id>/key-results/new", methods=["GET", "POST"])
@access(Deed.EDIT_OKRS)
def create(objective_id: int) -> str | Answer | tuple[str, int]:
    """Write a new key result of an objective."""
    above = objective_screen.load(here.reading(), here.me(), objective_id, on=here.today())
    if not above.block.may_edit:
        raise NotAllowed(Deed.EDIT_OKRS, _("This objective is of another area."))
    form = KeyResultForm()
    _offer(form)
    if request.method == "GET":
        return _form(form, above, None)
    if form.validate():
        try:
            with here.writing() as tx:
                made = add_key_result(
                    tx,
                    here.me(),
                    objective_id,
                    form.draft(),
                    now=here.now(),
                    on=here.today(),
                )
        except Refused as refused:
            form.tell(refused)
        else:
            flash(_("The key result stands."))
            return redirect(_address(made), 303)
    return _form(form, above, None), 422


@blueprint.route("/key-results/<int:key_result_id>/edit", methods=["GET", "POST"])
@access(Deed.EDIT_OKRS)
def edit(key_result_id: int) -> str | Answer | tuple[str, int]:
    """Change a key result."""
    screen = _load(key_result_id)
    if not screen.may_edit:
        raise NotAllowed(
            Deed.EDIT_OKRS, _("This key result is of another area, or was struck out.")
        )
    form = KeyResultForm()
    _offer(form, screen.cycle.id)
    if request.method == "GET":
        form.show(screen.key_result)
        return _form(form, None, screen)
    if form.validate():
        try:
            with here.writing() as tx:
                edit_key_result(
                    tx,
                    here.me(),
                    key_result_id,
                    form.draft(),
                    version=form.version.data,
                    now=here.now(),
                    on=here.today(),
                    objective_id=form.objective_id.data,
                    reason=form.reason.data or "",
                )
        except Refused as refused:
            form.tell(refused)
        else:
            flash(_("Saved."))
            return redirect(_address(key_result_id), 303)
    return _form(form, None, screen), 422


@blueprint.post("/key-results/<int:key_result_id>/strike")
@access(Deed.EDIT_OKRS)
def strike(key_result_id: int) -> Answer | tuple[str, int]:
    """Strike a key result out of its objective."""
    return strike_out(
        strike_key_result,
        key_result_id,
        page=lambda form: _page(key_result_id, strike=form),
        text=_("The key result is struck out. What was said of it is kept."),
        undo=lambda version: url_for(
            "key_results.restore", key_result_id=key_result_id, version=version
        ),
        back=_address(key_result_id),
    )


@blueprint.post("/key-results/<int:key_result_id>/restore")
@access(Deed.EDIT_OKRS)
def restore(key_result_id: int) -> Answer:
    """Take back that a key result was struck out."""
    version = request.values.get("version", 0, type=int)
    with here.writing() as tx:
        restore_key_result(
            tx, here.me(), key_result_id, version=version, now=here.now(), on=here.today()
        )
    flash(_("The key result counts again."))
    return redirect(_address(key_result_id), 303)


@blueprint.post("/key-results/<int:key_result_id>/epics")
@access(Deed.ATTACH_EPIC)
def attach(key_result_id: int) -> Answer | tuple[str, int]:
    """Attach an epic with its expected effect, or change what is expected of it."""
    form = ContributionForm()
    if form.validate():
        try:
            with here.writing() as tx:
                attach_epic(
                    tx,
                    here.me(),
                    key_result_id,
                    form.item_key.data.strip(),
                    effect=form.effect.data or 0.0,
                    confidence=form.confidence.data or 0.0,
                    now=here.now(),
                    version=form.version.data or None,
                )
        except (Refused, NotFound) as fault:
            known = fault.faults if isinstance(fault, Refused) else {}
            form.tell(Refused(str(fault), known or {"item_key": str(fault)}))
        else:
            flash(_told_of(_load(key_result_id), form.effect.data or 0.0))
            return redirect(_address(key_result_id), 303)
    return _page(key_result_id, attach=form), 422


@blueprint.post("/key-results/<int:key_result_id>/epics/<path:item_key>/detach")
@access(Deed.ATTACH_EPIC)
def detach(key_result_id: int, item_key: str) -> Answer:
    """Detach an epic."""
    version = request.form.get("version", 0, type=int)
    with here.writing() as tx:
        detach_epic(tx, here.me(), key_result_id, item_key, version=version, now=here.now())
    flash(_("%(key)s is detached.", key=item_key))
    return redirect(_address(key_result_id), 303)


def _load(key_result_id: int) -> Screen:
    zone = here.settings().zone
    return screen_of.load(here.reading(), here.me(), key_result_id, on=here.on(), zone=zone, say=_)


def _page(
    key_result_id: int,
    *,
    strike: StrikeForm | None = None,
    attach: ContributionForm | None = None,
) -> str:
    screen = _load(key_result_id)
    if strike is None:
        version = screen.key_result.version
        strike = StrikeForm.offered(screen.cycle.span, here.today(), version=version)
    return render_template(
        "okrs/key_result.html",
        screen=screen,
        strike=strike,
        attach=attach or ContributionForm(formdata=None, version=0),
        changing=_changing(screen, attach),
        kinds=KINDS,
    )


def _told_of(screen: Screen, effect: float) -> str:
    """Return what the person hears who expects something: what it would have been until now."""
    would = get_template_attribute("effects/_words.html", "would_have")
    unit = screen.key_result.unit
    if not screen.truth.is_enough:
        return _("Saved.")
    told = would(screen.truth, screen.is_own_truth, screen.area, effect, unit)
    return f"{_('Saved.')} {told.striptags()}"


def _changing(screen: Screen, sent: ContributionForm | None) -> dict[str, Any] | None:
    """Return the epic whose expectation is being changed: `epic` in the address or the form."""
    key = sent.item_key.data if sent is not None else request.args.get("epic")
    for epic in screen.epics:
        one = epic.attached
        if one.key == key and (sent is None or sent.version.data):
            form = sent or ContributionForm(
                formdata=None,
                item_key=one.key,
                effect=one.contribution.effect,
                confidence=one.contribution.confidence,
                version=one.contribution.version,
            )
            return {"epic": one, "form": form}
    return None


def _form(form: KeyResultForm, above: objective_screen.Screen | None, screen: Screen | None) -> str:
    return render_template("okrs/edit_key_result.html", form=form, above=above, screen=screen)


def _offer(form: KeyResultForm, cycle_id: int | None = None) -> None:
    offered = okr_choices.load(here.reading(), cycle_id, on=here.today())
    form.offer(teams=offered.teams, accounts=offered.accounts, objectives=offered.objectives)


def _address(key_result_id: int) -> str:
    cycle = request.args.get("cycle")
    return url_for("key_results.show", key_result_id=key_result_id, cycle=cycle)
