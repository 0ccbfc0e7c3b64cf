"""Wishes for the next plan: lock, exclude, force in, pin, a date, a share; shown before saved."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.domain import edits
from portfolio.domain.cycles import Cycle
from portfolio.domain.edits import Edit
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.domain.plans import Lever, LeverKind, PlanHead
from portfolio.screens import wishes as screen
from portfolio.screens.wishes import Screen, WishLine
from portfolio.web import exports, here, places, plan_words, previews
from portfolio.web.access import access
from portfolio.web.formats import day_text, percent
from portfolio.web.forms.items import WORK_WORDS
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

blueprint = Blueprint("wishes", __name__)
PLAIN = (LeverKind.LOCK, LeverKind.EXCLUDE, LeverKind.FORCE_IN)
DROP = "drop"


@blueprint.get("/wishes")
@access(Deed.SEE)
def newest() -> Answer:
    """Lead to the wishes of the plan that the viewer plans by."""
    return places.of_newest_plan("wishes.show")


@blueprint.get("/plans/<int:plan_id>/wishes")
@access(Deed.SEE)
def show(plan_id: int) -> str:
    """Show the wishes of a plan's scenario, with the form of the shares."""
    found = screen.load(here.reading(), here.me(), plan_id)
    return render_template(
        "plans/wishes.html",
        screen=found,
        title=headline(found),
        words=plan_words,
        work_words=WORK_WORDS,
        kind_choices=[
            (one.category, str(WORK_WORDS.get(one.category, one.category)))
            for one in found.shares
            if one.category
        ],
        told=told,
    )


@blueprint.get("/plans/<int:plan_id>/wishes.<kind>")
@access(Deed.SEE)
def export(plan_id: int, kind: str) -> Response:
    """Answer the wishes as a file."""
    found = screen.load(here.reading(), here.me(), plan_id)
    columns = (_("Wish"), _("Key"), _("Title"), _("What exactly"), _("Who"), _("When"))
    rows = (
        (
            plan_words.lever(line.lever.kind), line.item.key if line.item else "",
            line.item.title if line.item else "", told(line), line.wish.who, line.wish.made_at,
        )
        for line in found.lines
    )  # fmt: skip
    return exports.table(f"plan-{found.head.number}-wishes", kind, columns, rows)


@blueprint.post("/plans/<int:plan_id>/wishes")
@access(Deed.PULL_LEVER)
def ask(plan_id: int) -> Answer:
    """Show what wishes about one or more items would change; nothing is saved yet."""
    head, cycle = screen.head_of(here.reading(), here.me(), plan_id)
    kind, keys = _asked()
    if not keys:
        raise Refused(_("Choose an item first."))
    if kind == DROP:
        return _preview(head, cycle, _drops(head, keys))
    wish = _kind(kind)
    value = _value(cycle, wish)
    reason = request.form.get("reason", "").strip()[:500]
    wanted = [
        edits.set_lever(head.scenario_id, wish.value, item_key=key, value=value, reason=reason)
        for key in keys
    ]
    return _preview(head, cycle, wanted)


@blueprint.post("/plans/<int:plan_id>/wishes/<int:lever_id>/drop")
@access(Deed.PULL_LEVER)
def drop(plan_id: int, lever_id: int) -> Answer:
    """Show what taking a wish back would change."""
    head, cycle = screen.head_of(here.reading(), here.me(), plan_id)
    return _preview(head, cycle, [edits.drop_lever(head.scenario_id, lever_id)])


@blueprint.post("/plans/<int:plan_id>/board")
@access(Deed.PULL_LEVER)
def move(plan_id: int) -> Answer:
    """Show what moving an epic's run to another team or sprint would change."""
    head, cycle = screen.head_of(here.reading(), here.me(), plan_id)
    said = request.form
    try:
        shift = int(said.get("shift", "0"))
    except ValueError:
        raise Refused(_("Write a number of sprints, such as 1 or -1.")) from None
    run = (said.get("epic", ""), said.get("from", ""), said.get("sprints", "").split(","))
    team = screen.team_of(here.reading(), said.get("team", ""))
    moved = screen.run_edits(here.reading(), head, cycle, run=run, team=team, shift=shift)
    return _preview(head, cycle, moved)


@blueprint.post("/plans/<int:plan_id>/repairs")
@access(Deed.PULL_LEVER)
def repair(plan_id: int) -> Answer:
    """Show what the chosen way out of a conflict would change."""
    head, cycle = screen.head_of(here.reading(), here.me(), plan_id)
    text = request.form.get("way", "")
    wanted = screen.repair_edits(
        here.reading(), head, cycle, int(text) if text.isdecimal() and len(text) < 5 else 0
    )
    if not wanted:
        raise Refused(
            _(
                "Nothing of this was wished here: it comes from the items' own dates or from what "
                "a team took. Change it there."
            )
        )
    return _preview(head, cycle, wanted)


@blueprint.post("/plans/<int:plan_id>/shares")
@access(Deed.PULL_LEVER)
def share(plan_id: int) -> Answer:
    """Show what a share of the capacity for a kind of work would change."""
    head, cycle = screen.head_of(here.reading(), here.me(), plan_id)
    least, most = _share("at_least"), _share("at_most")
    if least is None and most is None:
        raise Refused(_("Write a share: at least, at most, or both."))
    if least is not None and most is not None and least > most:
        raise Refused(_("At least must not be more than at most."))
    value = {"category": request.form.get("category", "")[:40], "at_least": least, "at_most": most}
    return _preview(head, cycle, [edits.set_lever(head.scenario_id, "share", value=value)])


def headline(found: Screen) -> str:
    """Return how much the next plan is told."""
    if not found.lines:
        return _("The next plan is free: nothing is wished of it yet")
    return ngettext(
        "The next plan keeps %(num)d wish", "The next plan keeps %(num)d wishes", len(found.lines)
    )


def told(line: WishLine) -> str:
    """Return what a wish asks for exactly, beyond its kind."""
    value = line.lever.value
    if line.lever.kind is LeverKind.FINISH_BY:
        return day_text(date.fromisoformat(str(value["on"])))
    if line.lever.kind is LeverKind.PIN:
        return f"{line.team.name if line.team else ''}, {line.sprint}".strip(", ")
    if line.lever.kind is LeverKind.SHARE:
        return shares_told(line.lever)
    return ""


def shares_told(lever: Lever) -> str:
    """Return a share in words."""
    name = str(WORK_WORDS.get(str(lever.value["category"]), lever.value["category"]))
    parts = []
    if lever.value.get("at_least") is not None:
        parts.append(_("at least %(share)s", share=percent(lever.value["at_least"])))
    if lever.value.get("at_most") is not None:
        parts.append(_("at most %(share)s", share=percent(lever.value["at_most"])))
    return f"{name}: {', '.join(parts)}"


def _asked() -> tuple[str, list[str]]:
    """Return the kind and the keys: of a row's one button, or of a form with chosen items."""
    kind, _space, key = request.form.get("wish", "").partition(" ")
    if key:
        return kind, [key]
    keys = dict.fromkeys(one[:80] for one in request.form.getlist("item") if one)
    return request.form.get("kind", ""), list(keys)


def _kind(text: str) -> LeverKind:
    try:
        kind = LeverKind(text)
    except ValueError:
        raise NotFound("wish", text) from None
    if not kind.is_of_item:
        raise NotFound("wish", text)
    return kind


def _value(cycle: Cycle, kind: LeverKind) -> dict[str, Any]:
    if kind is LeverKind.FINISH_BY:
        return {"on": _day().isoformat()}
    if kind is LeverKind.PIN:
        team, sprint = request.form.get("team", ""), request.form.get("sprint", "")
        if not team or not sprint:
            raise Refused(_("Choose a team and a sprint."))
        return screen.place_of(here.reading(), cycle, team, sprint)
    return {}


def _day() -> date:
    text = request.form.get("on", "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            _("Choose the day by which it is to be finished, such as 2027-02-28.")
        ) from None


def _share(name: str) -> float | None:
    text = request.form.get(name, "").strip().removesuffix("%").replace(",", ".").strip()
    if not text:
        return None
    try:
        percents = float(text)
    except ValueError:
        raise Refused(_("Write a share in per cent, such as 15.")) from None
    if not 0 <= percents <= 100:
        raise Refused(_("A share lies between 0 and 100 per cent."))
    return round(percents / 100, 4)


def _drops(head: PlanHead, keys: list[str]) -> list[Edit]:
    """Return the edits that take back every wish about these items."""
    levers = screen.levers_of_keys(here.reading(), head.scenario_id, keys)
    if not levers:
        raise Refused(_("Nothing is wished of it."))
    return [edits.drop_lever(head.scenario_id, lever.id) for lever in levers]


def _preview(head: PlanHead, cycle: Cycle, wanted: list[Edit]) -> Answer:
    back = request.form.get("next") or url_for("plans.show", plan_id=head.id)
    return previews.ask(edits.several(wanted), back=back, cycle=cycle)
