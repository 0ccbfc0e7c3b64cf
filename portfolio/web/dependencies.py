"""The dependencies of a plan by pairs of teams, as a page and as files."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from portfolio.domain.dependencies import LinkState
from portfolio.domain.people import Deed
from portfolio.screens import dependencies as screen
from portfolio.screens.dependencies import Asked, Screen
from portfolio.web import exports, here, places
from portfolio.web.access import access
from portfolio.web.formats import number
from portfolio.web.language import gettext as _
from portfolio.web.language import later, ngettext

blueprint = Blueprint("dependencies", __name__)
STATES = {
    LinkState.VIOLATED: later("Violated"),
    LinkState.UNPLANNED: later("Not planned before"),
    LinkState.TIGHT: later("Tight"),
    LinkState.OK: later("Kept"),
    LinkState.WAITING: later("Nobody planned waits"),
    LinkState.MET: later("Done before"),
}
LOOKS = {"violated": "bad", "unplanned": "bad", "tight": "warn", "ok": "ok", "met": "done"}
PAGE = 200


@blueprint.get("/dependencies")
@access(Deed.SEE)
def newest() -> Response:
    """Lead to the dependencies of the plan that the viewer plans by."""
    return places.of_newest_plan("dependencies.show")


@blueprint.get("/plans/<int:plan_id>/dependencies")
@access(Deed.SEE)
def show(plan_id: int) -> str:
    """Show which teams wait for which, and how each dependency stands."""
    found = _load(plan_id)
    return render_template(
        "plans/dependencies.html",
        screen=found,
        title=headline(found),
        states=STATES,
        looks=LOOKS,
        query=_query(found.asked),
        team_choices=[(screen.ALL, _("All teams")), *((t.slug, t.name) for t in found.teams)],
        state_choices=[(one.value, str(word)) for one, word in STATES.items()],
        page=PAGE,
    )


@blueprint.get("/plans/<int:plan_id>/dependencies.<kind>")
@access(Deed.SEE)
def export(plan_id: int, kind: str) -> Response:
    """Answer the dependencies that the page shows as a file."""
    found = _load(plan_id)
    columns = (
        _("State"), _("Key"), _("Title"), _("Team"), _("Sprint"), _("Waiting key"),
        _("Waiting title"), _("Waiting team"), _("Waiting sprint"), _("Sprints between"),
        _("Sprints to spare"),
    )  # fmt: skip
    rows = (
        (
            str(STATES[row.state]), row.before.item.key, row.before.item.title,
            row.before.team.name if row.before.team else "", row.before.sprint,
            row.after.item.key, row.after.item.title,
            row.after.team.name if row.after.team else "", row.after.sprint, row.lag, row.slack,
        )
        for row in found.rows
    )  # fmt: skip
    return exports.table(f"plan-{found.head.number}-dependencies", kind, columns, rows)


def headline(found: Screen) -> str:
    """Return the finding: how many dependencies are broken or tight."""
    broken = found.counts.get(LinkState.VIOLATED, 0) + found.counts.get(LinkState.UNPLANNED, 0)
    told = {
        "broken": number(broken),
        "tight": number(found.counts.get(LinkState.TIGHT, 0)),
        "team": found.chosen.name if found.chosen else "",
    }
    if not found.at_stake and found.chosen:
        return _("No planned work of %(team)s waits, or is waited for", team=found.chosen.name)
    if not found.at_stake:
        return _("No planned work waits for other open work")
    if found.chosen:
        return ngettext(
            "%(broken)s of %(num)d dependency to and from %(team)s is broken, %(tight)s tight",
            "%(broken)s of %(num)d dependencies to and from %(team)s are broken, %(tight)s tight",
            found.at_stake,
            **told,
        )
    return ngettext(
        "%(broken)s of %(num)d dependency is broken, %(tight)s tight",
        "%(broken)s of %(num)d dependencies are broken, %(tight)s tight",
        found.at_stake,
        **told,
    )


def _load(plan_id: int) -> Screen:
    asked = request.args
    wish = Asked(*(asked.get(name, "")[:80] for name in ("team", "from", "to", "state")))
    return screen.load(here.reading(), here.me(), plan_id, wish, today=here.today())


def _query(asked: Asked) -> dict[str, str]:
    words = {
        # A lead who asked for everything must be told so in the address.
        "team": asked.team or screen.ALL,
        "from": asked.before,
        "to": asked.after,
        "state": asked.state,
    }
    return {name: value for name, value in words.items() if value}
