"""Access at the door: every view names the deed it needs, or it is closed to everybody."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from portfolio.domain.errors import NotAllowed
from portfolio.domain.people import Deed, require
from portfolio.web import here

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"


def access(deed: Deed) -> Callable[[View], View]:
    """Mark a view: it is open to signed-in accounts whose role may do the deed to something.

    Whether they may do it to this very thing the action (or the screen) decides again.
    """

    def mark(view: View) -> View:
        view.access = deed  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that strangers may reach."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Check each request at the door."""
    app.before_request(_check)


def rule_of(app: Flask, endpoint: str) -> Deed | str | None:
    """Return the access rule of an endpoint: a Deed, PUBLIC, or None for a closed one."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access", None)


def safe_next(target: str | None) -> str:
    """Return where to go after signing in: a path of this site, never another host."""
    if not target:
        return url_for("home.index")
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return url_for("home.index")
    return target


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such page: 404 answers, the same for everybody
    rule = rule_of(current_app, request.endpoint)
    if rule == PUBLIC:
        return None
    viewer = here.viewer()
    if viewer is None:
        return redirect(url_for("account.sign_in_form", next=request.full_path.rstrip("?")), 303)
    if not isinstance(rule, Deed):
        raise NotAllowed("nothing", "This page is closed.")
    require(viewer, rule)
    return None
