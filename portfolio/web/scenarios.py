"""Scenarios: copy one, change it, plan it, compare two to four; the plan in force stays apart."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.copy_scenario import copy_scenario
from portfolio.actions.delete_scenario import delete_scenario
from portfolio.actions.drop_lever import drop_lever
from portfolio.actions.edit_scenario import edit_scenario
from portfolio.actions.request_plan import request_plan
from portfolio.actions.restore_scenario import restore_scenario
from portfolio.actions.set_lever import set_lever
from portfolio.domain import edits
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed
from portfolio.domain.plans import PlanHead
from portfolio.screens import plan as plan_screen
from portfolio.screens import scenario as one_screen
from portfolio.screens import scenario_comparison
from portfolio.screens import scenarios as screen
from portfolio.store.unit import Tx
from portfolio.web import here, places, plan_words, previews, scenario_files
from portfolio.web import scenario_words as words
from portfolio.web.access import access
from portfolio.web.forms.items import WORK_WORDS
from portfolio.web.forms.plans import NoteForm
from portfolio.web.forms.scenarios import ScenarioForm, lever_kind, lever_value
from portfolio.web.language import gettext as _

blueprint = Blueprint("scenarios", __name__)
SECONDS = 10.0


@blueprint.get("/scenarios")
@access(Deed.SEE_DRAFTS)
def index() -> str:
    """List the scenarios of the quarter in view."""
    cycle = here.cycle()
    found = screen.load(here.reading(), here.me(), cycle, on=here.today()) if cycle else None
    return render_template("scenarios/index.html", screen=found, words=words)


@blueprint.get("/scenarios.<kind>")
@access(Deed.SEE_DRAFTS)
def export(kind: str) -> Response:
    """Answer the list as a file."""
    cycle = here.cycle()
    if cycle is None:
        raise NotFound("quarter", request.args.get("cycle", ""))
    found = screen.load(here.reading(), here.me(), cycle, on=here.today())
    return scenario_files.listed(found, kind)


@blueprint.get("/scenarios/<int:scenario_id>")
@access(Deed.SEE_DRAFTS)
def show(scenario_id: int) -> str:
    """Show a scenario with its levers."""
    return _page(scenario_id)


@blueprint.post("/scenarios/<int:scenario_id>/copy")
@access(Deed.REQUEST_PLAN)
def copy(scenario_id: int) -> Answer:
    """Copy a scenario and go to the copy."""
    with here.writing() as tx:
        original = one_screen.load(tx, here.me(), scenario_id, on=here.today()).scenario
        wanted = request.form.get("name") or words.copy_name(original)
        made = copy_scenario(tx, here.me(), scenario_id, name=wanted, now=here.now())
    flash(_("%(name)s stands. Change one thing, then plan it.", name=made.name), "ok")
    return redirect(url_for("scenarios.show", scenario_id=made.id), 303)


@blueprint.post("/scenarios/<int:scenario_id>")
@access(Deed.REQUEST_PLAN)
def edit(scenario_id: int) -> str | Answer | tuple[str, int]:
    """Rename a scenario, write its note, move its slider."""
    form = ScenarioForm()
    if not form.validate_on_submit():
        return _page(scenario_id, form=form), 422
    try:
        with here.writing() as tx:
            edit_scenario(
                tx,
                here.me(),
                scenario_id,
                version=form.version_shown,
                now=here.now(),
                name=form.name.data,
                note=form.note.data or "",
                stability=None if form.stability.data is None else form.stability.data / 100,
            )
    except Refused as fault:
        return _page(scenario_id, form=form, faults=fault.faults or {"name": str(fault)}), 422
    flash(_("Saved."), "ok")
    return redirect(url_for("scenarios.show", scenario_id=scenario_id), 303)


@blueprint.post("/scenarios/<int:scenario_id>/delete")
@access(Deed.REQUEST_PLAN)
def delete(scenario_id: int) -> Answer:
    """Take a scenario off the list; it can be brought back."""
    version = request.form.get("version", "")
    with here.writing() as tx:
        found = one_screen.load(tx, here.me(), scenario_id, on=here.today())
        shown = int(version) if version.isdecimal() else 0
        delete_scenario(tx, here.me(), scenario_id, version=shown, now=here.now())
    text = _("%(name)s is deleted; its plans stay readable.", name=found.scenario.name)
    undo = url_for("scenarios.restore", scenario_id=scenario_id)
    flash({"text": text, "undo": undo})  # type: ignore[arg-type] # the frame shows the button
    return redirect(url_for("scenarios.index", cycle=found.cycle.name), 303)


@blueprint.post("/scenarios/<int:scenario_id>/restore")
@access(Deed.REQUEST_PLAN)
def restore(scenario_id: int) -> Answer:
    """Bring a deleted scenario back."""
    with here.writing() as tx:
        restore_scenario(tx, here.me(), scenario_id, now=here.now())
    flash(_("The scenario is back."), "ok")
    return redirect(url_for("scenarios.show", scenario_id=scenario_id), 303)


@blueprint.post("/scenarios/<int:scenario_id>/levers")
@access(Deed.PULL_LEVER)
def add_lever(scenario_id: int) -> str | Answer | tuple[str, int]:
    """Set a lever, or show first what it does, or plan the scenario at once and compare."""
    sent = request.form.to_dict()
    try:
        kind = lever_kind(sent)
        value = lever_value(kind, sent)
        item = _key(sent) if kind.is_of_item else None
        if "preview" in sent:
            edit = edits.set_lever(scenario_id, kind.value, item_key=item, value=value)
            return previews.ask(edit, back=url_for("scenarios.show", scenario_id=scenario_id))
        with here.writing() as tx:
            lever = set_lever(
                tx, here.me(), scenario_id, kind, now=here.now(), item_key=item, value=value
            )
            job_id = _plan(tx, scenario_id) if "run" in sent else None
    except Refused as fault:
        return _page(scenario_id, faults=fault.faults or {"": str(fault)}, sent=sent), 422
    if job_id is not None:
        return redirect(url_for("jobs.show", job_id=job_id), 303)
    undo = url_for("scenarios.remove_lever", scenario_id=scenario_id, lever_id=lever.id)
    text = _("Noted: the next plan of this scenario keeps it.")
    flash({"text": text, "undo": undo})  # type: ignore[arg-type] # the frame shows the button
    return redirect(url_for("scenarios.show", scenario_id=scenario_id), 303)


@blueprint.post("/scenarios/<int:scenario_id>/levers/<int:lever_id>/drop")
@access(Deed.PULL_LEVER)
def remove_lever(scenario_id: int, lever_id: int) -> Answer:
    """Take a lever back."""
    with here.writing() as tx:
        drop_lever(tx, here.me(), scenario_id, lever_id, now=here.now())
    flash(_("Taken back: the next plan of this scenario is free to choose."), "ok")
    return redirect(url_for("scenarios.show", scenario_id=scenario_id), 303)


@blueprint.post("/scenarios/<int:scenario_id>/plan")
@access(Deed.REQUEST_PLAN)
def plan(scenario_id: int) -> Answer:
    """Plan a scenario, then compare it with what it began as."""
    with here.writing() as tx:
        job_id = _plan(tx, scenario_id)
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@blueprint.post("/plans/<int:plan_id>/today")
@access(Deed.REQUEST_PLAN)
def bring_to_today(plan_id: int) -> Answer:
    """Plan the scenario of a plan again with today's facts, then show both side by side."""
    with here.writing() as tx:
        head = plan_screen.load(tx, here.me(), plan_id).head
        job_id = _plan(tx, head.scenario_id, beside=head)
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@blueprint.get("/scenarios/compare")
@access(Deed.SEE_DRAFTS)
def compare() -> str | Answer:
    """Show two to four scenarios, or plans, side by side; they are chosen in the list."""
    if not request.args.getlist("ids") and not request.args.getlist("plans"):
        return redirect(url_for("scenarios.index", cycle=request.args.get("cycle")), 303)
    found = _comparison()
    return render_template(
        "scenarios/compare.html",
        screen=found,
        words=words,
        plan_words=plan_words,
        address=places.address,
        asked=_asked_text(),
        note_form=NoteForm(formdata=None),
    )


@blueprint.get("/scenarios/compare/<part>.<kind>")
@access(Deed.SEE_DRAFTS)
def export_part(part: str, kind: str) -> Response:
    """Answer one part of a comparison as a file."""
    return scenario_files.part(_comparison(), part, kind)


def _key(sent: Mapping[str, str]) -> str:
    key = sent.get("item", "").strip()
    if not key:
        sentence = _("Write the key of an item or an epic.")
        raise Refused(sentence, {"item": sentence})
    return key


def _comparison() -> scenario_comparison.Comparison:
    asked = {name: _numbers(request.args.getlist(name)) for name in ("ids", "plans")}
    return scenario_comparison.load(
        here.reading(), here.me(), ids=asked["ids"], plan_ids=asked["plans"]
    )


def _asked_text() -> dict[str, str]:
    """Return what the address asks for, as the links of the page repeat it."""
    found = {name: _numbers(request.args.getlist(name)) for name in ("ids", "plans")}
    return {name: ",".join(map(str, own)) for name, own in found.items() if own}


def _numbers(texts: list[str]) -> list[int]:
    parts = [part.strip() for text in texts for part in text.split(",")]
    wrong = [part for part in parts if part and not (part.isdecimal() and len(part) < 16)]
    if wrong:
        raise Refused(_("%(text)s is no number of a scenario or plan.", text=wrong[0]))
    return list(dict.fromkeys(int(part) for part in parts if part))


def _plan(tx: Tx, scenario_id: int, *, beside: PlanHead | None = None) -> int:
    found = one_screen.load(tx, here.me(), scenario_id, on=here.today())
    then: Mapping[str, Any] | None = None
    if beside is not None:
        then = {"plans": [beside.id]}
    elif found.beside is not None and found.beside_head is not None:
        then = {"ids": [found.beside.id, scenario_id]}
    return request_plan(
        tx,
        here.me(),
        found.cycle,
        now=here.now(),
        today=here.today(),
        zone=here.settings().zone,
        scenario=None if found.scenario.is_base else found.scenario.name,
        seconds=SECONDS,
        then=then,
    )


def _page(
    scenario_id: int,
    *,
    form: ScenarioForm | None = None,
    faults: Mapping[str, str] | None = None,
    sent: Mapping[str, str] | None = None,
) -> str:
    found = one_screen.load(here.reading(), here.me(), scenario_id, on=here.today())
    own = found.scenario
    return render_template(
        "scenarios/show.html",
        screen=found,
        form=form
        or ScenarioForm(
            formdata=None,
            name=own.name,
            note=own.note,
            stability=round(own.stability * 100),
            version=own.version,
        ),
        faults=faults or {},
        sent=sent or {},
        words=words,
        plan_words=plan_words,
        kinds_of_work=WORK_WORDS,
    )
