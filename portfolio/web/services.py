"""Services with their teams, the targets of the figures, failures that hurt nobody."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.actions.add_service import add_service
from portfolio.actions.mark_no_impact import mark_no_impact
from portfolio.actions.move_service import move_service
from portfolio.actions.set_targets import set_targets
from portfolio.domain.delivery import TARGET_METRICS, ServiceRecord
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed
from portfolio.screens import services as screen
from portfolio.web import here
from portfolio.web.access import access
from portfolio.web.forms.delivery import (
    NoImpactForm,
    OwnerForm,
    ServiceForm,
    TargetsForm,
    team_choices,
)
from portfolio.web.language import gettext as _

blueprint = Blueprint("services", __name__)
Answer = Response | tuple[str, int]


@blueprint.get("/delivery/services")
@access(Deed.EDIT_DELIVERY)
def index() -> Answer:
    """Show the services with their teams, and the targets."""
    return _page(200)


@blueprint.post("/delivery/services")
@access(Deed.EDIT_DELIVERY)
def add() -> Answer:
    """Add a service."""
    form = ServiceForm()
    form.offer(screen.load(here.reading()).teams)
    if not form.validate_on_submit():
        return _page(422, adding=form)
    record = ServiceRecord(str(form.name.data).strip(), form.team_id)
    by, now = here.me(), here.now()
    try:
        with here.writing() as tx:
            add_service(tx, by, record, now=now)
    except Refused as fault:
        form.name.errors = [*form.name.errors, str(fault)]
        return _page(422, adding=form)
    return _back(_("%(name)s was added.", name=record.name))


@blueprint.post("/delivery/services/<slug>/team")
@access(Deed.EDIT_DELIVERY)
def move(slug: str) -> Answer:
    """Give a service to a team."""
    form = OwnerForm()
    form.offer(screen.load(here.reading()).teams)
    if not form.validate_on_submit():
        raise Refused(_("Choose a team of the list."))
    by, now = here.me(), here.now()
    with here.writing() as tx:
        move_service(tx, by, slug, form.team_id, version=int(form.version.data), now=now)
    return _back(_("The service has its team."))


@blueprint.post("/delivery/targets")
@access(Deed.EDIT_DELIVERY)
def targets() -> Answer:
    """Set the targets of the figures."""
    form = TargetsForm()
    if not form.validate_on_submit():
        return _page(422, aiming=form)
    by, now = here.me(), here.now()
    try:
        with here.writing() as tx:
            set_targets(tx, by, {name: form[name].data for name in TARGET_METRICS}, now=now)
    except Refused as fault:
        for name, text in fault.faults.items():
            form[name].errors = [text]
        return _page(422, aiming=form)
    return _back(_("The targets were saved."))


@blueprint.post("/deployments/<int:deployment_id>/no-impact")
@access(Deed.MARK_NO_IMPACT)
def no_impact(deployment_id: int) -> Answer:
    """Mark a failed deployment as one that hurt nobody."""
    form = NoImpactForm()
    if not form.validate_on_submit():
        raise Refused(_("Say in a sentence why nobody was hurt, and go back to send it again."))
    by, now = here.me(), here.now()
    with here.writing() as tx:
        mark_no_impact(
            tx, by, deployment_id, str(form.reason.data), version=form.version_shown, now=now
        )
    flash(_("The deployment no longer counts as failed."), "ok")
    return redirect(url_for("changes.trace", key=f"dep:{deployment_id}"), 303)


def _page(
    status: int, *, adding: ServiceForm | None = None, aiming: TargetsForm | None = None
) -> Answer:
    found = screen.load(here.reading())
    if adding is None:
        adding = ServiceForm(formdata=None)
        adding.offer(found.teams)
    names: dict[str, Any] = {
        "screen": found,
        "adding": adding,
        "aiming": aiming or TargetsForm(formdata=None, data=dict(found.targets)),
        "choices": team_choices(found.teams),
    }
    return render_template("services/index.html", **names), status


def _back(said: str) -> Response:
    flash(said, "ok")
    return redirect(url_for("services.index"), 303)
