"""Saved filters: kept from the backlog's filter bar, listed, forgotten."""

from typing import Any

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.remove_filter import remove_filter
from portfolio.actions.save_filter import save_filter
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed
from portfolio.domain.saved_filters import WORDS, FilterDraft, SavedFilter
from portfolio.screens import saved_filters as screen_of
from portfolio.web import exports, here
from portfolio.web.access import access
from portfolio.web.language import gettext as _
from portfolio.web.source_refusals import in_words
from portfolio.web.source_words import filtered

blueprint = Blueprint("saved_filters", __name__)


@blueprint.record_once
def _install(state: Any) -> None:
    app: Flask = state.app
    app.jinja_env.filters["filtered"] = filtered
    app.jinja_env.globals["filters_here"] = filters_here


def filters_here() -> list[SavedFilter]:
    """Return the filters that the viewer may use; for the backlog's filter bar."""
    return screen_of.own(here.reading(), here.me())


@blueprint.get("/filters")
@access(Deed.SEE)
def index() -> str:
    """Show one's own filters and the shared ones, and what is measured by each."""
    return _page()


@blueprint.get("/filters.<kind>")
@access(Deed.SEE)
def export(kind: str) -> Response:
    """Answer the filters as a file."""
    columns = (_("Name"), _("Asks for"), _("Kept by"), _("Shared"), _("Measures"))
    found = screen_of.load(here.reading(), here.me())
    rows = (
        (
            one.filter.name, filtered(one.filter), one.keeper,
            _("yes") if one.filter.is_shared else _("no"),
            ", ".join(f"{kr.code} {kr.title}" for kr in one.measures),
        )
        for one in found.rows
    )  # fmt: skip
    return exports.table("filters", kind, columns, rows)


@blueprint.post("/filters")
@access(Deed.SEE)
def save() -> Answer | tuple[str, int]:
    """Keep what the backlog's filter bar asks under a name."""
    query = {name: request.form.get(f"filter-{name}", "")[:200] for name in WORDS}
    try:
        draft = FilterDraft(
            request.form.get("name", "").strip(),
            {name: value for name, value in query.items() if value},
            bool(request.form.get("is_shared")),
        )
        with here.writing() as tx:
            save_filter(tx, here.me(), draft, now=here.now())
    except Refused as refused:
        faults = {name: in_words(fault) for name, fault in refused.faults.items()}
        return _page(faults=faults, name=request.form.get("name", ""), query=query), 422
    flash(_("The filter is saved."))
    return redirect(url_for("backlog.index", **dict[str, Any](draft.query)), 303)


@blueprint.post("/filters/<int:filter_id>/remove")
@access(Deed.SEE)
def remove(filter_id: int) -> Answer:
    """Forget a filter."""
    version = request.form.get("version", 0, type=int)
    with here.writing() as tx:
        remove_filter(tx, here.me(), filter_id, version=version, now=here.now())
    flash(_("The filter is gone. Key results counted by it keep their last value and say so."))
    return redirect(url_for("saved_filters.index"), 303)


def _page(**names: Any) -> str:
    found = screen_of.load(here.reading(), here.me())
    return render_template(
        "filters/index.html", screen=found, **{"faults": {}, "query": {}} | names
    )
