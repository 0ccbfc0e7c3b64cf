"""The deeds of the trail as sentences, and the pages of what they were done to."""

import re
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from portfolio.screens.decisions import Told
from portfolio.web.formats import number
from portfolio.web.language import gettext as _
from portfolio.web.language import gettext_html, later

DIGEST = re.compile(r"[0-9a-f]{64}")
SHOWN_OF_DIGEST = 8
ADDRESSES = {
    "item": "/items/{}",
    "team": "/teams/{}",
    "okr": "/okrs/{}",
    "kr": "/okrs/key-results/{}",
    "plan": "/plans/{}",
    "job": "/jobs/{}",
    "scenario": "/scenarios/{}",
    "service": "/delivery/services/{}",
    "import": "/imports/{}",
    "deployment": "/trace/dep:{}",
    "backlog": "/backlog",
}
KINDS = {
    "": later("Every decision"),
    "plan": later("Plans"),
    "item": later("Items"),
    "okr": later("Objectives"),
    "kr": later("Key results"),
    "team": later("Teams"),
    "absence": later("Absences"),
    "import": later("Imports"),
    "account": later("Accounts"),
    "all": later("Everything, what machines recorded too"),
}
SENTENCES = {
    "add absences": later("entered absences"),
    "add area": later("added the area %(object)s"),
    "add items": later("added items to the backlog"),
    "carry over": later("carried key results over into %(object)s"),
    "close cycle": later("closed %(object)s"),
    "reopen cycle": later("reopened %(object)s"),
    "add key result": later("added the key result %(object)s"),
    "add objective": later("added the objective %(object)s"),
    "add office": later("added the office %(object)s"),
    "add person": later("added %(object)s"),
    "add rota": later("entered an on-call rota of %(object)s"),
    "add hook": later("set up the address of %(object)s"),
    "renew hook": later("renewed the secret of %(object)s"),
    "retire hook": later("closed the address of %(object)s"),
    "replay events": later("let events be read again"),
    "add service": later("added the service %(object)s"),
    "add team": later("added the team %(object)s"),
    "adopt plan": later("proposed plan %(object)s"),
    "attach epic": later("attached an epic to %(object)s"),
    "cancel job": later("cancelled %(object)s"),
    "change expected effect": later("changed what an epic is expected to move of %(object)s"),
    "change role": later("changed the role of %(object)s"),
    "change time zone": later("changed the time zone of the product"),
    "change source": later("changed what %(object)s is measured by"),
    "check in": later("checked in %(object)s"),
    "choose password": later("chose a password"),
    "correct effect": later("corrected what a finished epic really moved of %(object)s"),
    "correct check-in": later("corrected a check-in of %(object)s"),
    "copy scenario": later("made the scenario %(object)s"),
    "create token": later("made the token %(object)s"),
    "delete scenario": later("deleted the scenario %(object)s"),
    "detach epic": later("detached an epic from %(object)s"),
    "disable account": later("disabled the account of %(object)s"),
    "drop lever capacity": later("took back a supposed capacity in %(object)s"),
    "drop lever exclude": later("let the planner choose %(object)s again"),
    "drop lever finish_by": later("took back the day by which %(object)s is to be finished"),
    "drop lever force_in": later("no longer forces %(object)s into the plan"),
    "drop lever lock": later("unlocked %(object)s"),
    "drop lever move": later("took back a supposed move of a team in %(object)s"),
    "drop lever person": later("took back supposed people in %(object)s"),
    "drop lever pin": later("unpinned %(object)s"),
    "drop lever share": later("took back a share of the capacity in %(object)s"),
    "drop lever weight": later("took back a supposed weight of an objective in %(object)s"),
    "edit item": later("edited %(object)s"),
    "edit key result": later("edited the key result %(object)s"),
    "edit objective": later("edited the objective %(object)s"),
    "edit person": later("edited %(object)s"),
    "edit scenario": later("changed the scenario %(object)s"),
    "edit team": later("edited the team %(object)s"),
    "enable account": later("enabled the account of %(object)s again"),
    "finish step": later("finished a step of %(object)s"),
    "frontier failed": later("could not finish %(object)s"),
    "replay failed": later("could not finish %(object)s"),
    "import contributions": later("imported contributions from %(object)s"),
    "import jira": later("imported a backlog from %(object)s"),
    "import orders": later("imported scores of epics from %(object)s"),
    "import ranks": later("imported ranks from %(object)s"),
    "import taken": later("imported taken items from %(object)s"),
    "import okrs": later("imported key results from %(object)s"),
    "import releases": later("imported releases from %(object)s"),
    "import values": later("took the values of %(object)s from a file"),
    "invite account": later("invited %(object)s"),
    "keep public holidays": later("brought the public holidays up to date"),
    "link items": later("linked %(object)s to another item"),
    "make plan": later("computed plan %(object)s"),
    "map status": later("mapped a status of %(object)s"),
    "mark without impact": later("marked %(object)s as without impact"),
    "measure key results": later("measured key results by their sources"),
    "move item": later("moved %(object)s in the backlog"),
    "move service": later("moved the service %(object)s to another team"),
    "move team": later("moved the team %(object)s to another area"),
    "open cycle": later("opened the quarter %(object)s"),
    "plan failed": later("could not finish %(object)s"),
    "publish plan": later("published plan %(object)s"),
    "push values": later("took pushed values of %(object)s"),
    "record deployment": later("recorded %(object)s"),
    "record deployments": later("recorded deployments"),
    "record incident": later("recorded %(object)s"),
    "record incidents": later("recorded incidents"),
    "record progress": later("recorded the progress of items"),
    "remove absence": later("removed an absence"),
    "remove filter": later("removed a saved filter"),
    "remove focus": later("let the focus of %(object)s be as before"),
    "remove source": later("took the source of %(object)s away"),
    "remove part time": later("let the week of a person be as before"),
    "set part time": later("set which weekdays a person works"),
    "end team": later("said when the team %(object)s ends"),
    "remove membership": later("took somebody out of %(object)s"),
    "remove on-call": later("removed an on-call shift"),
    "renew sign-in link": later("made a new one-time link for %(object)s"),
    "reopen step": later("reopened a step of %(object)s"),
    "make forecasts": later("forecast the quarter"),
    "request forecasts": later("asked for forecasts"),
    "request frontier": later("asked what other capacities would bring"),
    "request replay": later("asked how a past quarter could have been planned"),
    "request plan": later("asked for a plan"),
    "restore key result": later("took back that the key result %(object)s was struck out"),
    "restore objective": later("took back that the objective %(object)s was struck out"),
    "restore scenario": later("brought the scenario %(object)s back"),
    "revoke token": later("revoked the token %(object)s"),
    "save filter": later("saved a filter of the backlog"),
    "set absence": later("entered an absence"),
    "set delivery target": later("set the target of %(object)s"),
    "set delivery targets": later("set the targets of delivery"),
    "set focus": later("set the focus of %(object)s"),
    "set lever capacity": later("supposed another capacity in %(object)s"),
    "set lever exclude": later("excluded %(object)s from the plan"),
    "set lever finish_by": later("set the day by which %(object)s is to be finished"),
    "set lever force_in": later("forced %(object)s into the plan"),
    "set lever lock": later("locked %(object)s"),
    "set lever move": later("supposed a team in another area in %(object)s"),
    "set lever person": later("supposed more people in %(object)s"),
    "set lever pin": later("pinned %(object)s"),
    "set lever share": later("set a share of the capacity in %(object)s"),
    "set lever weight": later("supposed another weight of an objective in %(object)s"),
    "set membership": later("changed who is in %(object)s"),
    "set office day": later("set a day off, or a worked holiday, of the office %(object)s"),
    "set on-call": later("entered an on-call shift"),
    "set source": later("set what %(object)s is measured by"),
    "set skills": later("set the skills of %(object)s"),
    "sign in": later("signed in"),
    "sign out": later("signed out"),
    "strike key result": later("struck out the key result %(object)s"),
    "strike objective": later("struck out the objective %(object)s"),
    "supersede plan": later("took plan %(object)s out of force"),
    "hand back item": later("handed back an item that %(object)s had taken"),
    "resize taken item": later("changed the points of what %(object)s took"),
    "say effect": later("said what a finished epic really moved of %(object)s"),
    "save order inputs": later("scored %(object)s for other orders"),
    "share progress": later("made a link for readers without an account: %(object)s"),
    "revoke share": later("revoked the link %(object)s"),
    "set rhythm": later("set how often %(object)s checks in"),
    "share items": later("shared an item of another team with %(object)s"),
    "take items": later("recorded what %(object)s took into its sprint"),
    "undo taking": later("took back what was recorded of a sprint of %(object)s"),
    "unlink items": later("took a link of %(object)s away"),
}


def sentence(told: Told) -> Markup:
    """Return what was done, with a link to what it was done to."""
    known = SENTENCES.get(told.entry.deed)
    if known is None:
        return gettext_html("%(deed)s: %(object)s", deed=_(told.entry.deed), object=thing(told))
    return gettext_html(known.message, object=thing(told))


def thing(told: Told) -> Markup:
    """Return the name of what it was done to, as a link where it has a page."""
    kind, key, name = told.what.kind, told.what.key, told.what.name
    text = f"{key} {name}" if kind == "item" and name else name or f"{kind} {key}"
    address = ADDRESSES.get(kind)
    if address is None or not (name or kind in ("job", "deployment", "backlog")):
        return escape(text)
    return Markup('<a href="{}">{}</a>').format(address.format(quote(key, safe="")), text)


def shown(value: Any) -> str:
    """Return a value of the trail as a person reads it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return number(value, 4 if abs(value) < 1 else None)
    if isinstance(value, str) and DIGEST.fullmatch(value):
        return value[:SHOWN_OF_DIGEST]
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(one) for one in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{name} {shown(one)}" for name, one in value.items())
    return str(value)
