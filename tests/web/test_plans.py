"""The pages of plans and jobs: what they show, to whom, and what their forms do."""

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.domain.jobs import JobState
from portfolio.domain.people import Viewer
from portfolio.domain.plans import PlanState
from portfolio.store import jobs, plans
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import Company, make_company, make_plan, put_in_force

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
Token = Callable[[FlaskClient, str], str]


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    return make_company(store, cast)


@pytest.fixture
def planner(app: Flask, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), cast.planner)


def heading(page: str) -> str:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert len(found) == 1
    return str(found[0]).strip()


def test_a_quarter_without_a_plan_says_so_and_offers_to_make_one(
    planner: FlaskClient, company: Company
) -> None:
    page = planner.get("/plans?cycle=2027Q1").text
    assert heading(page) == "2027 Q1 has no plan yet"
    assert "Plan the quarter" in page


def test_planning_the_quarter_queues_a_job_and_goes_to_it(
    planner: FlaskClient, company: Company, csrf: Token, store: Store
) -> None:
    wanted = {"csrf_token": csrf(planner, "/plans"), "cycle": "2027Q1", "seconds": "5"}
    answer = planner.post("/plans", data=wanted)
    assert answer.status_code == 303
    page = planner.get(answer.location).text
    assert heading(page) == "The planning waits for a worker"
    assert 'data-poll="/jobs/1"' in page
    assert '<meta http-equiv="refresh"' in page
    with store.reading() as tx:
        assert jobs.one_job(tx, 1).arguments["seconds"] == 5


def test_planning_a_quarter_that_does_not_exist_yet_makes_it(
    planner: FlaskClient, company: Company, csrf: Token
) -> None:
    wanted = {"csrf_token": csrf(planner, "/plans"), "cycle": "2027Q2", "seconds": "5"}
    assert planner.post("/plans", data=wanted).status_code == 303
    assert "2027 Q2" in planner.get("/plans?cycle=2027Q2").text


@pytest.mark.parametrize("seconds", ["0", "601", "soon", ""])
def test_seconds_that_make_no_sense_come_back_with_the_form(
    planner: FlaskClient, company: Company, csrf: Token, seconds: str
) -> None:
    wanted = {"csrf_token": csrf(planner, "/plans"), "cycle": "2027Q1", "seconds": seconds}
    answer = planner.post("/plans", data=wanted)
    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_the_progress_of_a_running_job_is_asked_for_as_a_fragment(
    planner: FlaskClient, company: Company, csrf: Token, store: Store
) -> None:
    wanted = {"csrf_token": csrf(planner, "/plans"), "cycle": "2027Q1", "seconds": "20"}
    planner.post("/plans", data=wanted)
    progress = {"objective": 0.25, "bound": 0.5, "gap": 0.5, "seconds": 5.0, "step": "improving"}
    with store.writing() as tx:
        jobs.set_job(tx, 1, {"state": JobState.RUNNING.value, "progress": progress})
    fragment = planner.get("/jobs/1", headers={"X-Fragment": "job"}).text
    assert '<div id="job" class="stack" data-poll="/jobs/1"' in fragment
    assert "0.25" in fragment and "50.00\u00a0%" in fragment
    token = csrf(planner, "/jobs/1")
    assert planner.post("/jobs/1/cancel", data={"csrf_token": token}).status_code == 303
    assert "It stops at its next look." in planner.get("/jobs/1").text


def test_a_failed_job_says_why(planner: FlaskClient, company: Company, store: Store) -> None:
    with store.writing() as tx:
        values = {"kind": "plan", "arguments": {}, "asked_at": NOW}
        job_id = jobs.add_job(tx, values)
        failed = {"state": JobState.FAILED.value, "error": "The planner ran out of memory."}
        jobs.set_job(tx, job_id, failed)
    page = planner.get(f"/jobs/{job_id}").text
    assert heading(page) == "The planning failed; nothing was changed"
    assert "ran out of memory" in page and "data-poll" not in page


def test_the_page_of_a_plan_tells_what_fits_and_what_the_others_lose(
    planner: FlaskClient, company: Company, cast: Cast, store: Store
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    page = planner.get(f"/plans/{plan_id}").text
    assert heading(page) == "2 of 2 epics fit; expected score 0.00 → 0.40"
    for words in ("By WSJF", "In rank order", "Falcon", "Channels", "reference class"):
        assert words in page
    assert "forecast" not in page.replace("an expectation and no forecast", "")
    assert "style=" not in page and "onclick" not in page


def test_the_page_stays_within_its_queries(
    planner: FlaskClient, company: Company, cast: Cast, store: Store, count_queries: Any
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    planner.get(f"/plans/{plan_id}")
    with count_queries() as seen:
        planner.get(f"/plans/{plan_id}")
    assert len(seen) <= 34, seen
    with count_queries() as seen:
        planner.get(f"/plans/{plan_id}?epic=E-1")
    assert len(seen) <= 38, seen


def test_the_drawer_of_an_epic_is_in_the_address(
    planner: FlaskClient, company: Company, cast: Cast, store: Store
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    page = planner.get(f"/plans/{plan_id}?epic=E-1").text
    assert 'id="drawer"' in page and "Title of P-1" in page
    assert planner.get(f"/plans/{plan_id}?epic=NO-1").status_code == 404


@pytest.mark.parametrize("show", ["around", "all", "differences", "nonsense"])
@pytest.mark.parametrize("query", ["area=messaging", "objective=O1", "area=x&objective=y"])
def test_filters_are_in_the_query(
    planner: FlaskClient, company: Company, cast: Cast, store: Store, show: str, query: str
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    assert planner.get(f"/plans/{plan_id}?show={show}&{query}").status_code == 200


@pytest.mark.parametrize("part", ["ranked", "assignments", "load", "key-results", "left-out"])
def test_every_list_of_a_plan_is_a_file_too(
    planner: FlaskClient, company: Company, cast: Cast, store: Store, part: str
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    assert planner.get(f"/plans/{plan_id}/{part}.csv").text.count("\n") >= 1
    assert planner.get(f"/plans/{plan_id}/{part}.xlsx").data[:2] == b"PK"
    assert planner.get(f"/plans/{plan_id}/{part}.pdf").status_code == 404
    assert planner.get(f"/plans/{plan_id}/nothing.csv").status_code == 404


def test_the_list_of_plans_is_a_file_and_problem_and_plan_are_documents(
    planner: FlaskClient, company: Company, cast: Cast, store: Store
) -> None:
    from hashlib import sha256

    plan_id = make_plan(store, cast.planner, company)
    assert "v1,Draft,Feasible" in planner.get("/plans.csv?cycle=2027Q1").text
    problem = planner.get(f"/plans/{plan_id}/problem.json")
    plan = planner.get(f"/plans/{plan_id}/plan.json")
    assert plan.json is not None
    assert plan.json["problem"] == sha256(problem.data).hexdigest()


def test_adopting_and_publishing_by_the_forms(
    planner: FlaskClient, company: Company, cast: Cast, store: Store, csrf: Token
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    for deed, version, state in (
        ("adopt", 1, PlanState.PROPOSED),
        ("publish", 2, PlanState.PUBLISHED),
    ):
        token = csrf(planner, f"/plans/{plan_id}")
        said = {"csrf_token": token, "version": version, "note": "As agreed."}
        assert planner.post(f"/plans/{plan_id}/{deed}", data=said).status_code == 303
        with store.reading() as tx:
            assert plans.one_plan(tx, plan_id).state is state
    assert "In force" in planner.get("/plans?cycle=2027Q1").text


def test_a_stale_plan_answers_409_with_the_differences(
    planner: FlaskClient, company: Company, cast: Cast, store: Store, csrf: Token
) -> None:
    from sqlalchemy import update

    from portfolio.store.tables.backlog import items

    plan_id = make_plan(store, cast.planner, company)
    token = csrf(planner, f"/plans/{plan_id}")
    with store.writing() as tx:
        tx.execute(update(items).where(items.c.key == "P-1").values(points=8.0))
    said = {"csrf_token": token, "version": 1}
    answer = planner.post(f"/plans/{plan_id}/adopt", data=said)
    assert answer.status_code == 409
    assert "changed: P-1" in answer.text


def test_an_executive_sees_the_plan_in_force_and_no_draft(
    app: Flask, company: Company, cast: Cast, store: Store, sign_in: SignIn
) -> None:
    published = make_plan(store, cast.planner, company)
    put_in_force(store, cast.planner, published)
    draft = make_plan(store, cast.planner, company)
    executive = sign_in(app.test_client(), cast.executive)
    assert executive.get(f"/plans/{published}").status_code == 200
    assert executive.get(f"/plans/{draft}").status_code == 404
    assert executive.get(f"/plans/{draft}/ranked.csv").status_code == 404
    page = executive.get("/plans?cycle=2027Q1").text
    assert f"/plans/{draft}" not in page and "Plan the quarter" not in page
    assert executive.get("/jobs").status_code == 403


def test_a_lead_reads_plans_but_changes_none(
    app: Flask, company: Company, cast: Cast, store: Store, sign_in: SignIn, csrf: Token
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    lead = sign_in(app.test_client(), cast.lead)
    page = lead.get(f"/plans/{plan_id}?epic=E-1").text
    assert "/adopt" not in page and 'name="wish"' not in page
    token = csrf(lead, "/plans")
    for path in ("/plans", f"/plans/{plan_id}/adopt", f"/plans/{plan_id}/publish"):
        answer = lead.post(path, data={"csrf_token": token, "cycle": "2027Q1", "seconds": "5"})
        assert answer.status_code == 403


def test_strangers_are_sent_to_sign_in(client: FlaskClient, company: Company) -> None:
    for path in ("/plans", "/plans/1", "/jobs", "/jobs/1", "/plans.csv"):
        assert client.get(path).status_code == 303


def test_a_plan_without_key_results_tells_its_share_of_the_capacity(
    planner: FlaskClient, company: Company, cast: Cast, store: Store
) -> None:
    from sqlalchemy import delete

    from portfolio.store.tables.okrs import contributions, key_results

    with store.writing() as tx:
        tx.execute(delete(contributions))
        tx.execute(delete(key_results))
    plan_id = make_plan(store, cast.planner, company)
    page = planner.get(f"/plans/{plan_id}").text
    assert "2 of 2 epics fit;" in heading(page) and "of the capacity is used" in heading(page)


def test_the_web_never_loads_the_solver_or_the_engine() -> None:
    import subprocess

    code = (
        "import app, sys; import portfolio.web.plans, portfolio.web.jobs;"
        "print([one for one in ('ortools', 'dbos', 'pandas', 'plotly') if one in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_two_plans_stand_side_by_side(
    planner: FlaskClient, company: Company, cast: Cast, store: Store
) -> None:
    from portfolio.actions.set_lever import set_lever
    from portfolio.domain.plans import LeverKind

    first = make_plan(store, cast.planner, company)
    with store.writing() as tx:
        scenario = plans.one_plan(tx, first).scenario_id
        set_lever(tx, cast.planner, scenario, LeverKind.EXCLUDE, now=NOW, item_key="E-1")
    second = make_plan(store, cast.planner, company)
    page = planner.get(f"/plans/{first}/compare/{second}").text
    assert heading(page) == "Plan v1 expects a score 0.400 higher than plan v2"
    assert "1 epic is only in v1" in page
    assert planner.get(f"/plans/{first}/compare/999").status_code == 404


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("infeasible", "No plan can keep all musts of 2027 Q1 together"),
        ("unknown", "No plan was found in 2 seconds"),
    ],
)
def test_a_plan_without_an_answer_says_why_and_what_helps(
    planner: FlaskClient, company: Company, cast: Cast, store: Store, status: str, words: str
) -> None:
    from portfolio.actions.request_plan import request_plan
    from portfolio.actions.run_plan import Run, run_plan
    from portfolio.planning.apart import Answer
    from portfolio.planning.plan import Conflict, Plan, Repair
    from portfolio.planning.problem import problem_from_bytes
    from tests.planned import TODAY

    def without(document: bytes, *_: object, **__: object) -> Answer:
        conflicts = (Conflict("mandatory", ("P-1",), "P-1 must be planned and is excluded."),)
        repairs = (Repair("Exclude P-1 no more.", drops=("P-1",)),)
        told = {"conflicts": conflicts, "repairs": repairs} if status == "infeasible" else {}
        fingerprint = problem_from_bytes(document).fingerprint()
        return Answer(Plan(fingerprint, status, seconds=2.0, **told))  # type: ignore[arg-type]

    with store.writing() as tx:
        job = request_plan(tx, cast.planner, company.cycle, now=NOW, today=TODAY, worker="w")
    plan_id = run_plan(Run(store, job, "w", clock=lambda: NOW), solver=without)
    page = planner.get(f"/plans/{plan_id}").text
    assert heading(page) == words
    assert ("Let go of the wish for" in page) is (status == "infeasible")
    assert planner.get("/plans?cycle=2027Q1").status_code == 200
    assert f"/plans/{plan_id}/adopt" not in page
