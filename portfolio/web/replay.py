"""Replay: a past quarter planned again, beside what was planned and what came."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.request_replay import SECONDS, request_replay
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed
from portfolio.screens import replay as screen
from portfolio.screens.replay import Screen
from portfolio.web import exports, here, replay_causes, replay_words
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("replay", __name__)
SHOWS = ("differences", "all")


@blueprint.get("/replay")
@access(Deed.SEE)
def show() -> str | Answer:
    """Show the newest replay of the quarter in view; of the newest that is over without one."""
    if "cycle" not in request.args:
        newest = screen.newest_past(here.reading(), today=here.today())
        if newest is not None:
            return redirect(url_for("replay.show", cycle=newest.name), 303)
    if here.cycle() is None:
        return render_template("replay/empty.html")
    found = _load()
    shown = request.args.get("show", SHOWS[0])
    return render_template(
        "replay/show.html",
        screen=found,
        words=replay_words,
        causes=replay_causes,
        shown=shown if shown in SHOWS else SHOWS[0],
        figure=_figure(found) if found.replay else None,
        lessons=replay_causes.lessons(found) if found.replay else [],
    )


@blueprint.get("/replay/<part>.<kind>")
@access(Deed.SEE)
def export(part: str, kind: str) -> Response | dict[str, Any]:
    """Answer one list of the replay as a file; the steps as the chart's JSON too."""
    found = _load()
    if found.replay is None or part not in _PARTS:
        raise NotFound("file", f"{part}.{kind}")
    if kind == "json" and part == "steps":
        return _figure(found)
    columns, rows = _PARTS[part]
    return exports.table(f"replay-{found.cycle.name}-{part}", kind, columns(), rows(found))


@blueprint.post("/replay")
@access(Deed.REQUEST_PLAN)
def create() -> Answer:
    """Ask for a replay of a quarter, which is made where it is missing, and go to its job."""
    name = request.form.get("cycle", "").strip()
    with here.writing() as tx:
        now = here.now()
        job_id = request_replay(
            tx,
            here.me(),
            open_cycle(tx, here.me(), name, now=now),
            now=now,
            today=here.today(),
            zone=here.settings().zone,
            seconds=SECONDS,
        )
    return redirect(url_for("jobs.show", job_id=job_id), 303)


def _load() -> Screen:
    cycle = _cycle()
    return screen.load(here.reading(), cycle, today=here.today(), zone=here.settings().zone)


def _cycle() -> Cycle:
    asked, found = request.args.get("cycle"), here.cycle()
    if found is None or (asked and found.name != asked):
        raise NotFound("cycle", asked or "")
    return found


def _figure(found: Screen) -> dict[str, Any]:
    return screen.figure(
        found,
        replay_words.labels(),
        replay_words.chart_words(),
        told=replay_words.worth,
        changed=replay_words.change,
    )


Rows = Iterator[Sequence[Any]]


def _plans(found: Screen) -> Rows:
    for one in found.found.outcomes:
        yield (
            replay_words.plan_name(one.name),
            one.worth,
            one.worth_real,
            one.epics,
            one.items,
            one.points,
            one.gap,
            replay_words.checked(one),
        )


def _steps(found: Screen) -> Rows:
    for one in found.found.steps:
        text = replay_causes.sentence(found, one.cause)
        yield replay_words.cause(one.cause), one.before, one.change, one.after, text


def _epics(found: Screen) -> Rows:
    for one in found.found.things:
        item = found.items.get(one.item_id)
        places = (one.made, one.best, one.hindsight, one.done)
        yield (
            item.key if item else one.item_id,
            item.title if item else "",
            one.points,
            one.worth,
            one.worth_real,
            *(found.sprint(place) for place in places),
            replay_words.fate(one),
        )


def _teams(found: Screen) -> Rows:
    for one in found.found.teams:
        yield (
            found.team(one),
            one.planned,
            one.best,
            one.hindsight,
            one.room,
            one.room_days,
            one.delivered,
            one.of_plan,
            one.added,
            one.beside,
            one.pace,
        )


def _goals(found: Screen) -> Rows:
    for one in found.found.goals:
        goal = found.goals.get(one.key_result_id)
        title = f"{goal.code} {goal.title}" if goal else one.key_result_id
        yield title, one.share, one.before, one.best, one.made, one.done, one.real, one.end


_PARTS: dict[str, tuple[Any, Any]] = {
    "plans": (
        lambda: (
            _("Plan"), _("Worth by the effects then"), _("Worth by the effects that came"),
            _("Epics"), _("Items without an epic"), _("Points"), _("Gap"), _("Checker"),
        ),
        _plans,
    ),
    "steps": (
        lambda: (_("Cause"), _("Before"), _("Difference"), _("After"), _("What stands behind it")),
        _steps,
    ),
    "epics": (
        lambda: (
            _("Key"), _("Epic or item"), _("Points"), _("Worth by the effects then"),
            _("Worth by the effects that came"), _("Plan made"), _("Best then"),
            _("Best with hindsight"), _("Really done"), _("Why"),
        ),
        _epics,
    ),
    "teams": (
        lambda: (
            _("Team"), _("Planned"), _("Best then"), _("Best with hindsight"), _("Capacity then"),
            _("With the real days"), _("Delivered"), _("Of the plan"), _("Came later"),
            _("Beside the plan"), _("Pace"),
        ),
        _teams,
    ),
    "goals": (
        lambda: (
            _("Key result"), _("Share of the score"), _("First day"), _("Best then"),
            _("Plan made"), _("Work done, as expected"), _("Work done, as it came"),
            _("Closing score"),
        ),
        _goals,
    ),
}  # fmt: skip
