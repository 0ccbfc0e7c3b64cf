"""The page that carries key results over to the next quarter."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.carry_over import Carried, carry_over
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.screens import carry_over as screens
from portfolio.web import here
from portfolio.web.access import access
from portfolio.web.forms.numbers import read_number, written
from portfolio.web.language import later, ngettext
from portfolio.web.okr_words import in_words

blueprint = Blueprint("carry_over", __name__)

SENTENCES = (
    later("Choose at least one key result."),
    later("What goes on goes on in a later quarter."),
    later("This key result is not in scope, so it cannot be carried over."),
    later("It is carried over already, as %(code)s."),
)


@blueprint.get("/okrs/carry-over")
@access(Deed.EDIT_OKRS)
def index() -> str:
    """Offer what can go on in the next quarter, from where it stands."""
    screen = _screen()
    values = {}
    for one in screen.rows:
        id_ = one.key_result.id
        start = one.key_result.start if one.value is None else one.value
        values[f"start-{id_}"] = written(start)
        values[f"target-{id_}"] = written(one.key_result.target)
    return _page(screen, values)


@blueprint.post("/okrs/carry-over")
@access(Deed.EDIT_OKRS)
def carry() -> Answer | tuple[str, int]:
    """Carry the chosen key results over."""
    screen = _screen()
    try:
        chosen = _chosen(screen, request.form)
        with here.writing() as tx:
            made = carry_over(
                tx,
                here.me(),
                screen.cycle.id,
                chosen,
                into=screen.into,
                now=here.now(),
                today=here.today(),
            )
    except Refused as refused:
        faults = refused.faults or {"main": str(refused)}
        told = {name: in_words(in_words(fault, SENTENCES)) for name, fault in faults.items()}
        return _page(screen, request.form, told), 422
    flash(ngettext("%(num)d key result goes on.", "%(num)d key results go on.", len(made)))
    return redirect(url_for("okrs.index", cycle=screen.into), 303)


def _screen() -> screens.Screen:
    return screens.load(here.reading(), here.me(), _cycle(), today=here.today())


def _cycle() -> Cycle:
    cycle = here.cycle()
    if cycle is None:
        raise NotFound("cycle", request.args.get("cycle", ""))
    return cycle


def _page(
    screen: screens.Screen, values: Mapping[str, Any], faults: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "okrs/carry_over.html", screen=screen, values=values, faults=dict(faults or {})
    )


def _chosen(screen: screens.Screen, sent: Mapping[str, str]) -> list[Carried]:
    """Read the form; raise Refused, by field, for what is no number."""
    faults: dict[str, str] = {}

    def number(name: str) -> float | None:
        text = sent.get(name, "").strip()
        try:
            return read_number(text) if text else None
        except ValueError:
            faults[name] = "This is no number that can be counted with."
            return None

    offered = [one.key_result.id for one in screen.rows]
    ids = [id_ for id_ in offered if f"take-{id_}" in sent and id_ not in screen.carried]
    chosen = [Carried(id_, number(f"start-{id_}"), number(f"target-{id_}")) for id_ in ids]
    if faults:
        raise Refused("This is no number that can be counted with.", faults)
    return chosen
