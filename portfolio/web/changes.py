"""The list of changes, and the trace of a key."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.domain.delivery import Deployment, DeploymentStatus
from portfolio.domain.people import Deed, Thing
from portfolio.screens import changes as changes_screen
from portfolio.screens import trace as trace_screen
from portfolio.screens.changes import LINKED, Asked, Row
from portfolio.screens.trace_document import document
from portfolio.web import exports, here, trace_sentences
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("changes", __name__)
FARTHEST_PAGE = 100_000


@blueprint.get("/changes")
@access(Deed.SEE)
def index() -> str:
    """Show the changes with what they carry and how they reached production."""
    screen = changes_screen.load(here.reading(), _asked())
    return render_template("changes/index.html", screen=screen, say=trace_sentences)


@blueprint.get("/changes.<kind>")
@access(Deed.SEE)
def table(kind: str) -> Response:
    """Answer the changes as CSV or XLSX, filtered as the page is."""
    columns = (
        _("Repository"),
        _("Number"),
        _("Commit"),
        _("Title"),
        _("Items"),
        _("Committed"),
        _("Deployment"),
        _("Environment"),
        _("Deployed"),
        _("Ended"),
    )
    rows = changes_screen.every_row(here.reading(), _asked())
    return exports.table("changes", kind, columns, _cells(rows))


@blueprint.get("/trace")
@access(Deed.SEE)
def find() -> str | Answer:
    """Ask for a key, and lead to the trace of the one that was typed."""
    key = (request.args.get("key") or "").strip()
    if not key:
        return render_template("trace/find.html")
    return redirect(url_for("changes.trace", key=key))


@blueprint.get("/trace/<path:key>.json")
@access(Deed.SEE)
def trace_json(key: str) -> Response:
    """Answer the chain of a key as JSON."""
    return jsonify(document(trace_screen.load(here.reading(), key)))


@blueprint.get("/trace/<path:key>")
@access(Deed.SEE)
def trace(key: str) -> str:
    """Show the chain of a key, or the list of what it may name."""
    screen = trace_screen.load(here.reading(), key)
    template = "trace/show.html" if screen.trace else "trace/hits.html"
    return render_template(
        template,
        screen=screen,
        trace=screen.trace,
        say=trace_sentences,
        can_mark=_can_mark(screen),
    )


def _can_mark(screen: trace_screen.Screen) -> bool:
    """Whether the viewer may say that the failed deployment in view hurt nobody."""
    one = screen.trace.subject if screen.trace else None
    if not isinstance(one, Deployment) or one.status is not DeploymentStatus.FAILED:
        return False
    teams = frozenset(service.team_id for service in one.services if service.team_id is not None)
    allowed = here.allowed(Deed.MARK_NO_IMPACT, Thing(team_ids=teams))
    return allowed and one.environment.is_production and one.no_impact_reason is None


def _asked() -> Asked:
    asked = request.args
    linked = asked.get("linked", "")
    number = asked.get("page", "1")
    return Asked(
        text=asked.get("q", "").strip()[:200],
        service=asked.get("service", "").strip(),
        linked=linked if linked in LINKED else "",
        page=min(int(number), FARTHEST_PAGE) if number.isdecimal() and len(number) < 9 else 1,
    )


def _cells(rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        one, carrier = row.change, row.deployment
        yield (
            one.repository,
            one.number,
            one.sha,
            one.title,
            " ".join(one.item_keys),
            one.committed_at,
            carrier.label if carrier else None,
            carrier.environment.name if carrier else None,
            carrier.finished_at if carrier else None,
            carrier.status.value if carrier else None,
        )
