"""What changes a team's capacity: absences, on-call shifts, focus, people, the team itself."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect
from werkzeug.wrappers import Response

from portfolio.actions.add_person import add_person
from portfolio.actions.edit_team import edit_team
from portfolio.actions.set_skills import set_skills
from portfolio.domain import edits
from portfolio.domain.edits import Edit
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.people import Deed, Viewer
from portfolio.store.unit import Tx
from portfolio.web import here, previews
from portfolio.web.access import access
from portfolio.web.forms.teams import DaysForm, FocusForm, MemberForm, TeamForm, blame
from portfolio.web.language import gettext as _
from portfolio.web.team_edits import Answer, editable, page_of, previewed, version_shown
from portfolio.web.teams import offered, one, page

blueprint = Blueprint("capacity", __name__)


@blueprint.post("/teams/<slug>/absences")
@access(Deed.EDIT_CAPACITY)
def enter_absence(slug: str) -> Answer:
    """Preview an absence, new or changed."""
    form: DaysForm = offered(DaysForm(), editable(slug))
    return previewed(slug, "absence", form, lambda: _absence(form), blamed="ends_on")


@blueprint.post("/teams/<slug>/absences/<int:absence_id>/remove")
@access(Deed.EDIT_CAPACITY)
def drop_absence(slug: str, absence_id: int) -> Response:
    """Preview the team without an absence."""
    editable(slug)
    return previews.ask(
        edits.remove_absence(absence_id, version=version_shown()), back=page_of(slug)
    )


@blueprint.post("/teams/<slug>/on-call")
@access(Deed.EDIT_CAPACITY)
def enter_shift(slug: str) -> Answer:
    """Preview an on-call shift, new or changed."""
    screen = editable(slug)
    form: DaysForm = offered(DaysForm(), screen)
    return previewed(slug, "on-call", form, lambda: _shift(form, screen.team.id), blamed="ends_on")


@blueprint.post("/teams/<slug>/on-call/<int:shift_id>/remove")
@access(Deed.EDIT_CAPACITY)
def drop_shift(slug: str, shift_id: int) -> Response:
    """Preview the team without an on-call shift."""
    editable(slug)
    return previews.ask(edits.remove_on_call(shift_id, version=version_shown()), back=page_of(slug))


@blueprint.post("/teams/<slug>/focus")
@access(Deed.EDIT_CAPACITY)
def enter_focus(slug: str) -> Answer:
    """Preview another focus from a sprint on."""
    screen = editable(slug)
    form: FocusForm = offered(FocusForm(), screen)
    return previewed(slug, "focus", form, lambda: _focus(form, screen.team.id), blamed="focus")


@blueprint.post("/teams/<slug>/people")
@access(Deed.SPLIT_PERSON)
def enter_member(slug: str) -> Answer:
    """Preview a share of a person's time; somebody new is added at once."""
    screen = one(slug)
    form: MemberForm = offered(MemberForm(), screen)
    if form.person.data:
        return previewed(
            slug, "people", form, lambda: _membership(form, screen.team.id), blamed="share"
        )

    def save(tx: Tx, by: Viewer, now: datetime) -> str | None:
        add_person(
            tx,
            by,
            form.name.data or "",
            {screen.team.id: form.part},
            office_id=form.office.data or None,
            joined_on=form.starts_on.data,
            left_on=form.ends_on.data,
            now=now,
        )
        return None

    return _saved(
        slug, "people", form, save, said=_("The team's people are saved."), blamed="share"
    )


@blueprint.post("/teams/<slug>/settings")
@access(Deed.EDIT_TEAM)
def edit(slug: str) -> Answer:
    """Save the team's name, time zone, limit and skills."""
    screen = one(slug)
    if not screen.rights.edits_team:
        raise NotAllowed(Deed.EDIT_TEAM)
    form = TeamForm()

    def save(tx: Tx, by: Viewer, now: datetime) -> str | None:
        edit_team(
            tx,
            by,
            screen.team.id,
            version=form.version_shown,
            name=form.name.data or "",
            tracker_name=form.tracker_name.data or None,
            time_zone=form.time_zone.data or None,
            wip_limit=form.wip_limit.data,
            now=now,
        )
        set_skills(tx, by, screen.team.id, (form.skills.data or "").splitlines(), now=now)
        return None

    return _saved(slug, "settings", form, save, said=_("The team is saved."), blamed="name")


def _absence(form: DaysForm) -> Edit:
    return edits.set_absence(
        form.person.data,
        form.starts_on.data,
        form.ends_on.data,
        share=form.part,
        absence_id=form.row_id,
        version=form.version_shown,
    )


def _shift(form: DaysForm, team_id: int) -> Edit:
    return edits.set_on_call(
        team_id,
        form.person.data,
        form.starts_on.data,
        form.ends_on.data,
        share=form.part,
        shift_id=form.row_id,
        version=form.version_shown,
    )


def _focus(form: FocusForm, team_id: int) -> Edit:
    from_on = date.fromisoformat(form.from_on.data)
    note, version = form.note.data or "", form.version_shown
    return edits.set_focus(team_id, from_on, form.part, note=note, version=version)


def _membership(form: MemberForm, team_id: int) -> Edit:
    return edits.set_membership(
        form.person.data,
        team_id,
        form.part,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        membership_id=form.row_id,
        version=form.version_shown,
    )


def _saved(
    slug: str,
    panel: str,
    form: Any,
    save: Callable[[Tx, Viewer, datetime], str | None],
    *,
    said: str,
    blamed: str,
) -> Answer:
    if not form.validate_on_submit():
        return page(slug, panel, form=form, status=422)
    by, now = here.me(), here.now()
    try:
        with here.writing() as tx:
            undo = save(tx, by, now)
    except Refused as fault:
        blame(form, fault, otherwise=blamed)
        return page(slug, panel, form=form, status=422)
    return _back(slug, said, undo)


def _back(slug: str, said: str, undo: str | None = None) -> Response:
    flash({"text": said, "undo": undo} if undo else said, "ok")  # type: ignore[arg-type]
    return redirect(page_of(slug), 303)
