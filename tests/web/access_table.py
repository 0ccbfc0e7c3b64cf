"""Who reaches which address: one literal line an endpoint, for own and for others' rows.

A letter is a role: A administrator, P planner, O area owner, L lead, M member, E executive,
C architect, U auditor. `own` are those who may where the row is of the cast's area and team,
`other` where it is of somebody else's; None says that the row has no owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

ROLES = {
    "A": "administrator",
    "P": "planner",
    "O": "area_owner",
    "L": "lead",
    "M": "member",
    "E": "executive",
    "C": "architect",
    "U": "auditor",
}
ALL = "APOLMECU"
PUBLIC = "public"
TOKEN = "token"  # a machine's token opens it, never a session


@dataclass(frozen=True)
class Line:
    """The roles that reach an address; what fills it; what a POST sends."""

    own: str
    other: str | None = None
    args: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, object] = field(default_factory=dict)
    missing: int = 404  # what those who pass the door get for a row that is not there
    answers: int = 303  # where no whole form can be sent here: what those who may are answered
    leads_out: bool = False  # it ends the session and goes to the sign-in form


_DAY = date(2027, 3, 8).isoformat()
_CSV = {"kind": "csv"}
_DAYS = {"starts_on": _DAY, "ends_on": _DAY, "share": "100", "row": "0", "version": "0"}
_KEY_RESULT = {
    "title": "Reach", "kind": "increase", "start_value": "0", "target_value": "9", "weight": "1",
    "version": "1",
}  # fmt: skip
_OBJECTIVE = {
    "title": "Reach further", "weight": "1", "version": "1", "code": "", "owner": "",
    "team_id": "", "parent_id": "",
}  # fmt: skip
_STRIKE = {"on": "2027-02-10", "version": "1", "reason": "because"}
_ITEM = {"title": "Named", "category": "todo", "version": "1", "area_id": "", "team_id": ""}

TABLE: dict[str, Line] = {
    # Strangers too -------------------------------------------------------------------------
    "account.begin": Line(PUBLIC),
    "account.choose": Line(PUBLIC),
    "account.sign_in_form": Line(PUBLIC),
    "account.welcome": Line(PUBLIC),
    "figures.plotly": Line(PUBLIC, args={"release": "0"}),
    "shares.objective": Line(PUBLIC),
    "shares.show": Line(PUBLIC),
    "health.healthz": Line(PUBLIC),
    "health.metrics": Line(PUBLIC),
    "health.readyz": Line(PUBLIC),
    "api.push": Line(TOKEN),
    "hooks.receive": Line(PUBLIC, args={"source": "nobody"}),
    "static": Line(PUBLIC, args={"filename": "css/base.css"}),
    # One's own account ---------------------------------------------------------------------
    "account.end": Line(ALL, leads_out=True),
    "account.settings": Line(ALL, data={"theme": "dark"}),
    "account.preview": Line(ALL),
    "account.show": Line(ALL),
    "account.wish": Line(ALL, data={"digest": "on"}),
    # A preview is there for whoever asked for it alone: here the lead, and the other lead ------
    "previews.again": Line("L", "", data={"back": "/teams"}),
    "previews.save": Line("L", "", data={"back": "/teams", "unseen": "1"}),
    "previews.show": Line("L", ""),
    "previews.show_json": Line("L", ""),
    "previews.undo": Line("L", "", data={"back": "/teams"}, answers=422),  # nothing was saved
    # Everybody reads -----------------------------------------------------------------------
    "areas.export": Line(ALL, args=_CSV),
    "areas.export_offices": Line(ALL, args=_CSV),
    "areas.export_skills": Line(ALL, args=_CSV),
    "areas.export_sprints": Line(ALL, args=_CSV),
    "areas.index": Line(ALL),
    "backlog.export": Line(ALL, args=_CSV),
    "backlog.index": Line(ALL),
    "changes.find": Line(ALL),
    "changes.index": Line(ALL),
    "changes.table": Line(ALL, args=_CSV),
    "changes.trace": Line(ALL, ALL),
    "changes.trace_json": Line(ALL, ALL),
    "decisions.export": Line(ALL, args=_CSV),
    "decisions.index": Line(ALL),
    "delivery.index": Line(ALL),
    "delivery.part": Line(ALL, args={"name": "frequency", "kind": "csv"}),
    "delivery.service": Line(ALL, args={"slug": "payments"}),
    "delivery.table": Line(ALL, args=_CSV),
    "quarantine.add": Line("PA", data={"connector": "generic", "name": "another"}),
    "quarantine.export": Line(ALL, args=_CSV),
    "quarantine.index": Line(ALL),
    "quarantine.renew": Line("PA", args={"slug": "generic"}),
    "quarantine.replay": Line("PA"),
    "quarantine.retire": Line("PA", args={"slug": "generic"}),
    "quarantine.show": Line("PA"),
    "forecasts.create": Line("PO", args={"cycle": "2027Q1"}),
    "forecasts.export": Line(ALL, args=_CSV),
    "forecasts.show": Line(ALL),
    "services.add": Line("P", data={"name": "New service", "team": "0"}),
    "services.index": Line("P"),
    "services.move": Line("P", args={"slug": "mail"}, data={"team": "0", "version": "1"}),
    "services.no_impact": Line(
        "PL", "P", data={"reason": "It failed before any traffic.", "version": "1"}
    ),
    "services.targets": Line("P", data={"lead_time_hours": "24"}),
    "home.index": Line(ALL),
    "home.quarter": Line(ALL),
    "home.table": Line(ALL, args=_CSV),
    "imports.index": Line(ALL),
    "imports.refused": Line(ALL, args=_CSV),
    "imports.show": Line(ALL),
    "imports.table": Line(ALL, args=_CSV),
    "items.show": Line(ALL, ALL),
    "effects.index": Line(ALL),
    "effects.table": Line(ALL, args=_CSV),
    "key_results.epics": Line(ALL, ALL, args=_CSV),
    "key_results.forecasts": Line(ALL, ALL, args=_CSV),
    "key_results.show": Line(ALL, ALL),
    "key_results.table": Line(ALL, ALL, args=_CSV),
    "saved_filters.export": Line(ALL, args=_CSV),
    "saved_filters.index": Line(ALL),
    "saved_filters.remove": Line(ALL, args={"filter_id": 1}, answers=404),  # none is saved
    "saved_filters.save": Line(ALL, data={"name": "Mail", "filter-q": "mail"}),
    "sources.edit": Line(ALL, ALL),
    "sources.export": Line(ALL, args=_CSV),
    "sources.index": Line(ALL),
    "sources.measure": Line("POL", "P"),
    "sources.readings": Line(ALL, ALL, args=_CSV),
    "sources.remove": Line("PO", "P", data={"version": "1"}, answers=404),  # there is none
    "sources.save": Line("PO", "P", data={"kind": "backlog"}, answers=422),
    "sources.upload": Line("POL", "P", answers=422),  # it is not measured by files
    "notices.export": Line(ALL, args=_CSV),
    "notices.index": Line(ALL),
    "notices.see": Line(ALL),
    "closings.index": Line(ALL),
    "closings.table": Line(ALL, args=_CSV),
    "okr_scope.index": Line(ALL),
    "okr_scope.table": Line(ALL, args=_CSV),
    "okrs.index": Line(ALL),
    "okrs.over_time": Line(ALL, args=_CSV),
    "okrs.show": Line(ALL, ALL),
    "okrs.table": Line(ALL, args=_CSV),
    "plans.export": Line(ALL, args=_CSV),
    "dependencies.newest": Line(ALL),
    "plans.index": Line(ALL),
    "timeline.newest": Line(ALL),
    "wishes.newest": Line(ALL),
    "progress.index": Line(ALL),
    "progress.table": Line(ALL, args=_CSV),
    "progress.risks": Line(ALL, args=_CSV),
    "search.index": Line(ALL),
    "search.palette": Line(ALL),
    "teams.export": Line(ALL, args=_CSV),
    "teams.export_part": Line(ALL, ALL, args={**_CSV, "name": "capacity"}),
    "teams.index": Line(ALL),
    "teams.show": Line(ALL, ALL),
    "workflows.export": Line(ALL, args=_CSV),
    "workflows.index": Line(ALL),
    # Drafts: all but the executive ---------------------------------------------------------
    "jobs.index": Line("APOLMCU"),
    "jobs.show": Line("APOLMCU"),
    "dependencies.export": Line("APOLMCU", args=_CSV),
    "dependencies.show": Line("APOLMCU"),
    "plans.compare": Line("APOLMCU"),
    "plans.export_part": Line("APOLMCU", args={"part": "ranked", "kind": "csv"}),
    "plans.show": Line("APOLMCU"),
    "timeline.export": Line("APOLMCU", args=_CSV),
    "timeline.show": Line("APOLMCU"),
    "wishes.export": Line("APOLMCU", args=_CSV),
    "wishes.show": Line("APOLMCU"),
    # The names in absences -----------------------------------------------------------------
    "teams.export_named": Line("APL", "AP", args={**_CSV, "name": "absences"}),
    # Items ---------------------------------------------------------------------------------
    "items.add": Line("PO", data={**_ITEM, "level": "epic", "area_id": "own"}),
    "items.edit": Line("POL", "P"),
    "items.link": Line("POL", "P", data={"kind": "Relates-out", "other": "BESIDE-2"}),
    "items.move": Line("PO", "P", data={"before": "BESIDE-1"}),
    "items.new": Line("POL"),
    "items.save": Line("POL", "P", data={**_ITEM, "team_id": "team_id"}),
    "items.unlink": Line("POL", "P", data={"type": "Blocks", "from": "key", "to": "BESIDE-1"}),
    # Capacity ------------------------------------------------------------------------------
    "calendar.bring_in": Line("PL", "P", data={"kind": "absences"}, answers=422),
    "calendar.drop_part_time": Line("PL", "P", args={"person_id": 1}, answers=422),
    "calendar.enter_part_time": Line("PL", "P", answers=422),
    "calendar.enter_rota": Line("PL", "P", data={**_DAYS}, answers=422),
    "capacity.drop_absence": Line("PL", "P", data={"version": "1"}),
    "capacity.drop_shift": Line("PL", "P", data={"version": "1"}),
    "capacity.edit": Line("PL", "P", data={"name": "Named", "version": "1"}),
    "capacity.enter_absence": Line("PL", "P", data={**_DAYS, "person": "person"}),
    "capacity.enter_focus": Line(
        "PL", "P", data={"from_on": "2027-02-15", "focus": "60", "version": "0"}
    ),
    "capacity.enter_member": Line(
        "P", "P", data={"person": "0", "name": "New", "office": "0", "share": "50"}
    ),
    "capacity.enter_shift": Line("PL", "P", data={**_DAYS, "person": "person"}),
    "areas.create": Line("P", data={"name": "New area"}),
    "areas.create_office": Line("P", data={"name": "Bonn", "country": "DE", "time_zone": "UTC"}),
    "areas.create_team": Line("P", data={"name": "New team", "area": "0"}),
    "areas.end": Line("P", "P", data={"on": "2027-03-15", "version": "1"}, missing=404),
    "areas.move": Line("P", "P", data={"area": "0", "version": "1"}, missing=422, answers=422),
    "areas.unmove": Line("P", "P", data={"on": "2027-01-04"}, missing=422, answers=422),
    "workflows.save_all": Line("PL", "P"),
    "workflows.save": Line("PL", "P", data={"status": "Open", "category": "todo"}),
    # Sprint Planning One, drift, other orders ----------------------------------------------
    "drift.again": Line("PO", data={"cycle": "2027Q1"}),
    "drift.export": Line(ALL, args={"plan_id": 2, "part": "epics", "kind": "csv"}),
    "drift.show": Line(ALL, args={"plan_id": 2}),
    "imports.sheet": Line(ALL, args={"name": "ranks", "kind": "csv"}),
    "orders.edit": Line("PO", "PO"),
    "orders.export": Line(ALL, args=_CSV),
    "orders.index": Line(ALL),
    "orders.save": Line("PO", "P", data={"version": "0", "moscow": "", "delay_kind": ""}),
    "sprint_planning.change": Line(
        "PL", "P", data={"key": "BESIDE-1", "version": "1", "back": "1"}
    ),
    "sprint_planning.export": Line(ALL, ALL),
    "sprint_planning.index": Line(ALL, ALL),
    "sprint_planning.show": Line(ALL, ALL),
    "sprint_planning.take": Line("PL", "P", data={"key": "P-2"}),
    "sprint_planning.undo": Line("PL", "P"),
    # Objectives ----------------------------------------------------------------------------
    "check_ins.index": Line("POLM"),
    "check_ins.rhythm": Line("PL", "P", data={"every": "week", "weekday": "1"}),
    "check_ins.save": Line("POLM"),
    "check_ins.table": Line("POLM", args=_CSV),
    # The epic of the world is not finished: what it moved cannot be said yet.
    "effects.say": Line("POL", "P", data={"amount": "1", "version": "0"}, answers=422),
    "key_results.attach": Line(
        "PO", "P", data={"item_key": "item_key", "effect": "3", "confidence": "50", "version": "1"}
    ),
    "key_results.create": Line("PO", "P", data=_KEY_RESULT),
    "key_results.detach": Line("PO", "P", data={"version": "1"}),
    "key_results.edit": Line("PO", "P", data=_KEY_RESULT),
    "key_results.restore": Line("PO", "P", data={"version": "1"}, answers=422),  # not struck
    "key_results.strike": Line("PO", "P", data=_STRIKE),
    "carry_over.index": Line("PO"),
    "carry_over.carry": Line("PO", data={}, answers=422),  # nothing is chosen
    "closings.close": Line("P", data={"version": "1"}, answers=422),  # it still runs
    "closings.reopen": Line("P", data={"version": "1"}, answers=422),  # not closed
    "okrs.create": Line("PO", data={**_OBJECTIVE, "area_id": "own", "quarter": "2027Q1"}),
    "okrs.edit": Line("PO", "P", data=_OBJECTIVE),
    "okrs.restore": Line("PO", "P", data={"version": "1"}, answers=422),
    "okrs.strike": Line("PO", "P", data=_STRIKE),
    # Plans ---------------------------------------------------------------------------------
    "jobs.cancel": Line("PO"),
    "plans.adopt": Line("PO", data={"version": "1"}, answers=409),  # another is in force by now
    "frontier.create": Line("PO"),
    "frontier.export": Line("APOLMCU", args={"part": "hires", "kind": "csv"}),
    "frontier.show": Line("APOLMCU"),
    "frontier.suppose": Line("PO", data={"team": "falcon"}, answers=422),  # none is computed
    "replay.create": Line("PO", data={"cycle": "2027Q1"}, answers=422),  # the quarter runs
    "replay.export": Line(ALL, args={"part": "steps", "kind": "csv"}, answers=404),  # none is made
    "replay.show": Line(ALL),
    "scenarios.add_lever": Line("PO", "P", data={"kind": "exclude", "item": "key"}),
    "scenarios.bring_to_today": Line("PO"),
    "scenarios.compare": Line("APOLMCU", answers=422),  # of none
    "scenarios.copy": Line("PO"),
    "scenarios.delete": Line("PO", data={"version": "1"}, answers=422),  # the quarter's own
    "scenarios.edit": Line("PO", data={"name": "Base", "version": "1"}),
    "scenarios.export": Line("APOLMCU", args=_CSV),
    "scenarios.export_part": Line("APOLMCU", args={"part": "figures", "kind": "csv"}, answers=422),
    "scenarios.index": Line("APOLMCU"),
    "scenarios.plan": Line("PO"),
    "scenarios.remove_lever": Line("PO", "P"),
    "scenarios.restore": Line("PO", answers=422),  # not deleted
    "scenarios.show": Line("APOLMCU"),
    "plans.create": Line("PO", data={"cycle": "2027Q1", "scenario": "", "seconds": "5"}),
    "plans.publish": Line("P", data={"version": "1"}, answers=409),
    "wishes.ask": Line("PO", "P", data={"kind": "exclude", "item": "key"}),
    "wishes.drop": Line("PO", "P"),
    "wishes.move": Line("PO", data={"team": "falcon", "epic": "NO-1"}, answers=404),
    "wishes.repair": Line("PO", data={"way": "1"}, answers=404),  # there is no conflict
    "wishes.share": Line("P", data={"category": "debt", "at_least": "10"}),
    # Links for readers without an account ---------------------------------------------------
    "shares.create": Line("APE", data={"title": "x", "days": "7"}, answers=422),  # of no quarter
    "shares.index": Line("APE"),
    "shares.revoke": Line("AP", "AE"),  # the planner's, and the executive's
    "shares.table": Line("APE", args=_CSV),
    # Imports -------------------------------------------------------------------------------
    "imports.answer": Line("AP", data={"first": "day"}),
    "imports.confirm": Line("AP"),
    "imports.discard": Line("AP"),
    "imports.new": Line("AP", args={"kind": "jira"}),
    "imports.preview": Line("AP"),
    "imports.preview_refused": Line("AP", args=_CSV),
    "imports.send": Line("AP", args={"kind": "jira"}, answers=422),
    # Administration ------------------------------------------------------------------------
    "mail.again": Line("A"),
    "mail.index": Line("A"),
    "mail.send_test": Line("A", answers=422),  # this server sends no mail
    "mail.table": Line("A", args=_CSV),
    "admin.account": Line("A", "A"),
    "admin.add_token": Line("A", data={"name": "x", "scopes": "read", "days": "9"}),
    "admin.disable": Line("A", "A", data={"version": "1"}),
    "admin.enable": Line("A", "A", data={"version": "1"}),
    "admin.export": Line("A", args={"name": "accounts", "kind": "csv"}),
    "admin.index": Line("A"),
    "admin.invite": Line("A", data={"email": "x@example.org", "role": "member"}),
    "admin.link": Line("A", "A"),
    "admin.new_account": Line("A"),
    "admin.new_token": Line("A"),
    "admin.revoke": Line("A"),
    "admin.save_role": Line("A", "A", data={"role": "auditor", "version": "1"}),
}
