"""The timeline of a plan: the figure, its table, and both as files."""

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed
from portfolio.screens import timeline as screen
from portfolio.screens.timeline import Asked, Screen
from portfolio.web import exports, here, places
from portfolio.web.access import access
from portfolio.web.formats import number
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

blueprint = Blueprint("timeline", __name__)


@blueprint.get("/timeline")
@access(Deed.SEE)
def newest() -> Response:
    """Lead to the timeline of the plan that the viewer plans by."""
    return places.of_newest_plan("timeline.show")


@blueprint.get("/plans/<int:plan_id>/timeline")
@access(Deed.SEE)
def show(plan_id: int) -> str:
    """Show when each epic of a plan is worked on."""
    found = _load(plan_id)
    return render_template(
        "plans/timeline.html",
        screen=found,
        title=headline(found),
        figure_json=screen.figure(found, _) if found.rows else None,
        query=_query(found.asked),
        area_choices=[("", _("All")), *((one.slug, one.name) for one in found.areas)],
        team_choices=[("", _("All")), *((one.slug, one.name) for one in found.teams)],
    )


@blueprint.get("/plans/<int:plan_id>/timeline.<kind>")
@access(Deed.SEE)
def export(plan_id: int, kind: str) -> Response:
    """Answer the timeline as a table, or the figure as JSON."""
    found = _load(plan_id)
    if kind == "json":
        return jsonify(screen.figure(found, _))
    columns = (
        _("Group"), _("Key"), _("Epic"), _("Area"), _("Teams"), _("Points"), _("First sprint"),
        _("Last sprint"), _("Starts"), _("Ends"), _("To be finished by"), _("End in the baseline"),
        _("Sprints later"), _("Finished in the plan"),
    )  # fmt: skip
    spans = [sprint.span for sprint in found.cycle.sprints]
    rows = (
        (
            row.group, row.item.key, row.item.title, row.area.name if row.area else "",
            ", ".join(row.teams), row.points, found.name_of(row.first), found.name_of(row.last),
            spans[row.first].starts_on, spans[row.last].ends_on, row.due_on,
            found.name_of(row.baseline) if row.baseline is not None else "", row.slip,
            int(row.is_finished),
        )
        for row in found.rows
    )  # fmt: skip
    return exports.table(f"plan-{found.head.number}-timeline", kind, columns, rows)


def headline(found: Screen) -> str:
    """Return the finding: what ends after its date, else what slips, else that all keep time."""
    epics = len({row.item.id for row in found.rows})
    if not epics:
        return _("Nothing is planned here")
    late = len({row.item.id for row in found.past_due})
    if late:
        return ngettext(
            "%(late)s of %(num)d piece of work ends after its date",
            "%(late)s of %(num)d pieces of work end after their date",
            epics,
            late=number(late),
        )
    slips = len({row.item.id for row in found.slips})
    if found.baseline is None:
        return ngettext(
            "%(num)d piece of work has its sprints",
            "%(num)d pieces of work have their sprints",
            epics,
        )
    return ngettext(
        "%(slips)s of %(num)d piece of work ends later than in %(plan)s, the plan in force",
        "%(slips)s of %(num)d pieces of work end later than in %(plan)s, the plan in force",
        epics,
        slips=number(slips),
        plan=found.baseline.name,
    )


def _load(plan_id: int) -> Screen:
    by = request.args.get("by") or screen.BY_INITIATIVE
    if by not in (screen.BY_INITIATIVE, screen.BY_TEAM):
        raise NotFound("grouping", by)
    wish = Asked(by, request.args.get("area", ""), request.args.get("team", ""))
    return screen.load(here.reading(), here.me(), plan_id, wish, today=here.today())


def _query(asked: Asked) -> dict[str, str]:
    words = {
        "by": asked.by if asked.by != screen.BY_INITIATIVE else "",
        "area": asked.area,
        "team": asked.team,
    }
    return {name: value for name, value in words.items() if value}
