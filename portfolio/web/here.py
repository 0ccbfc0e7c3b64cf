"""What a request knows: the store, the time, who is asking, and the cycle in view."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, session

from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Thing, Viewer, may
from portfolio.screens import shell
from portfolio.settings import Settings
from portfolio.store.unit import Store, Tx

SESSION = "sid"


def install(app: Flask) -> None:
    """Hang the context of a request on the application."""
    app.teardown_request(give_back)
    app.context_processor(_names_for_templates)


def settings() -> Settings:
    """The settings of this process."""
    return cast(Settings, current_app.extensions["settings"])


def store() -> Store:
    """The open database of this process."""
    return cast(Store, current_app.extensions["store"])


def reading() -> Tx:
    """The one transaction in which this request reads; it is given back at its end."""
    if "tx" not in g:
        g.tx = store().engine.connect()
    return cast(Tx, g.tx)


@contextmanager
def writing() -> Iterator[Tx]:
    """Yield a transaction for one action; the request's reads afterwards see what it wrote."""
    give_back()
    for name in ("shell", "viewer"):
        g.pop(name, None)
    with store().writing() as tx:
        yield tx


def clock() -> datetime:
    """The machine's own moment: what sessions and links are measured by."""
    return datetime.now(UTC)


def now() -> datetime:
    """This moment; in the demo the time of day on the day it was made."""
    moment = clock()
    made_on = shell_of_request().demo_made_on
    if made_on is None:
        return moment
    return moment + timedelta(days=(made_on - moment.date()).days)


def today() -> date:
    """This day in the product's time zone; the demo's own day in the demo."""
    return now().astimezone(settings().zone).date()


def token_hash(token: str) -> str:
    """Return what is stored in place of a session's or link's token."""
    return sha256(token.encode()).hexdigest()


def viewer() -> Viewer | None:
    """Who is asking, read from the database at each request; None for a stranger."""
    if "viewer" not in g:
        sid = session.get(SESSION)
        g.viewer = (
            shell.viewer_of_session(reading(), token_hash(sid), now=clock())
            if isinstance(sid, str)
            else None
        )
    return cast(Viewer | None, g.viewer)


def me() -> Viewer:
    """Who is asking, on a page that strangers do not reach."""
    found = viewer()
    if found is None:
        raise RuntimeError("this page was reached without signing in")
    return found


def allowed(deed: Deed, thing: Thing | None = None) -> bool:
    """Whether the viewer may do this; for pages that show or hide a button."""
    found = viewer()
    return found is not None and may(found, deed, thing)


def shell_of_request() -> shell.Shell:
    """The cycles and the few facts that every page shows, read once a request."""
    if "shell" not in g:
        found = viewer()
        account_id = found.account_id if found else None
        day = clock().astimezone(settings().zone).date()
        g.shell = shell.load(reading(), account_id, today=day)
    return cast(shell.Shell, g.shell)


def cycle() -> Cycle | None:
    """The cycle in view: of the query, else of today, else the newest; None before the first."""
    every = shell_of_request().cycles
    asked = request.args.get("cycle") or request.form.get("cycle")
    for one in every:
        if one.name == asked:
            return one
    day = today()
    running = [one for one in every if one.span.has(day)]
    return running[0] if running else (every[-1] if every else None)


def asked_on() -> date | None:
    """The day of `on` in the address; None without one; refused where it is no day."""
    text = request.args.get("on", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        _ = cast(Any, current_app.jinja_env.globals["_"])  # the language is chosen by who is here
        raise Refused(_("%(text)s is no day. Write it as 2027-02-09.", text=text[:40])) from None


def on(cycle: Cycle | None = None) -> date:
    """The day as of which the page is shown: `on` in the address, else today.

    It is never a day to come, and of a cycle none before its first.
    """
    day = today()
    asked = asked_on() or day
    return min(asked, day) if cycle is None else cycle.day_in_view(asked, day)


def address_on(day: date | None = None) -> str:
    """The address of this page as of another day; without one, of today."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "on"]
    query = urlencode([*kept, ("on", day.isoformat())] if day else kept)
    return f"{request.path}?{query}" if query else request.path


def give_back(fault: BaseException | None = None) -> None:
    """End the request's reading transaction; the next read begins another."""
    tx = g.pop("tx", None)
    if tx is not None:
        tx.close()


def _names_for_templates() -> dict[str, Any]:
    if viewer() is None:
        return {"viewer": None, "demo": settings().demo, "may": allowed, "deed": Deed}
    return {
        "viewer": viewer(),
        "cycle": cycle(),
        "cycles": shell_of_request().cycles,
        "company": shell_of_request().company,
        "counts": shell_of_request().counts,
        "today": today(),
        "address_on": address_on,
        "now": now(),
        "demo": settings().demo,
        "may": allowed,
        "deed": Deed,
    }
