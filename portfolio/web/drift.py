"""Drift: a published plan against its baseline, and the one button that plans again."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.replan_from_force import replan_from_force
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed
from portfolio.screens import drift as screen
from portfolio.screens.drift import Drift
from portfolio.web import decision_words, drift_words, exports, here
from portfolio.web.access import access
from portfolio.web.language import gettext as _

blueprint = Blueprint("drift", __name__)


@blueprint.get("/plans/<int:plan_id>/drift")
@access(Deed.SEE)
def show(plan_id: int) -> str:
    """Show what became of a published plan."""
    return render_template(
        "plans/drift.html", screen=_load(plan_id), words=drift_words, told=decision_words
    )


@blueprint.get("/plans/<int:plan_id>/drift/<part>.<kind>")
@access(Deed.SEE)
def export(plan_id: int, part: str, kind: str) -> Response:
    """Answer one list of the drift as a file."""
    found = _load(plan_id)
    if part not in _PARTS:
        raise NotFound("file", f"{part}.{kind}")
    columns, rows = _PARTS[part]
    name = f"plan-{found.head.number}-drift-{part}"
    return exports.table(name, kind, columns(), rows(found))


@blueprint.post("/plans/again")
@access(Deed.ADOPT_PLAN)
def again() -> Answer:
    """Plan again from the plan in force, moving as little as can be, as a proposal."""
    cycle = here.cycle()
    if cycle is None:
        raise NotFound("cycle", "")
    with here.writing() as tx:
        job_id = replan_from_force(
            tx,
            here.me(),
            cycle,
            now=here.now(),
            today=here.today(),
            zone=here.settings().zone,
        )
    flash(_("What must move moves, the rest stays. The plan will be proposed."), "ok")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


def _load(plan_id: int) -> Drift:
    return screen.load(
        here.reading(), here.me(), plan_id, today=here.today(), zone=here.settings().zone
    )


Rows = Iterator[Sequence[Any]]


def _epics(found: Drift) -> Rows:
    for one in found.epics:
        yield one.item.key, one.item.title, drift_words.fate(one), one.then, one.now, one.grown


def _items(found: Drift) -> Rows:
    for what, rows in (
        (_("Added"), found.added),
        (_("Dropped"), found.dropped),
        (_("Elsewhere"), found.moved),
    ):
        for one in rows:
            yield what, one.item.key, one.item.title, one.item.points, one.then, one.now


def _capacity(found: Drift) -> Rows:
    for row in found.rooms:
        for sprint, then, now in row.sprints:
            yield row.team.name, sprint.name, round(then, 2), round(now, 2), round(now - then, 2)


def _scores(found: Drift) -> Rows:
    for one in found.objectives:
        yield one.objective.code, one.objective.title, one.then, one.today, one.now


_PARTS: dict[str, tuple[Any, Any]] = {
    "epics": (
        lambda: (_("Key"), _("Epic"), _("Now"), _("Planned for"), _("Ends in"), _("Items since")),
        _epics,
    ),
    "items": (
        lambda: (_("What"), _("Key"), _("Item"), _("Points"), _("Planned for"), _("Now in")),
        _items,
    ),
    "capacity": (
        lambda: (_("Team"), _("Sprint"), _("Points then"), _("Points now"), _("Change")),
        _capacity,
    ),
    "scores": (
        lambda: (
            _("Objective"), _("Title"), _("Expected then"), _("Score today"), _("Expected now"),
        ),
        _scores,
    ),
}  # fmt: skip
