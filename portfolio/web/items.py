"""One item: its page, its form, its place in the order, its links."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.add_item import add_item
from portfolio.actions.edit_item import edit_item
from portfolio.actions.link_items import link_items
from portfolio.actions.move_item import Seen, move_item
from portfolio.domain.backlog import Category, Item, Level, Link, NewItem, thing_of
from portfolio.domain.errors import NotFound, PortfolioError, Refused
from portfolio.domain.forecasts import Kind
from portfolio.domain.people import Deed, require
from portfolio.screens import forecasts as forecast_screen
from portfolio.screens import item as screen
from portfolio.screens.forecasts import Told
from portfolio.screens.item import ItemPage
from portfolio.web import here
from portfolio.web.access import access, safe_next
from portfolio.web.formats import number, points
from portfolio.web.forms.items import (
    CATEGORY_WORDS,
    LEVEL_WORDS,
    WORK_WORDS,
    EditItemForm,
    LinkForm,
    MoveForm,
    NewItemForm,
    from_item,
)
from portfolio.web.language import gettext as _

blueprint = Blueprint("items", __name__)
Answer = str | tuple[str, int] | Response


@blueprint.get("/items/<key>")
@access(Deed.SEE)
def show(key: str) -> str:
    """Show an item with all around it."""
    return _page(key, LinkForm(formdata=None))


@blueprint.get("/items/new")
@access(Deed.EDIT_ITEM)
def new() -> str:
    """Show the form of a new item, its level and parent taken from the query."""
    form = NewItemForm(
        formdata=None,
        level=request.args.get("level") or Level.STORY.value,
        parent_key=request.args.get("parent", "")[:80],
        category=Category.TODO.value,
    )
    return _form_page(form, screen.form(here.reading()))


@blueprint.post("/items/new")
@access(Deed.EDIT_ITEM)
def add() -> Answer:
    """Add an item."""
    by, form = here.me(), NewItemForm()
    offered = screen.form(here.reading())
    form.offer(offered)
    if not form.validate_on_submit():
        return _form_page(form, offered), 422
    try:
        wanted = NewItem(
            level=Level(form.level.data), key=(form.key.data or "").strip() or None, **form.values()
        )
        with here.writing() as tx:
            key = add_item(tx, by, wanted, now=here.now())
    except Refused as fault:
        _explain(form, fault)
        return _form_page(form, offered), 422
    flash(_("%(key)s is in the backlog.", key=key))
    return redirect(url_for("items.show", key=key), 303)


@blueprint.get("/items/<key>/edit")
@access(Deed.EDIT_ITEM)
def edit(key: str) -> str:
    """Show the form of an item to those who may save it."""
    offered = screen.form(here.reading(), key)
    require(here.me(), Deed.EDIT_ITEM, thing_of(_known(offered.item)))
    return _form_page(EditItemForm(formdata=None, data=from_item(offered)), offered)


@blueprint.post("/items/<key>/edit")
@access(Deed.EDIT_ITEM)
def save(key: str) -> Answer:
    """Save an item."""
    by, form = here.me(), EditItemForm()
    offered = screen.form(here.reading(), key)
    item = _known(offered.item)
    require(by, Deed.EDIT_ITEM, thing_of(item))
    form.offer(offered)
    if not form.validate_on_submit():
        return _form_page(form, offered), 422
    try:
        with here.writing() as tx:
            edit_item(tx, by, key, form.values(), version=form.version.data or 0, now=here.now())
    except Refused as fault:
        _explain(form, fault)
        return _form_page(form, offered), 422
    flash(_("%(key)s is saved.", key=key))
    return redirect(url_for("items.show", key=key), 303)


@blueprint.post("/items/<key>/move")
@access(Deed.MOVE_ITEM)
def move(key: str) -> Response | dict[str, Any]:
    """Move an item in the order: before or after another, or to a place of its level."""
    by, form = here.me(), MoveForm(request.values)
    if not form.validate():
        raise Refused(_("Write a place as a whole number, such as 12."))
    wish = form.wish()
    try:
        with here.writing() as tx:
            came_from, _moves = screen.standing_of(tx, key)
            seen = Seen(form.moves.data, form.beside_moves.data)
            move_item(tx, by, key, now=here.now(), seen=seen, **wish)
            place, moves = screen.standing_of(tx, key)
    except NotFound as fault:
        if fault.key == key or fault.kind != "item":
            raise
        raise Refused(
            _("There is no item %(key)s. Write the key of the other item.", key=fault.key)
        ) from None
    undo = url_for("items.move", key=key, place=came_from, moves=moves)
    said = {
        "text": _("%(key)s is now at place %(place)s.", key=key, place=number(place)),
        "undo": undo if place != came_from else None,
    }
    if request.accept_mimetypes.best == "application/json":
        return {**said, "place": place}
    flash(said)  # type: ignore[arg-type] # the frame shows the button
    return redirect(_back(key), 303)


@blueprint.post("/items/<key>/links")
@access(Deed.EDIT_ITEM)
def link(key: str) -> Answer:
    """Link the item to another, or take a link away."""
    by, form = here.me(), LinkForm()
    if not form.validate_on_submit():
        return _page(key, form), 422
    kind, direction = form.kind.data.split("-")
    other = form.other.data.strip()
    first, second = (key, other) if direction == "out" else (other, key)
    wanted = Link(kind, first, second, form.lag.data or 0)
    try:
        with here.writing() as tx:
            link_items(tx, by, wanted, now=here.now())
    except PortfolioError as fault:
        if not isinstance(fault, Refused) and getattr(fault, "key", None) != other:
            raise
        form.other.errors = [str(fault)]
        return _page(key, form), 422
    flash(_("%(key)s and %(other)s are linked.", key=key, other=other))
    return redirect(url_for("items.show", key=key), 303)


@blueprint.post("/items/<key>/links/remove")
@access(Deed.EDIT_ITEM)
def unlink(key: str) -> Response:
    """Take a link of the item away."""
    gone = Link(
        request.form.get("type", ""), request.form.get("from", ""), request.form.get("to", "")
    )
    if key not in (gone.from_key, gone.to_key):
        raise Refused(_("That is no link of this item."))
    by = here.me()
    with here.writing() as tx:
        link_items(tx, by, gone, now=here.now(), remove=True)
    flash(_("The link is gone."))
    return redirect(url_for("items.show", key=key), 303)


def headline(found: ItemPage) -> str:
    """Return the item's title with where it stands."""
    item = found.item
    words: dict[str, Any] = {"title": item.title, "status": str(CATEGORY_WORDS[item.category])}
    if found.sums.parts:
        done, parts = number(found.sums.done), number(found.sums.parts)
        return _("%(title)s: %(done)s of %(parts)s parts done", done=done, parts=parts, **words)
    if found.is_blocked and item.is_open:
        return _("%(title)s: %(status)s, waits for another item", **words)
    if item.points is not None:
        words["points"] = points(item.points)
        return _("%(title)s: %(status)s, %(points)s points", **words)
    return _("%(title)s: %(status)s, no points yet", **words)


def _page(key: str, form: LinkForm) -> str:
    found = screen.load(here.reading(), here.me(), key)
    return render_template(
        "backlog/item.html",
        screen=found,
        form=form,
        headline=headline(found),
        level_word=LEVEL_WORDS[found.item.level],
        work_words=WORK_WORDS,
        below=screen.levels_below(found.item.level),
        level_words=LEVEL_WORDS,
        told=_told(found.item),
    )


def _told(item: Item) -> Told | None:
    """Return the forecast of an open epic."""
    if item.level is not Level.EPIC or not item.is_open:
        return None
    return forecast_screen.of_subject(
        here.reading(), here.cycle(), (Kind.EPIC,), item.id, on=here.today()
    )


def _form_page(form: EditItemForm, offered: screen.ItemForm) -> str:
    form.offer(offered)
    return render_template("backlog/edit.html", form=form, screen=offered)


def _explain(form: EditItemForm, fault: Refused) -> None:
    for name, why in fault.faults.items():
        if name in form:
            form[name].errors = [_(why)]
    if not form.errors:
        form.title.errors = [str(fault)]


def _known(item: Item | None) -> Item:
    if item is None:
        raise RuntimeError("the form of an item was read without one")
    return item


def _back(key: str) -> str:
    return safe_next(request.form.get("next") or url_for("items.show", key=key))
