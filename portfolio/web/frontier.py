"""The frontier: what more or less capacity, one more person, or another area would bring."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.copy_scenario import copy_scenario
from portfolio.actions.find_changes import Made, find_changes
from portfolio.actions.request_frontier import request_frontier
from portfolio.actions.set_lever import set_lever
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.domain.plans import LeverKind
from portfolio.screens import frontier as screen
from portfolio.screens.frontier import Change, Screen
from portfolio.store.unit import Tx
from portfolio.web import exports, here
from portfolio.web import scenario_words as words
from portfolio.web.access import access
from portfolio.web.formats import score
from portfolio.web.language import gettext as _

blueprint = Blueprint("frontier", __name__)
SECONDS = 60.0


@blueprint.get("/scenarios/<int:scenario_id>/frontier")
@access(Deed.SEE_DRAFTS)
def show(scenario_id: int) -> str:
    """Show the newest frontier of a scenario, and whether it is old."""
    found = screen.load(here.reading(), here.me(), scenario_id)
    return render_template(
        "frontier/show.html",
        screen=found,
        title=_title(found),
        figure=screen.figure(found, _words()) if found.points else None,
        changes=_changes(found),
        words=words,
    )


@blueprint.get("/scenarios/<int:scenario_id>/frontier/<part>.<kind>")
@access(Deed.SEE_DRAFTS)
def export(scenario_id: int, part: str, kind: str) -> Response | dict[str, Any]:
    """Answer the points, the hires or the moves as a file; the points as the chart's JSON too."""
    found = screen.load(here.reading(), here.me(), scenario_id)
    if kind == "json" and part == "points":
        return screen.figure(found, _words())
    if part == "points":
        columns = (
            _("Capacity, per cent"), _("Points"), _("Expected score"), _("Proven limit"), _("Gap"),
            _("Answer"),
        )  # fmt: skip
        rows = (
            (one.percent, one.points, one.score, one.limit, one.gap, one.status)
            for one in found.points
        )
        return exports.table("frontier", kind, columns, rows)
    if part not in ("hires", "moves"):
        raise NotFound("file", f"{part}.{kind}")
    return _file(found.hires if part == "hires" else found.moves, part, kind)


@blueprint.post("/scenarios/<int:scenario_id>/frontier")
@access(Deed.REQUEST_PLAN)
def create(scenario_id: int) -> Answer:
    """Ask for the frontier of a scenario, and go to its job."""
    with here.writing() as tx:
        job_id = request_frontier(
            tx,
            here.me(),
            scenario_id,
            now=here.now(),
            today=here.today(),
            zone=here.settings().zone,
            seconds=SECONDS,
        )
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@blueprint.post("/scenarios/<int:scenario_id>/suppose")
@access(Deed.PULL_LEVER)
def suppose(scenario_id: int) -> Answer:
    """Make a scenario of a hire or of a move, and go there."""
    with here.writing() as tx:
        made_id = _suppose(tx, scenario_id)
    return redirect(url_for("scenarios.show", scenario_id=made_id), 303)


def _suppose(tx: Tx, scenario_id: int) -> int:
    found = screen.load(tx, here.me(), scenario_id)
    team, area = request.form.get("team", ""), request.form.get("area", "")
    among = found.moves if area else found.hires
    one = next((one for one in among if one.team == team and one.area == area), None)
    if one is None:
        raise Refused(_("This frontier does not speak of such a change. Compute it again."))
    name = _move_name(one) if area else _("One more person in %(team)s", team=one.name)
    made = copy_scenario(tx, here.me(), scenario_id, name=name, now=here.now())
    kind = LeverKind.MOVE if area else LeverKind.PERSON
    value = screen.ids_of(tx, team, area)
    set_lever(tx, here.me(), made.id, kind, now=here.now(), value=value)
    return made.id


def _move_name(one: Change) -> str:
    return _("%(team)s in %(area)s", team=one.name, area=one.area_name)


def _title(found: Screen) -> str:
    own = words.name(found.scenario)
    gain = found.gain_at(110.0)
    if found.kept is None:
        return _("What more capacity buys is not computed yet for “%(name)s”", name=own)
    if gain is None:
        return _("What other capacities would bring to “%(name)s”", name=own)
    best = found.hires[0] if found.hires else None
    worth = _worth(found, gain)
    if best is not None and best.gain is not None and best.gain >= screen.WORTH_TELLING:
        return _(
            "A tenth more capacity is worth %(worth)s of the score; the best hire found is in "
            "%(team)s",
            worth=worth,
            team=best.name,
        )
    return _("A tenth more capacity is worth %(worth)s of the score", worth=worth)


def _worth(found: Screen, gain: float) -> str:
    """Return what was found, and the most it can be where that is more."""
    there, today = found.at(110.0), found.today
    most = there.limit - today.score if there and today and there.limit and today.score else gain
    if most - gain < screen.WORTH_TELLING:
        return score(gain, 3)
    return _("%(low)s to %(high)s", low=score(gain, 3), high=score(most, 3))


def _words() -> tuple[str, ...]:
    return (
        _("Best plan found"),
        _("Proven limit"),
        _("today"),
        _("No further work"),
    )


def _changes(found: Screen) -> dict[str, tuple[str, str]]:
    if found.kept is None:
        return {}
    made = Made(found.kept.problem, found.kept.marks, found.kept.made_at)
    try:
        return find_changes(
            here.reading(), found.scenario, made, today=here.today(), zone=here.settings().zone
        )
    except Refused as fault:  # nothing can be planned any more
        return {"problem": (_("could be planned"), str(fault))}


def _file(changes: tuple[Change, ...], part: str, kind: str) -> Response:
    columns = (
        _("Team"), _("From the area"), _("To the area"), _("Points a sprint"),
        _("Worth in expected score"), _("At most, in value"), _("Gap"), _("Enter"), _("Leave"),
    )  # fmt: skip
    rows = (
        (
            one.name, one.here, one.area_name, one.points or None, one.gain, one.most, one.gap,
            ", ".join(one.enters), ", ".join(one.leaves),
        )
        for one in changes
    )  # fmt: skip
    return exports.table(f"frontier-{part}", kind, columns, rows)
