"""Addresses for other tools' events, and the events that could not be read: why, and once more."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from portfolio.actions.add_hook import add_hook
from portfolio.actions.renew_hook import renew_hook
from portfolio.actions.replay_events import replay_events
from portfolio.actions.retire_hook import retire_hook
from portfolio.connectors.registry import CONNECTORS
from portfolio.domain.errors import Refused
from portfolio.domain.inbox import EventState, hook_secret
from portfolio.domain.people import Deed
from portfolio.screens import hooks as screen
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

blueprint = Blueprint("quarantine", __name__)
LONGEST_SHOWN = 20_000
Answer = tuple[str, int]


@blueprint.get("/quarantine")
@access(Deed.SEE)
def index() -> Answer:
    """List the events in a state; those that failed where none is named."""
    return _page(200)


@blueprint.get("/quarantine.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the list as a file."""
    found = screen.load(here.reading(), state=_state(), hook=_hook(), before=_before())
    columns = ("event", "address", "connector", "delivery", "received", "state", "why")
    rows = (
        (
            one.id,
            one.hook,
            one.connector,
            one.delivery_id,
            one.received_at,
            one.state.value,
            one.why,
        )
        for one in found.events
    )
    return exports.table("quarantine", kind, columns, rows)


@blueprint.get("/quarantine/<int:event_id>")
@access(Deed.IMPORT)
def show(event_id: int) -> str:
    """Show an event as it came."""
    event = screen.one(here.reading(), event_id)
    shown = event.body[:LONGEST_SHOWN].decode("utf-8", "replace")
    return render_template(
        "quarantine/show.html", event=event, shown=shown, is_cut=len(event.body) > LONGEST_SHOWN
    )


@blueprint.post("/quarantine/replay")
@access(Deed.IMPORT)
def replay() -> Response:
    """Let the chosen events be read again."""
    chosen = [int(one) for one in request.form.getlist("event") if one.isascii() and one.isdigit()]
    with here.writing() as tx:
        count = replay_events(tx, here.me(), chosen[: screen.AT_ONCE], now=here.now())
    told = ngettext("%(num)d event is read again", "%(num)d events are read again", count)
    flash(told if count else _("Nothing was chosen."), "ok" if count else "warn")
    return redirect(url_for("quarantine.index"), 303)  # type: ignore[return-value]


@blueprint.post("/hooks")
@access(Deed.IMPORT)
def add() -> Answer | Response:
    """Set up an address."""
    connector, slug = request.form.get("connector", ""), request.form.get("name", "")
    try:
        with here.writing() as tx:
            hook = add_hook(tx, here.me(), connector, slug=slug, now=here.now())
    except Refused as fault:
        return _page(422, fault=str(fault), asked={"connector": connector, "name": slug})
    flash(_("/hooks/%(name)s is ready.", name=hook.slug), "ok")
    return redirect(url_for("quarantine.index", open=hook.slug), 303)  # type: ignore[return-value]


@blueprint.post("/hooks/<slug>/renew")
@access(Deed.IMPORT)
def renew(slug: str) -> Response:
    """Give an address a new secret."""
    with here.writing() as tx:
        renew_hook(tx, here.me(), slug, now=here.clock())
    flash(_("There is a new secret; the old one is taken for another day."), "ok")
    return redirect(url_for("quarantine.index", open=slug), 303)  # type: ignore[return-value]


@blueprint.post("/hooks/<slug>/retire")
@access(Deed.IMPORT)
def retire(slug: str) -> Response:
    """Take no more events at an address."""
    with here.writing() as tx:
        retire_hook(tx, here.me(), slug, now=here.now())
    flash(_("/hooks/%(name)s takes no more events.", name=slug), "ok")
    return redirect(url_for("quarantine.index"), 303)  # type: ignore[return-value]


def _page(code: int, *, fault: str = "", asked: dict[str, str] | None = None) -> Answer:
    found = screen.load(
        here.reading(), titles=CONNECTORS, state=_state(), hook=_hook(), before=_before()
    )
    page = render_template(
        "quarantine/index.html",
        screen=found,
        states={state: _word(state) for state in EventState},
        connectors=CONNECTORS,
        secret=_secret(found, request.args.get("open", "")),
        fault=fault,
        asked=asked or {},
    )
    return page, code


def _secret(found: screen.Screen, slug: str) -> str:
    """Return the secret of the address that is open, for those who may set it up."""
    if not here.allowed(Deed.IMPORT):
        return ""
    own = [one.hook for one in found.lines if one.hook.slug == slug and not one.hook.retired_at]
    key = here.settings().secret_key
    return hook_secret(key, slug, own[0].generation) if own else ""


def _state() -> EventState:
    asked = request.args.get("state", "")
    return EventState(asked) if asked in set(EventState) else EventState.FAILED


def _hook() -> str:
    return request.args.get("address", "")[:80]


def _before() -> int:
    asked: Any = request.args.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0


def _word(state: EventState) -> str:
    return {
        EventState.WAITING: _("waiting"),
        EventState.RECORDED: _("recorded"),
        EventState.IGNORED: _("ignored"),
        EventState.FAILED: _("could not be read"),
    }[state]
