"""What the forms of a team's capacity share: who may send them, their preview, the way back."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from portfolio.domain.edits import Edit
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.people import Deed
from portfolio.screens.team import TeamScreen
from portfolio.web import previews
from portfolio.web.forms.teams import blame
from portfolio.web.teams import one, page

Answer = Response | str | tuple[str, int]


def editable(slug: str) -> TeamScreen:
    """Return the screen of a team whose capacity the viewer may edit; the choices are from it."""
    screen = one(slug)
    if not screen.rights.edits_capacity:
        raise NotAllowed(Deed.EDIT_CAPACITY)
    return screen


def previewed(slug: str, panel: str, form: Any, edit: Callable[[], Edit], *, blamed: str) -> Answer:
    """Ask for the preview of what a form says; what is refused comes back with the form."""
    if not form.validate_on_submit():
        return page(slug, panel, form=form, status=422)
    try:
        return previews.ask(edit(), back=page_of(slug))
    except Refused as fault:
        blame(form, fault, otherwise=blamed)
        return page(slug, panel, form=form, status=422)


def version_shown() -> int:
    """Return the version of the row that the request is about; 0 where it says none."""
    text = request.values.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def page_of(slug: str) -> str:
    """Return the address of the team's page, in the cycle in view."""
    cycle = request.args.get("cycle") or request.form.get("cycle")
    return url_for("teams.show", slug=slug, cycle=cycle or None)
