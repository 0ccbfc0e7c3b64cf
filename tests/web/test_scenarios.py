"""Scenarios in the browser's eyes: copy, change one thing, plan, compare; and the frontier."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portfolio.actions.request_frontier import request_frontier
from portfolio.actions.run_frontier import run_frontier
from portfolio.actions.run_plan import Run, run_plan
from portfolio.domain.people import Viewer
from portfolio.planning.reach import CapacityPoint, Frontier, Gain, Hire, Move, Reach
from portfolio.store import jobs, plans, scenarios
from portfolio.store.tables.backlog import items
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan, put_in_force, solver

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
Token = Callable[[FlaskClient, str], str]
Post = Callable[..., Any]
OWN = 1  # the id of the quarter's own scenario


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    made = make_company(store, cast)
    put_in_force(store, cast.planner, make_plan(store, cast.planner, made))
    return made


@pytest.fixture
def planner(app: Flask, cast: Cast, sign_in: SignIn, company: Company) -> FlaskClient:
    return sign_in(app.test_client(), cast.planner)


@pytest.fixture
def post(planner: FlaskClient, csrf: Token) -> Post:
    """Return a function that posts a form of the planner's."""

    def send(path: str, **data: Any) -> Any:
        return planner.post(path, data={"csrf_token": csrf(planner, "/account"), **data})

    return send


def heading(page: str) -> str:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert len(found) == 1
    return re.sub(r"\s+", " ", str(found[0])).strip()


def carry(store: Store) -> Any:
    """Carry the newest job, as the worker would."""
    with store.reading() as tx:
        job = jobs.newest_jobs(tx, limit=1)[0]
    run_plan(Run(store, job.id, "test", clock=lambda: NOW), solver=solver)
    return job


def test_a_copy_with_one_change_is_planned_and_compared_in_three_posts(
    planner: FlaskClient, post: Post, store: Store
) -> None:
    copy = post(f"/scenarios/{OWN}/copy").location
    assert heading(planner.get(copy).text) == "Scenario is not planned yet"
    change = {"kind": "capacity", "who": "", "amount": "-50", "unit": "percent", "run": "1"}
    answer = post(f"{copy}/levers", **change)
    job = carry(store)
    assert answer.location == f"/jobs/{job.id}"
    there = planner.get(answer.location)
    assert (there.status_code, there.location) == (303, "/scenarios/compare?ids=1,2")
    page = planner.get(there.location).text
    assert "All teams: \u221250 % capacity" in page.replace("\xa0", " ")
    assert "expects most" in heading(page) or "the same score" in heading(page)
    assert "Adopt v2" in page and "It counts on what the scenario supposes." in page
    with store.reading() as tx:
        force = plans.in_force(tx, 1)
    assert force is not None and force.name == "v1", "a what-if touches nothing"


def test_every_part_of_a_comparison_is_a_file(
    planner: FlaskClient, post: Post, store: Store
) -> None:
    post(f"/scenarios/{OWN}/copy")
    post("/scenarios/2/levers", kind="exclude", item="E-2", run="1")
    carry(store)
    for part in ("figures", "scores", "epics", "load", "moved"):
        for kind in ("csv", "xlsx"):
            answer = planner.get(f"/scenarios/compare/{part}.{kind}?ids=1,2")
            assert answer.status_code == 200, (part, kind)
    text = planner.get("/scenarios/compare/epics.csv?ids=1,2").text
    assert "E-2,Title of E-2,in,out" in text
    assert planner.get("/scenarios/compare/nonsense.csv?ids=1,2").status_code == 404
    assert planner.get("/scenarios.csv").text.count("\n") == 3


def test_a_comparison_takes_two_to_four_of_one_quarter(planner: FlaskClient) -> None:
    assert planner.get("/scenarios/compare").location.startswith("/scenarios")
    for asked in ("?ids=1", "?ids=1,2,3,4,5", "?ids=x,y"):
        assert planner.get(f"/scenarios/compare{asked}").status_code == 422, asked
    assert planner.get("/scenarios/compare?ids=1,99").status_code == 404
    assert planner.get("/scenarios/compare?plans=1,99").status_code == 404


def test_the_pages_stay_within_their_queries(
    planner: FlaskClient, post: Post, store: Store, count_queries: Any
) -> None:
    for _ in range(3):
        post(f"/scenarios/{OWN}/copy")
    for number in (2, 3, 4):
        post(f"/scenarios/{number}/levers", kind="exclude", item="E-2", run="1")
        carry(store)
    for path, most in (
        ("/scenarios", 22),
        ("/scenarios/2", 27),
        ("/scenarios/compare?ids=1,2", 30),
        ("/scenarios/compare?ids=1,2,3,4", 30),
    ):
        with count_queries() as seen:
            assert planner.get(path).status_code == 200
        assert len(seen) <= most, (path, len(seen))


LEVERS = (
    ({"kind": "person", "team": "TEAM", "count": "2"}, "2 more people in Falcon"),
    ({"kind": "move", "team": "TEAM", "area": "OTHER"}, "Falcon moves to"),
    ({"kind": "weight", "objective": "1", "factor": "2,5"}, "2.5 times as much"),
    ({"kind": "share", "category": "debt", "at_least": "15"}, "at least 15"),
    ({"kind": "finish_by", "item": "E-1", "on": "2027-03-01"}, "is to be finished by"),
    ({"kind": "force_in", "item": "E-1"}, "is forced in"),
)
SENSELESS: tuple[dict[str, str], ...] = (
    {},
    {"kind": "nonsense"},
    {"kind": "capacity", "amount": "much"},
    {"kind": "capacity", "amount": "900"},
    {"kind": "person", "team": "x"},
    {"kind": "person", "team": "1", "count": "1.5"},
    {"kind": "weight", "objective": "1", "factor": "-2"},
    {"kind": "share", "category": "debt"},
    {"kind": "share", "category": "debt", "at_least": "80", "at_most": "20"},
    {"kind": "finish_by", "item": "E-1", "on": "soon"},
    {"kind": "exclude", "item": ""},
    {"kind": "pin", "item": "E-1"},
)


def test_every_lever_is_told_and_can_be_taken_back(
    planner: FlaskClient, post: Post, cast: Cast
) -> None:
    ids = {"TEAM": str(cast.team_id), "OTHER": str(cast.other_area_id)}
    post(f"/scenarios/{OWN}/copy")
    for form, said in LEVERS:
        answer = post("/scenarios/2/levers", **{k: ids.get(v, v) for k, v in form.items()})
        assert answer.status_code == 303, form
        page = planner.get(answer.location).text.replace("\xa0", " ")
        assert said in page
        undo = re.search(r"/scenarios/2/levers/\d+/drop", page)
        assert undo is not None
        post(undo[0])
    assert "Nothing is otherwise here yet" in planner.get("/scenarios/2").text


def test_a_lever_shows_what_it_does_before_it_is_set(
    planner: FlaskClient, post: Post, cast: Cast, store: Store
) -> None:
    post(f"/scenarios/{OWN}/copy")
    form = {"kind": "person", "team": str(cast.team_id), "count": "2", "preview": "1"}
    page = planner.get(post("/scenarios/2/levers", **form).location).text
    assert "2 more people in Falcon" in page
    with store.reading() as tx:
        assert scenarios.all_levers(tx, 2) == ()


def test_a_lever_that_cannot_be_read_comes_back_with_the_form(post: Post) -> None:
    post(f"/scenarios/{OWN}/copy")
    for form in SENSELESS:
        answer = post("/scenarios/2/levers", **form)
        assert answer.status_code == 422, form
        assert "There is a problem" in answer.text


def test_a_scenario_is_renamed_deleted_and_brought_back(
    planner: FlaskClient, post: Post, store: Store
) -> None:
    post(f"/scenarios/{OWN}/copy")
    saved = post("/scenarios/2", name="Two hires", note="If HR agrees", stability="50", version="1")
    assert saved.status_code == 303
    assert post("/scenarios/2", name="Late", version="1").status_code == 409
    assert post("/scenarios/2", name="", version="2").status_code == 422
    assert post("/scenarios/2", name="Base", version="2").status_code == 422
    gone = post("/scenarios/2/delete", version="2")
    page = planner.get(gone.location).text
    assert "Two hires is deleted" in page and "/scenarios/2/restore" in page
    post("/scenarios/2/restore")
    with store.reading() as tx:
        own = scenarios.one_scenario(tx, 2)
    assert (own.name, own.note, own.stability, own.deleted_at) == (
        "Two hires", "If HR agrees", 0.5, None,
    )  # fmt: skip


def test_a_plan_of_other_facts_is_brought_to_today_with_one_button(
    planner: FlaskClient, post: Post, cast: Cast, company: Company, store: Store
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    with store.writing() as tx:
        tx.execute(update(items).where(items.c.key == "P-1").values(points=8.0))
    refused = post(f"/plans/{plan_id}/adopt", version="1")
    assert refused.status_code == 409
    assert "changed: P-1" in refused.text and f"/plans/{plan_id}/today" in refused.text
    job = post(f"/plans/{plan_id}/today").location
    carry(store)
    assert planner.get(job).location == f"/scenarios/compare?plans={plan_id},{plan_id + 1}"
    assert planner.get(planner.get(job).location).status_code == 200
    assert post(f"/plans/{plan_id + 1}/adopt", version="1").status_code == 303


def made_frontier(store: Store, cast: Cast) -> None:
    def reach(value: float) -> Reach:
        return Reach("optimal", value, value + 0.01, 0.01, value)

    def study(document: bytes, *given: Any, **more: Any) -> Frontier:
        return Frontier(
            str(fingerprint),
            today=reach(0.4),
            points=tuple(
                CapacityPoint(one, 80 * one / 100, reach(0.4 + (one - 100) / 500))
                for one in (70.0, 100.0, 110.0, 130.0)
            ),
            hires=(
                Hire("heron", 1.0, reach(0.4), Gain(0.0, -0.01, 0.01)),
                Hire("falcon", 1.5, reach(0.45), Gain(0.05, 0.04, 0.06, ("E-2",), ("E-1",))),
            ),
            moves=(Move("falcon", "messaging", "trust", Reach("unknown"), Gain()),),
            complete=False,
            solver="test",
        )

    with store.writing() as tx:
        job_id = request_frontier(tx, cast.planner, OWN, now=NOW, today=TODAY, seconds=5)
        fingerprint = jobs.one_job(tx, job_id).arguments["problem"]
    run_frontier(Run(store, job_id, "test", clock=lambda: NOW), study=study)


def test_a_frontier_tells_its_finding_and_becomes_scenarios(
    planner: FlaskClient, post: Post, store: Store, cast: Cast
) -> None:
    assert "is not computed yet" in heading(planner.get(f"/scenarios/{OWN}/frontier").text)
    made_frontier(store, cast)
    page = planner.get(f"/scenarios/{OWN}/frontier").text
    assert heading(page) == (
        "A tenth more capacity is worth 0.020 to 0.030 of the score; the best hire found is in "
        "Falcon"
    )
    assert "1 change is not known" in page and "is old" not in page
    assert page.index("Falcon") < page.index("Heron")
    for part, kind in (("points", "csv"), ("hires", "xlsx"), ("moves", "csv"), ("points", "json")):
        assert planner.get(f"/scenarios/{OWN}/frontier/{part}.{kind}").status_code == 200
    made = post(f"/scenarios/{OWN}/suppose", team="falcon", area="")
    page = planner.get(made.location).text
    assert heading(page) == "One more person in Falcon is not planned yet"
    assert "1 more person in Falcon" in page
    assert post(f"/scenarios/{OWN}/suppose", team="nobody", area="").status_code == 422


def test_a_frontier_says_when_it_is_old_and_its_job_leads_to_it(
    planner: FlaskClient, post: Post, store: Store, cast: Cast
) -> None:
    waiting = post(f"/scenarios/{OWN}/frontier").location
    assert heading(planner.get(waiting).text) == "The frontier waits for a worker"
    made_frontier(store, cast)
    with store.reading() as tx:
        job = jobs.newest_jobs(tx, limit=1)[0]
    assert planner.get(f"/jobs/{job.id}").location == f"/scenarios/{OWN}/frontier"
    with store.writing() as tx:
        tx.execute(update(items).where(items.c.key == "P-1").values(points=8.0))
    assert "This frontier is old" in planner.get(f"/scenarios/{OWN}/frontier").text
