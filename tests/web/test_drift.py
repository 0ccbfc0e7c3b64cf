"""The drift of a published plan: the page, the sentence at home, the one button."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portfolio.actions.run_plan import Run, run_plan
from portfolio.domain.drift import Fate
from portfolio.domain.people import Viewer
from portfolio.domain.plans import PlanState
from portfolio.screens import drift
from portfolio.store import baselines, plans, rows, trail
from portfolio.store.tables.backlog import items
from portfolio.store.tables.plans import baselines as table
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan, put_in_force, solver

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
Token = Callable[[FlaskClient, str], str]


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    return make_company(store, cast)


@pytest.fixture
def plan_id(store: Store, cast: Cast, company: Company) -> int:
    made = make_plan(store, cast.planner, company)
    put_in_force(store, cast.planner, made)
    return made


@pytest.fixture
def planner(app: Flask, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), cast.planner)


def found(store: Store, cast: Cast, plan_id: int) -> drift.Drift:
    with store.reading() as tx:
        return drift.load(tx, cast.planner, plan_id, today=TODAY, zone=NOW.tzinfo)  # type: ignore[arg-type]


def lose_capacity(store: Store, cast: Cast, plan_id: int, points: float) -> None:
    """Let the baseline have assumed more than there is, and say that somebody changed it."""
    with store.writing() as tx:
        frozen = baselines.baseline_of(tx, plan_id)
        assert frozen is not None
        document = frozen.document()
        for team in document["rooms"].values():
            for sprint in team:
                team[sprint][0] += points
        tx.execute(update(table).values(document=document))
        trail.record(tx, cast.lead, "set absence", "absence:1", now=NOW)


def test_publishing_freezes_scores_items_and_capacities(
    store: Store, cast: Cast, company: Company, plan_id: int
) -> None:
    with store.reading() as tx:
        frozen = baselines.baseline_of(tx, plan_id)
        last = trail.last_seq(tx)
    assert frozen is not None and frozen.trail_seq == last
    assert frozen.items == 10 and frozen.account_id == cast.planner.account_id
    assert frozen.scores.cycle is not None and frozen.scores.cycle.after == pytest.approx(0.4)
    assert frozen.rooms[cast.team_id, company.cycle.sprints[0].id].points == 10


def test_a_plan_that_nothing_happened_to_holds(store: Store, cast: Cast, plan_id: int) -> None:
    now = found(store, cast, plan_id)
    assert {one.fate for one in now.epics} == {Fate.HOLDS}
    assert now.points == pytest.approx(0) and not now.has_drifted
    assert now.score_now is not None and now.score_now.after == pytest.approx(0.4)


def test_work_done_dropped_and_added_since_is_told(
    store: Store, cast: Cast, company: Company, plan_id: int
) -> None:
    with store.writing() as tx:
        tx.execute(update(items).where(items.c.key == "P-8").values(category="dropped"))
        tx.execute(update(items).where(items.c.key == "P-9").values(category="done"))
        new = {"key": "P-99", "level": "story", "type": "Story", "title": "New", "rank": 99}
        rows.add(tx, items, {**new, "category": "todo", "parent_id": company.epic_id})
    now = found(store, cast, plan_id)
    assert [one.item.key for one in now.dropped] == ["P-8"]
    assert [one.item.key for one in now.added] == ["P-99"]
    fates = {one.item.key: (one.fate, one.grown) for one in now.epics}
    assert fates["P-9"] == (Fate.DONE, 0) and fates["P-8"] == (Fate.DROPPED, 0)
    assert fates["E-1"] == (Fate.HOLDS, 1)


def test_less_capacity_puts_epics_at_risk_and_is_told_at_home_with_one_button(
    store: Store, cast: Cast, plan_id: int, planner: FlaskClient
) -> None:
    lose_capacity(store, cast, plan_id, 9.5)
    now = found(store, cast, plan_id)
    assert now.points < -50 and now.at_risk
    assert len(now.edits) == 1
    home = planner.get("/quarter?cycle=2027Q1").text
    assert "1 capacity change since publication: −" in home
    page = planner.get(f"/plans/{plan_id}/drift").text
    assert "at risk" in page and 'action="/plans/again"' in page


def test_all_capacity_gone_the_epics_no_longer_fit_and_their_scores_go(
    store: Store, cast: Cast, plan_id: int
) -> None:
    lose_capacity(store, cast, plan_id, 100)
    now = found(store, cast, plan_id)
    assert {one.fate for one in now.epics} == {Fate.LEAVES}
    assert now.score_now is not None and now.score_now.after == pytest.approx(0)


def test_the_one_button_plans_again_and_proposes_what_comes_out(
    store: Store, cast: Cast, plan_id: int, planner: FlaskClient, csrf: Token
) -> None:
    token = csrf(planner, f"/plans/{plan_id}/drift")
    answer = planner.post("/plans/again", data={"csrf_token": token, "cycle": "2027Q1"})
    assert answer.status_code == 303
    job_id = int(answer.location.rsplit("/", 1)[1].split("?")[0])
    made = run_plan(Run(store, job_id, "test", clock=lambda: NOW), solver=solver)
    assert made is not None
    with store.reading() as tx:
        assert plans.one_plan(tx, made).state is PlanState.PROPOSED
        assert plans.one_plan(tx, plan_id).state is PlanState.PUBLISHED
        assert plans.full_plan(tx, made)[0].moved == 0, "nothing had to move"


def test_the_planner_publishes_a_draft_in_one_go(
    store: Store, cast: Cast, company: Company, planner: FlaskClient, csrf: Token
) -> None:
    made = make_plan(store, cast.planner, company)
    token = csrf(planner, f"/plans/{made}")
    said = {"csrf_token": token, "version": "1", "note": "As agreed."}
    assert planner.post(f"/plans/{made}/publish", data=said).status_code == 303
    page = planner.get(f"/plans/{made}").text
    assert "published it" in page and "proposed it" in page and "As agreed." in page


@pytest.mark.parametrize("part", ["epics", "items", "capacity", "scores"])
def test_every_list_of_the_drift_is_a_file(planner: FlaskClient, plan_id: int, part: str) -> None:
    assert planner.get(f"/plans/{plan_id}/drift/{part}.csv").status_code == 200
    assert planner.get(f"/plans/{plan_id}/drift/{part}.xlsx").data[:2] == b"PK"
    assert planner.get(f"/plans/{plan_id}/drift/nothing.csv").status_code == 404


def test_a_draft_has_no_drift(
    store: Store, cast: Cast, company: Company, planner: FlaskClient
) -> None:
    made = make_plan(store, cast.planner, company)
    assert planner.get(f"/plans/{made}/drift").status_code == 404


def test_the_drift_asks_a_fixed_number_of_questions(
    store: Store, cast: Cast, plan_id: int, planner: FlaskClient, count_queries: Any
) -> None:
    planner.get(f"/plans/{plan_id}/drift")
    with count_queries() as seen:
        planner.get(f"/plans/{plan_id}/drift")
    assert len(seen) <= 45, len(seen)


def test_the_plans_page_says_how_many_capacity_changes_there_were_since_publication(
    store: Store, cast: Cast, plan_id: int, planner: FlaskClient
) -> None:
    assert "No capacity change since publication." in planner.get("/plans?cycle=2027Q1").text
    lose_capacity(store, cast, plan_id, 9.5)
    page = planner.get("/plans?cycle=2027Q1").text
    assert "1 capacity change since publication: −" in page and 'action="/plans/again"' in page
