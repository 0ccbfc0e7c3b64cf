"""A company in a database, from an invented planning problem: people, history, backlog, goals."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from benchmarks.instances import instance
from portfolio.actions.add_area import add_area
from portfolio.actions.add_items import add_items
from portfolio.actions.add_key_result import add_key_result
from portfolio.actions.add_objective import add_objective
from portfolio.actions.add_person import add_person
from portfolio.actions.add_team import add_team
from portfolio.actions.attach_epic import attach_epic
from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.set_skills import set_skills
from portfolio.domain.backlog import Category, Level, Link, NewItem
from portfolio.domain.cycles import Cycle
from portfolio.domain.okr_drafts import KeyResultDraft, ObjectiveDraft
from portfolio.domain.people import SYSTEM, Role
from portfolio.store import people, product, schema, teams
from portfolio.store.unit import Store, Tx

TODAY = date(2027, 1, 4)  # the first day of the quarter's first sprint
PEOPLE = 8  # in each team
NOW = datetime.combine(TODAY, time(9), UTC)


def make_company(store: Store, size: str, seed: int = 1) -> None:
    """Fill an empty database with the company whose quarter is the problem of that size."""
    schema.upgrade(store.engine)
    document = instance(size, seed)
    with store.writing() as tx:
        product.say(tx, "company", document["name"])
        product.say(tx, "demo_made_on", TODAY.isoformat())
        for name in ("2026Q3", "2026Q4"):
            before = open_cycle(tx, SYSTEM, name, now=NOW)
        cycle = open_cycle(tx, SYSTEM, "2027Q1", now=NOW)
        own = _teams(tx, document)
        _history(tx, document, own, before)
        areas = _backlog(tx, document, own)
        _goals(tx, document, cycle, areas)
        planner = people.add_account(
            tx, email="planner@example.org", name="Planner", role=Role.PLANNER, now=NOW
        )
        people.set_scopes(tx, planner)


def add_leads(tx: Tx, count: int) -> list[tuple[int, str]]:
    """Add so many leads, one team each in turn; return the accounts with their team's slug."""
    every = teams.all_teams(tx)
    found = []
    for number in range(count):
        team = every[number % len(every)]
        email = f"bench-{number}@example.org"
        account = people.add_account(tx, email=email, name=email, role=Role.LEAD, now=NOW)
        people.set_scopes(tx, account, teams=(team.id,))
        found.append((account, team.slug))
    return found


def _teams(tx: Tx, document: dict[str, Any]) -> dict[str, int]:
    areas: dict[str, int] = {}
    found = {}
    for team in document["teams"]:
        name = team["area"]
        if name not in areas:
            areas[name] = add_area(tx, SYSTEM, name, now=NOW).id
        made = add_team(tx, SYSTEM, team["id"], area_id=areas[name], now=NOW)
        found[team["id"]] = made.id
        set_skills(tx, SYSTEM, made.id, team.get("skills", []), now=NOW)
        for number in range(PEOPLE):
            add_person(tx, SYSTEM, f"{team['id']} {number}", {made.id: 1.0}, now=NOW)
    return found


def _history(tx: Tx, document: dict[str, Any], own: dict[str, int], before: Cycle) -> None:
    done = [
        NewItem(
            "Delivered",
            type="Story",
            team_id=own[team["id"]],
            points=float(team["capacity"][0]),
            category=Category.DONE,
            resolution="Done",
            resolved_at=datetime.combine(sprint.span.ends_on, time(12), UTC) - timedelta(days=1),
        )
        for team in document["teams"]
        for sprint in before.sprints
    ]
    add_items(tx, SYSTEM, done, now=NOW)


def _backlog(tx: Tx, document: dict[str, Any], own: dict[str, int]) -> dict[str, int]:
    areas = {area.name: area.id for area in teams.all_areas(tx)}
    epics = [NewItem(one["id"], Level.EPIC, one["id"], type="Epic") for one in document["epics"]]
    stories = [
        NewItem(
            one["id"],
            key=one["id"],
            type="Story",
            parent_key=one.get("epic"),
            area_id=areas.get(one.get("area", "")),
            points=float(one["points"]),
            skills=tuple(one.get("skills", ())),
        )
        for one in document["items"]
    ]
    links = [
        Link("Blocks", after["item"], one["id"])
        for one in document["items"]
        for after in one.get("after", ())
    ]
    add_items(tx, SYSTEM, [*epics, *stories], links, now=NOW)
    return areas


def _goals(tx: Tx, document: dict[str, Any], cycle: Cycle, areas: dict[str, int]) -> None:
    objectives: dict[str, int] = {}
    ids: dict[str, int] = {}
    for one in document["key_results"]:
        name = one.get("objective") or "O"
        if name not in objectives:
            objectives[name] = add_objective(tx, SYSTEM, cycle.id, ObjectiveDraft(name), now=NOW)
        draft = KeyResultDraft(
            one["id"], start_value=0.0, target_value=float(one["gap"]), weight=float(one["weight"])
        )
        ids[one["id"]] = add_key_result(tx, SYSTEM, objectives[name], draft, now=NOW)
    for epic in document["epics"]:
        for claim in epic.get("contributions", ()):
            attach_epic(
                tx, SYSTEM, ids[claim["key_result"]], epic["id"], effect=claim["amount"], now=NOW
            )
