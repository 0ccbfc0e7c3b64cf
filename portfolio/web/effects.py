"""Expected and actual effects of finished epics: the page of all, and the form of one."""

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.say_effect import say_effect
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.people import Deed
from portfolio.screens import effect as one_screen
from portfolio.screens import effects as screen_of
from portfolio.screens.effects import Filters, Screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.forms.effects import EffectForm
from portfolio.web.language import gettext as _

blueprint = Blueprint("effects", __name__, url_prefix="/okrs")


@blueprint.get("/effects")
@access(Deed.SEE)
def index() -> str:
    """Show how true expectations came, over all finished epics."""
    return render_template("effects/index.html", screen=_load())


@blueprint.get("/effects.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the effects as CSV or XLSX, or the figure as JSON."""
    screen = _load()
    if kind == "json":
        return jsonify(screen.figure)
    areas = {one.id: one.name for one in screen.areas}
    columns = (
        _("Quarter"), _("Code"), _("Key result"), _("Epic"), _("Title"), _("Area"),
        _("Finished"), _("Unit"), _("Expected"), _("Confidence"), _("Expected × confidence"),
        _("Really moved"), _("Of what was expected"), _("Proposed"), _("Seen from"),
        _("Seen until"), _("By"), _("Note"),
    )  # fmt: skip
    rows = [
        (
            one.cycle, one.code, one.key_result, one.key, one.title, areas.get(one.area_id or 0),
            one.finished_on, one.unit, said.expected, said.confidence,
            said.expected * said.confidence, said.amount, said.ratio, said.proposed,
            said.seen_from_on, said.seen_until_on, screen.names.get(said.account_id or 0),
            said.note,
        )
        for one, said in ((one, one.effect) for one in screen.told)
    ]  # fmt: skip
    return exports.table("effects", kind, columns, rows)


@blueprint.route(
    "/key-results/<int:key_result_id>/effects/<path:item_key>", methods=["GET", "POST"]
)
@access(Deed.CHECK_IN)
def say(key_result_id: int, item_key: str) -> str | Answer | tuple[str, int]:
    """Say what a finished epic really moved of a key result, or correct it."""
    screen = one_screen.load(here.reading(), here.me(), key_result_id, item_key, today=here.today())
    if not screen.may_say:
        raise NotAllowed(
            Deed.CHECK_IN, _("Who checks in this key result says what its epics really moved.")
        )
    form = EffectForm() if request.method == "POST" else EffectForm.offered(screen)
    if request.method == "GET":
        return _page(screen, form)
    if form.validate():
        try:
            with here.writing() as tx:
                say_effect(
                    tx,
                    here.me(),
                    key_result_id,
                    item_key,
                    form.draft(),
                    now=here.now(),
                    today=here.today(),
                    version=form.version.data or 0,
                )
        except Refused as refused:
            form.tell(refused)
        else:
            flash(_("Kept. What was expected and what came now stand side by side."))
            cycle = screen.cycle.name
            back = url_for("key_results.show", key_result_id=key_result_id, cycle=cycle)
            return redirect(back + "#effects", 303)
    return _page(screen, form), 422


def _page(screen: one_screen.Screen, form: EffectForm) -> str:
    return render_template("effects/say.html", screen=screen, form=form)


def _load() -> Screen:
    filters = Filters(
        area=request.args.get("area", ""),
        key_result_id=request.args.get("key_result", type=int),
    )
    return screen_of.load(here.reading(), here.me(), on=here.on(), filters=filters, say=_)
