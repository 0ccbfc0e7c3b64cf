"""Where each kind of thing has its page, and the pages themselves by name."""

from urllib.parse import quote

from flask import redirect, url_for
from werkzeug.wrappers import Response

from portfolio.domain.people import Deed
from portfolio.screens import backlog_marks
from portfolio.web import here
from portfolio.web.language import gettext as _

ADDRESSES = {
    "item": "/items/{}",
    "team": "/teams/{}",
    "area": "/backlog?area={}",
    "objective": "/okrs/{}",
    "key_result": "/okrs/key-results/{}",
    "service": "/delivery/services/{}",
    "deployment": "/trace/dep:{}",
}


def address(kind: str, key: str | int) -> str:
    """Return the path of a thing's page."""
    return ADDRESSES[kind].format(quote(str(key), safe=""))


def of_newest_plan(endpoint: str) -> Response:
    """Lead to a page of the plan that the viewer plans by; to the plans where there is none."""
    cycle = here.cycle()
    head = backlog_marks.head_in_view(here.reading(), here.me(), cycle.id if cycle else None)
    if head is None:
        return redirect(url_for("plans.index", cycle=cycle.name if cycle else None), 303)
    return redirect(url_for(endpoint, plan_id=head.id), 303)


def kind_name(kind: str) -> str:
    """Return what a kind is called on the screen."""
    return {
        "item": _("Items"),
        "team": _("Teams"),
        "area": _("Areas"),
        "objective": _("Objectives"),
        "key_result": _("Key results"),
        "service": _("Services"),
        "deployment": _("Deployments"),
    }[kind]


def pages() -> list[tuple[str, str, str]]:
    """Return title, path and further words of every page and deed the viewer may reach."""
    every = [
        (_("Home"), "/", "", Deed.SEE),
        (_("Progress of the objectives"), "/progress", "executive", Deed.SEE),
        (_("Forecasts"), "/forecasts", "bands record calibration dates", Deed.SEE),
        (_("OKRs"), "/okrs", "objectives key results", Deed.SEE),
        (_("Backlog"), "/backlog", "items epics stories", Deed.SEE),
        (_("Ranked backlog with the cut line"), "/backlog?shape=rank", "order priority", Deed.SEE),
        (_("Plans"), "/plans", "optimiser", Deed.SEE),
        (_("Scenarios"), "/scenarios", "what if compare levers frontier hire", Deed.SEE_DRAFTS),
        (_("Dependencies"), "/dependencies", "teams waits blocks links", Deed.SEE),
        (_("Timeline"), "/timeline", "gantt dates initiative", Deed.SEE),
        (_("Wishes"), "/wishes", "lock exclude pin date share", Deed.SEE),
        (_("Other orders"), "/orders", "rice wsjf moscow delay", Deed.SEE),
        (_("Plan the quarter"), "/plans#new", "optimise run", Deed.REQUEST_PLAN),
        (_("Teams"), "/teams", "capacity", Deed.SEE),
        (_("Workflows"), "/workflows", "statuses categories", Deed.SEE),
        (_("Delivery"), "/delivery", "dora deployments", Deed.SEE),
        (_("Changes"), "/changes", "trail trace audit", Deed.SEE_TRAIL),
        (_("Decisions"), "/decisions", "trail audit history", Deed.SEE_TRAIL),
        (_("Import"), "/imports", "jira csv okrs releases", Deed.IMPORT),
        (_("Jobs"), "/jobs", "", Deed.SEE),
        (_("Account"), "/account", "language theme keyboard", Deed.OWN_ACCOUNT),
        (_("Accounts and tokens"), "/admin", "administration", Deed.MANAGE_ACCOUNTS),
    ]
    return [(title, path, words) for title, path, words, deed in every if here.allowed(deed)]
