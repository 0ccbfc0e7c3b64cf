"""What changes a team's capacity: absences, on-call shifts, focus, people, the team itself."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.add_person import add_person
from portfolio.actions.edit_team import edit_team
from portfolio.actions.remove_absence import remove_absence
from portfolio.actions.remove_on_call import remove_on_call
from portfolio.actions.save_tried_absence import save_tried_absence
from portfolio.actions.set_focus import set_focus
from portfolio.actions.set_membership import set_membership
from portfolio.actions.set_on_call import set_on_call
from portfolio.actions.set_skills import set_skills
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.people import Deed, Viewer
from portfolio.domain.teams import Absence
from portfolio.screens.team import TeamScreen
from portfolio.store.unit import Tx
from portfolio.web import here
from portfolio.web.access import access
from portfolio.web.forms.teams import DaysForm, FocusForm, MemberForm, TeamForm, blame
from portfolio.web.language import gettext as _
from portfolio.web.teams import offered, one, page, shown_again

blueprint = Blueprint("capacity", __name__)
Answer = Response | str | tuple[str, int]


@blueprint.post("/teams/<slug>/absences")
@access(Deed.EDIT_CAPACITY)
def enter_absence(slug: str) -> Answer:
    """Save an absence whose effect was shown."""
    screen = _allowed(slug)
    form: DaysForm = offered(DaysForm(), screen)
    today, zone, cycle = here.today(), here.settings().zone, screen.cycle

    def save(tx: Tx, by: Viewer, now: datetime) -> str | None:
        draft = Absence(
            form.row_id or 0,
            form.person.data,
            form.starts_on.data,
            form.ends_on.data,
            form.part,
            form.version_shown,
        )
        if cycle is None:
            raise Refused(_("There is no quarter yet."))
        shown = shown_again(form.shown.data)
        absence_id = save_tried_absence(
            tx, by, draft, shown=shown, cycle=cycle, today=today, zone=zone, now=now
        )
        if draft.id:
            return None
        return url_for("capacity.drop_absence", slug=slug, absence_id=absence_id, version=1)

    return _saved(slug, "absence", form, save, said=_("The absence is saved."), blamed="ends_on")


@blueprint.post("/teams/<slug>/absences/<int:absence_id>/remove")
@access(Deed.EDIT_CAPACITY)
def drop_absence(slug: str, absence_id: int) -> Response:
    """Remove an absence."""
    _allowed(slug)
    by, now = here.me(), here.now()
    with here.writing() as tx:
        remove_absence(tx, by, absence_id, version=_version(), now=now)
    return _back(slug, _("The absence is removed."))


@blueprint.post("/teams/<slug>/on-call")
@access(Deed.EDIT_CAPACITY)
def enter_shift(slug: str) -> Answer:
    """Put somebody on call."""
    screen = _allowed(slug)
    form: DaysForm = offered(DaysForm(), screen)

    def save(tx: Tx, by: Viewer, now: datetime) -> str | None:
        shift_id = set_on_call(
            tx,
            by,
            screen.team.id,
            form.person.data,
            form.starts_on.data,
            form.ends_on.data,
            share=form.part,
            shift_id=form.row_id,
            version=form.version_shown,
            now=now,
        )
        if form.row_id:
            return None
        return url_for("capacity.drop_shift", slug=slug, shift_id=shift_id, version=1)

    return _saved(slug, "on-call", form, save, said=_("The shift is saved."), blamed="ends_on")


@blueprint.post("/teams/<slug>/on-call/<int:shift_id>/remove")
@access(Deed.EDIT_CAPACITY)
def drop_shift(slug: str, shift_id: int) -> Response:
    """Remove an on-call shift."""
    _allowed(slug)
    by, now = here.me(), here.now()
    with here.writing() as tx:
        remove_on_call(tx, by, shift_id, version=_version(), now=now)
    return _back(slug, _("The shift is removed."))


@blueprint.post("/teams/<slug>/focus")
@access(Deed.EDIT_CAPACITY)
def enter_focus(slug: str) -> Answer:
    """Set the focus from a sprint on."""
    screen = _allowed(slug)
    form: FocusForm = offered(FocusForm(), screen)

    def save(tx: Tx, by: Viewer, now: datetime) -> str | None:
        set_focus(
            tx,
            by,
            screen.team.id,
            date.fromisoformat(form.from_on.data),
            form.part,
            note=form.note.data or "",
            version=form.version_shown,
            now=now,
        )
        return None

    return _saved(slug, "focus", form, save, said=_("The focus is saved."), blamed="focus")


@blueprint.post("/teams/<slug>/people")
@access(Deed.SPLIT_PERSON)
def enter_member(slug: str) -> Answer:
    """Give the team a share of a person's time; the person may be new."""
    screen = one(slug)
    form: MemberForm = offered(MemberForm(), screen)

    def save(tx: Tx, by: Viewer, now: datetime) -> str | None:
        if form.person.data:
            _set_membership(tx, by, screen.team.id, form, now=now)
        else:
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


def _set_membership(tx: Tx, by: Viewer, team_id: int, form: MemberForm, *, now: datetime) -> None:
    set_membership(
        tx,
        by,
        form.person.data,
        team_id,
        form.part,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        membership_id=form.row_id,
        version=form.version_shown,
        now=now,
    )


def _allowed(slug: str) -> TeamScreen:
    """Return the screen of a team whose capacity the viewer may edit; the choices are from it."""
    screen = one(slug)
    if not screen.rights.edits_capacity:
        raise NotAllowed(Deed.EDIT_CAPACITY)
    return screen


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


def _version() -> int:
    text = request.values.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _back(slug: str, said: str, undo: str | None = None) -> Response:
    flash({"text": said, "undo": undo} if undo else said, "ok")  # type: ignore[arg-type]
    cycle = request.args.get("cycle") or request.form.get("cycle")
    return redirect(url_for("teams.show", slug=slug, cycle=cycle or None), 303)
