"""The rows that the access matrix asks for: one of the cast's own, one of others, one of nobody."""

from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from io import BytesIO

from portfolio.actions.add_hook import add_hook
from portfolio.actions.add_items import add_items
from portfolio.actions.ask_preview import ask_preview
from portfolio.actions.attach_epic import attach_epic
from portfolio.actions.create_token import create_token
from portfolio.actions.invite_account import invite_account
from portfolio.actions.link_items import link_items
from portfolio.actions.preview_import import SentFile, preview_import
from portfolio.actions.record_deployment import record_deployment
from portfolio.actions.request_plan import request_plan
from portfolio.actions.set_absence import set_absence
from portfolio.actions.set_lever import set_lever
from portfolio.actions.set_on_call import set_on_call
from portfolio.actions.share_progress import share_progress
from portfolio.actions.take_items import Take, take_items
from portfolio.domain import edits
from portfolio.domain.backlog import Level, Link, NewItem
from portfolio.domain.delivery import DeploymentRecord, DeploymentStatus
from portfolio.domain.inbox import Received
from portfolio.domain.mail import Kind as MailKind
from portfolio.domain.mail import Letter
from portfolio.domain.people import SYSTEM, Role
from portfolio.domain.plans import LeverKind
from portfolio.domain.shares import ShareDraft
from portfolio.domain.taken_parts import Part
from portfolio.store import (
    backlog,
    deployments,
    imports,
    inbox,
    mail,
    people,
    plans,
    scenarios,
    taken,
)
from portfolio.store.unit import Store, Tx
from tests.deliveries import make_history
from tests.okr_rows import add_key_result, add_objective
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan, put_in_force
from tests.squad import make_squad

MISSING = 999_999
PUBLISHED = 2  # the plan that has a baseline; the table names it so
EXPORT = b"""Issue key,Summary,Issue Type,Status,Created
NEW-1,A thing,Story,To Do,2027-01-25 10:00
"""
Three = tuple[object, object, object]


@dataclass
class World:
    """What stands for each argument of an address: own, other's, missing."""

    cast: Cast
    rows: dict[str, Three] = field(default_factory=dict)

    def arguments(self, names: set[str], which: int, fixed: dict[str, object]) -> dict[str, object]:
        """Return the arguments of an address for the own (0), other's (1) or missing (2) row."""
        return {name: fixed[name] if name in fixed else self.rows[name][which] for name in names}


def make_world(store: Store, cast: Cast) -> World:
    """Fill the store: people, items, objectives, a plan, services, accounts, tokens."""
    squad = make_squad(store, cast)
    company = make_company(store, cast)
    make_history(store, cast)
    world = World(cast)
    with store.writing() as tx:
        _mail_and_shares(tx, world, company)
        _items(tx, world)
        _okrs(tx, world, company)
        _absences(tx, world, squad.ana, squad.cem)
        _accounts(tx, world)
        _failures(tx, world)
    _plans(store, world, company)
    _taken(store, world, company)
    _previews(store, world, squad.ana, squad.cem, company)
    world.rows |= {
        "slug": ("falcon", "heron", "nobody"),
        "team_id": (cast.team_id, cast.other_team_id, MISSING),
        "kind": ("csv", "csv", "pdf"),
    }
    return world


def _mail_and_shares(tx: Tx, world: World, company: Company) -> None:
    cast = world.cast
    for by in (cast.planner, cast.executive):
        draft = ShareDraft("The board", company.cycle.id, NOW + timedelta(days=7))
        share_progress(tx, by, draft, now=NOW)
    world.rows["share_id"] = (1, 2, MISSING)
    assert cast.member.account_id is not None
    mail.add(tx, cast.member.account_id, MailKind.TEST, Letter("a", "b"), once="x", now=NOW)
    mail.mark(tx, 1, {"given_up_at": NOW})
    world.rows["mail_id"] = (1, 1, MISSING)


def _items(tx: Tx, world: World) -> None:
    cast = world.cast
    new = [
        NewItem("Ours", Level.EPIC, "OWN-1", area_id=cast.area_id, team_id=cast.team_id),
        NewItem(
            "Theirs", Level.EPIC, "OTHER-1",
            area_id=cast.other_area_id, team_id=cast.other_team_id,
        ),
        NewItem("Beside", key="BESIDE-1"),
        NewItem("Beside too", key="BESIDE-2"),
    ]  # fmt: skip
    add_items(tx, SYSTEM, new, now=NOW)
    for key in ("OWN-1", "OTHER-1"):
        link_items(tx, SYSTEM, Link("Blocks", key, "BESIDE-1"), now=NOW)
    world.rows["key"] = ("OWN-1", "OTHER-1", "GONE-1")
    world.rows["item_key"] = ("OWN-1", "OTHER-1", "GONE-1")


def _okrs(tx: Tx, world: World, company: Company) -> None:
    cast = world.cast
    ids = []
    for code, area_id, team_id, key in (
        ("O7", cast.area_id, cast.team_id, "OWN-1"),
        ("O8", cast.other_area_id, cast.other_team_id, "OTHER-1"),
    ):
        objective = {"cycle_id": company.cycle.id, "code": code, "area_id": area_id}
        objective_id = add_objective(tx, **objective, team_id=team_id)
        key_result_id = add_key_result(tx, objective_id, team_id=team_id)
        attach_epic(tx, SYSTEM, key_result_id, key, effect=2, confidence=0.5, now=NOW)
        ids.append((objective_id, key_result_id))
    world.rows["objective_id"] = (ids[0][0], ids[1][0], MISSING)
    world.rows["key_result_id"] = (ids[0][1], ids[1][1], MISSING)


def _absences(tx: Tx, world: World, own: int, other: int) -> None:
    cast, on = world.cast, (date(2027, 3, 1), date(2027, 3, 2))
    absences = [set_absence(tx, SYSTEM, one, *on, now=NOW) for one in (own, other)]
    shifts = [
        set_on_call(tx, SYSTEM, team_id, person, *on, now=NOW)
        for team_id, person in ((cast.team_id, own), (cast.other_team_id, other))
    ]
    world.rows["absence_id"] = (_id(absences[0]), _id(absences[1]), MISSING)
    world.rows["shift_id"] = (_id(shifts[0]), _id(shifts[1]), MISSING)
    world.rows["person"] = (own, other, MISSING)


def _accounts(tx: Tx, world: World) -> None:
    cast = world.cast
    world.rows["token"] = (
        invite_account(tx, SYSTEM, "guest@example.org", Role.MEMBER, now=NOW), "x" * 43, "y" * 43,
    )  # fmt: skip
    create_token(tx, SYSTEM, "pipeline", ["deploy:write"], days=30, now=NOW)
    token_id = people.all_tokens(tx)[0].id
    world.rows["token_id"] = (token_id, token_id, MISSING)
    member, other = cast.member.account_id, cast.other_lead.account_id
    world.rows["account_id"] = (member, other, MISSING)
    made = imports.add_import(tx, "jira", "x.csv", "0" * 64, now=NOW, account_id=None)
    imports.finish(tx, made, {"read": 0, "refused": [], "warnings": [], "facts": {}})
    world.rows["import_id"] = (made, made, MISSING)
    digest = ""
    for by in (cast.administrator, cast.planner):
        sent = SentFile("export.csv", BytesIO(EXPORT))
        digest = preview_import(tx, by, "jira", sent, second=None, options={}, now=NOW, zone=UTC)
    world.rows["digest"] = (digest, "1" * 64, "2" * 64)


def _failures(tx: Tx, world: World) -> None:
    theirs = DeploymentRecord("m-1", ("Mail",), NOW, status=DeploymentStatus.FAILED)
    record_deployment(tx, SYSTEM, theirs, source="ci", now=NOW)
    ids = deployments.ids_at(tx, "ci", ["p-5-0", "m-1"])
    hook = add_hook(tx, SYSTEM, "generic", now=NOW)
    inbox.keep(tx, hook, [("a", Received({}, b"{"))], now=NOW)
    event_id = inbox.take(tx, limit=1)[0].id
    world.rows["event_id"] = (event_id, event_id, MISSING)
    world.rows["deployment_id"] = (ids["p-5-0"], ids["m-1"], MISSING)


def _plans(store: Store, world: World, company: Company) -> None:
    plan_id = make_plan(store, world.cast.planner, company)
    world.rows["plan_id"] = (plan_id, plan_id, MISSING)
    world.rows["other_id"] = (plan_id, plan_id, MISSING)
    published = make_plan(store, world.cast.planner, company)
    put_in_force(store, world.cast.planner, published)
    assert published == PUBLISHED
    with store.writing() as tx:
        scenario_id = plans.one_plan(tx, plan_id).scenario_id
        for key in ("OWN-1", "OTHER-1"):
            set_lever(tx, SYSTEM, scenario_id, LeverKind.EXCLUDE, now=NOW, item_key=key, value=None)
        levers = scenarios.all_levers(tx, scenario_id)
        job_id = request_plan(
            tx, world.cast.planner, company.cycle, now=NOW, today=TODAY, seconds=1, worker="nobody"
        )
    world.rows["scenario_id"] = (scenario_id, scenario_id, MISSING)
    world.rows["lever_id"] = (levers[0].id, levers[1].id, MISSING)
    world.rows["job_id"] = (job_id, job_id, MISSING)


def _taken(store: Store, world: World, company: Company) -> None:
    cast, sprint = world.cast, company.cycle.sprints[2]
    with store.writing() as tx:
        item = backlog.one_item(tx, "BESIDE-1")
        both = (Part(cast.team_id, sprint.id, 2.0), Part(cast.other_team_id, sprint.id, 1.0))
        taken.replace_parts(tx, {}, {item.id: both}, account_id=None, now=NOW)
        seqs = [
            take_items(tx, SYSTEM, team_id, sprint.id, [Take(key)], now=NOW)
            for team_id, key in ((cast.team_id, "P-8"), (cast.other_team_id, "P-9"))
        ]
    world.rows["sprint_id"] = (sprint.id, sprint.id, MISSING)
    world.rows["seq"] = (*seqs, MISSING)


def _previews(store: Store, world: World, own: int, other: int, company: Company) -> None:
    cast, on = world.cast, (date(2027, 3, 8), date(2027, 3, 9))
    ids = [
        ask_preview(
            store, by, edits.set_absence(person, *on), company.cycle,
            now=NOW, asked_at=NOW, today=TODAY, zone=UTC,
        )
        for by, person in ((cast.lead, own), (cast.other_lead, other))
    ]  # fmt: skip
    world.rows["preview_id"] = (ids[0], ids[1], MISSING)


def _id(made: object) -> int:
    return made if isinstance(made, int) else int(made.id)  # type: ignore[attr-defined]
