"""Other orders: epics by RICE, WSJF, cost of delay and MoSCoW beside the planner's order."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.save_order_inputs import save_order_inputs
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.orders import INPUTS, Order
from portfolio.domain.people import Deed
from portfolio.screens import orders as screen
from portfolio.screens.orders import Row, Screen
from portfolio.web import exports, here, order_words
from portfolio.web.access import access
from portfolio.web.forms.orders import OrderForm, filled
from portfolio.web.language import gettext as _

blueprint = Blueprint("orders", __name__)


@blueprint.get("/orders")
@access(Deed.SEE)
def index() -> str:
    """Show the epics in one of the orders, and what following each would lose."""
    if here.cycle() is None:
        return render_template("home/empty.html")
    found = _load()
    return render_template(
        "orders/index.html", screen=found, words=order_words, orders=tuple(Order)
    )


@blueprint.get("/orders.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the inputs and the places as a file that can be imported again."""
    found = _load() if here.cycle() else None
    places = [f"place_{order.value}" for order in Order]
    columns = ("cycle", "epic", "title", *INPUTS, "in_the_plan", *places)
    rows = [_cells(found, row) for row in found.shown] if found else []
    return exports.table("orders", kind, columns, rows)


@blueprint.get("/orders/<path:key>")
@access(Deed.PULL_LEVER)
def edit(key: str) -> str:
    """Show the form of an epic's inputs."""
    _item, inputs = screen.one(here.reading(), _cycle(), key)
    return _form_page(key, filled(inputs))


@blueprint.post("/orders/<path:key>")
@access(Deed.PULL_LEVER)
def save(key: str) -> Answer | tuple[str, int]:
    """Save the inputs of an epic for the quarter in view."""
    form = OrderForm()
    cycle = _cycle()
    if not form.validate_on_submit():
        return _form_page(key, form), 422
    try:
        with here.writing() as tx:
            save_order_inputs(
                tx,
                here.me(),
                cycle,
                key,
                form.values(),
                version=form.version_shown,
                now=here.now(),
            )
    except Refused as refused:
        for name, fault in refused.faults.items():
            form[name].errors = [*form[name].errors, fault]
        return _form_page(key, form), 422
    flash(_("The inputs of %(key)s are saved.", key=key), "ok")
    return redirect(url_for("orders.index", cycle=cycle.name, by=request.args.get("by")), 303)


def _form_page(key: str, form: OrderForm) -> str:
    item, inputs = screen.one(here.reading(), _cycle(), key)
    return render_template(
        "orders/edit.html", item=item, inputs=inputs, form=form, words=order_words
    )


def _cycle() -> Cycle:
    cycle = here.cycle()
    if cycle is None:
        raise NotFound("cycle", request.args.get("cycle", ""))
    return cycle


def _load() -> Screen:
    asked = request.args.get("by", "")
    by = Order(asked) if asked in set(Order) else Order.RANK
    return screen.load(here.reading(), here.me(), _cycle(), by=by)


def _cells(found: Screen, row: Row) -> tuple[Any, ...]:
    said = [getattr(row.inputs, name) if row.inputs else None for name in INPUTS]
    return (
        found.cycle.name,
        row.item.key,
        row.item.title,
        *(str(one) if isinstance(one, str) else one for one in said),
        None if row.is_in is None else int(row.is_in),
        *(row.places[order].place for order in Order),
    )
