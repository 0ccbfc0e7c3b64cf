"""Wishes from the board, the lists and the drawer: shown first, saved after, refused in words."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.actions.request_plan import request_plan
from portfolio.actions.run_plan import Run, run_plan
from portfolio.actions.set_lever import set_lever
from portfolio.domain.edits import EditKind
from portfolio.domain.people import Viewer
from portfolio.domain.plans import LeverKind
from portfolio.domain.previews import Preview
from portfolio.planning.apart import Answer
from portfolio.planning.plan import Conflict, Need, Plan, Repair
from portfolio.planning.problem import problem_from_bytes
from portfolio.store import cycles, plans, previews, scenarios, teams
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
Token = Callable[[FlaskClient, str], str]


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    return make_company(store, cast)


@pytest.fixture
def plan_id(store: Store, cast: Cast, company: Company) -> int:
    return make_plan(store, cast.planner, company)


@pytest.fixture
def planner(app: Flask, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), cast.planner)


def stuck_plan(store: Store, by: Viewer, company: Company) -> int:
    """Make a plan that found no way, but three ways out."""

    def solver(document: bytes, *_: object, **__: object) -> Answer:
        conflicts = (Conflict("pinned", ("P-1",), "P-1 does not fit."),)
        repairs = (
            Repair("Add 2 points.", adds=(Need("falcon", "S5", 2.0),)),
            Repair("Let go of two wishes.", drops=("P-1", "debt")),
            Repair("Let go of what was taken.", drops=("P-2",)),
        )
        fingerprint = problem_from_bytes(document).fingerprint()
        return Answer(Plan(fingerprint, "infeasible", conflicts=conflicts, repairs=repairs))

    with store.writing() as tx:
        job_id = request_plan(tx, by, company.cycle, now=NOW, today=TODAY, seconds=2, worker="test")
    plan_id = run_plan(Run(store, job_id, "test", clock=lambda: NOW), solver=solver)
    assert plan_id is not None
    return plan_id


def previewed(store: Store, location: str) -> Preview:
    found = re.search(r"preview=(\d+)", location)
    assert found, location
    with store.reading() as tx:
        return previews.one(tx, int(found[1]))


def test_a_wish_is_shown_then_saved_and_taken_back(
    planner: FlaskClient, plan_id: int, store: Store, csrf: Token
) -> None:
    address = f"/plans/{plan_id}?epic=E-1"
    token = csrf(planner, address)
    wish = {"csrf_token": token, "wish": "exclude E-1", "next": address}
    shown = planner.post(f"/plans/{plan_id}/wishes", data=wish)
    assert shown.status_code == 303
    preview = previewed(store, shown.location)
    with store.reading() as tx:
        scenario = plans.one_plan(tx, plan_id).scenario_id
        assert scenarios.all_levers(tx, scenario) == ()
    save = {"csrf_token": token, "unseen": "1", "back": address}
    assert planner.post(f"/previews/{preview.id}/save", data=save).status_code == 303
    page = planner.get(address).text
    found = re.search(rf"/plans/{plan_id}/wishes/(\d+)/drop", page)
    assert found and "Excluded" in page
    listed = planner.get(f"/plans/{plan_id}/wishes").text
    assert "The next plan keeps 1 wish" in listed
    assert "E-1" in planner.get(f"/plans/{plan_id}/wishes.csv").text
    back = planner.post(found[0], data={"csrf_token": token, "next": address})
    assert previewed(store, back.location).edit.kind is EditKind.DROP_LEVER


WISHES: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"kind": "dream", "item": "E-1"}, 404, ""),
    ({"kind": "share", "item": "E-1"}, 404, ""),
    ({"kind": "pin", "item": "E-1"}, 422, "Choose a team and a sprint"),
    ({"kind": "pin", "item": "P-1", "team": "falcon", "sprint": "S9"}, 404, ""),
    ({"kind": "finish_by", "item": "E-1"}, 422, "Choose the day"),
    ({"kind": "finish_by", "item": "E-1", "on": "2027-03-01"}, 303, ""),
    ({"kind": "lock"}, 422, "Choose an item"),
    ({"kind": "lock", "item": "NO-1"}, 404, ""),
    ({"wish": "drop E-1"}, 422, "Nothing is wished of it"),
)
SHARES: tuple[tuple[dict[str, str], int], ...] = (
    ({"at_least": "15"}, 303),
    ({"at_least": "15 %", "at_most": "20,5"}, 303),
    ({}, 422),
    ({"at_least": "30", "at_most": "20"}, 422),
    ({"at_least": "many"}, 422),
    ({"at_most": "101"}, 422),
    ({"at_most": "nan"}, 422),
)


def test_a_wish_or_share_that_makes_no_sense_is_refused_in_words(
    planner: FlaskClient, plan_id: int, csrf: Token
) -> None:
    token = {"csrf_token": csrf(planner, f"/plans/{plan_id}")}
    for wish, status, words in WISHES:
        answer = planner.post(f"/plans/{plan_id}/wishes", data={**token, **wish})
        assert answer.status_code == status, wish
        assert words in answer.text
    for share, status in SHARES:
        said = {**token, "category": "debt", **share}
        assert planner.post(f"/plans/{plan_id}/shares", data=said).status_code == status, share


def test_several_items_are_pinned_together_and_a_run_keeps_its_shape(
    planner: FlaskClient, plan_id: int, store: Store, company: Company, cast: Cast, csrf: Token
) -> None:
    token = csrf(planner, f"/plans/{plan_id}")
    pin = {"kind": "pin", "item": ["P-8", "P-9"], "team": "falcon", "sprint": "S5"}
    shown = planner.post(f"/plans/{plan_id}/wishes", data={"csrf_token": token, **pin})
    parts = previewed(store, shown.location).edit.parts
    with store.reading() as tx:
        spot = {
            "team_id": teams.one_team(tx, "falcon").id,
            "sprint_id": cycles.cycle_by_id(tx, company.cycle.id).sprints[4].id,
        }
        plan, _marks = plans.full_plan(tx, plan_id)
    assert [(one.values["item_key"], one.values["value"]) for one in parts] == [
        ("P-8", spot),
        ("P-9", spot),
    ]
    own = {one.item: one for one in plan.assignments if one.item in ("P-1", "P-2", "P-3", "P-4")}
    sprints = sorted({one.sprint for one in own.values()})
    run = {"epic": "E-1", "from": "falcon", "sprints": ",".join(sprints)}
    moved = planner.post(
        f"/plans/{plan_id}/board", data={"csrf_token": token, **run, "team": "falcon", "shift": "9"}
    )
    pins = previewed(store, moved.location).edit.parts
    assert {one.values["item_key"] for one in pins} == set(own)
    assert {one.values["lever"] for one in pins} == {LeverKind.PIN.value}
    last = company.cycle.sprints[-1].id
    assert {one.values["value"]["sprint_id"] for one in pins} == {last}


def test_cells_and_newest_pages_have_addresses(
    planner: FlaskClient, plan_id: int, company: Company
) -> None:
    page = planner.get(f"/plans/{plan_id}").text
    cells = re.findall(r"cell=(falcon\.S\d)", page)
    assert cells
    opened = planner.get(f"/plans/{plan_id}?cell={cells[0]}")
    assert 'id="cell-form"' in opened.text
    assert planner.get(f"/plans/{plan_id}?cell=falcon.S99").status_code == 404
    for name in ("dependencies", "timeline", "wishes"):
        answer = planner.get(f"/{name}?cycle={company.cycle.name}")
        assert answer.location == f"/plans/{plan_id}/{name}"


def test_the_ranked_backlog_says_what_the_plan_does_with_each_row(
    planner: FlaskClient, plan_id: int, store: Store
) -> None:
    page = planner.get("/backlog?shape=rank&cycle=2027Q1").text
    assert "2 of 2 epics fit the quarter" in page
    assert page.count("Cut line: in rank order") == 1
    row = re.search(r'<tr id="row-E-1".*?</tr>', page, re.S)
    assert row and "Falcon" in row[0] and f"/plans/{plan_id}?epic=E-1" in row[0]
    assert 'value="exclude E-1"' in row[0]
    inside = planner.get("/backlog?shape=rank&plan=in&cycle=2027Q1").text
    outside = planner.get("/backlog?shape=rank&plan=out&cycle=2027Q1").text
    assert 'id="row-E-1"' in inside and 'id="row-E-1"' not in outside
    assert planner.get("/backlog?shape=rank&plan=maybe").status_code == 404
    assert "E-1" in planner.get("/backlog.csv?shape=rank&plan=in&cycle=2027Q1").text


def test_who_may_not_wish_sees_no_buttons_for_it(
    client: FlaskClient, cast: Cast, plan_id: int, sign_in: SignIn
) -> None:
    page = sign_in(client, cast.lead).get(f"/plans/{plan_id}?epic=E-1").text
    assert f"/plans/{plan_id}/wishes/" not in page
    assert 'name="wish"' not in page and 'name="kind"' not in page
    assert "Show what it does" not in client.get(f"/plans/{plan_id}/wishes").text


def test_the_pages_of_a_plan_stay_within_their_queries(
    planner: FlaskClient, plan_id: int, count_queries: Callable[[], object]
) -> None:
    for path, most in (("wishes", 16), ("dependencies", 18), ("timeline", 21)):
        with count_queries() as seen:  # type: ignore[attr-defined]
            assert planner.get(f"/plans/{plan_id}/{path}").status_code == 200
        assert len(seen) <= most, (path, len(seen))


def test_rows_of_a_long_list_come_in_parts_as_the_page_has_them(
    planner: FlaskClient, plan_id: int
) -> None:
    whole = planner.get(f"/plans/{plan_id}?show=all").text
    part = planner.get(f"/plans/{plan_id}?show=all", headers={"X-Fragment": "chunk"}).text
    assert "<main" not in part and 'data-chunk="1"' in part
    rows = re.findall(r'<tr id="row-[^"]+".*?</tr>', part, re.S)
    assert len(rows) == 5
    assert all(row in whole for row in rows)


def test_a_way_out_of_a_conflict_lets_the_wishes_go(
    planner: FlaskClient, plan_id: int, store: Store, cast: Cast, company: Company, csrf: Token
) -> None:
    spot = {"team_id": cast.team_id, "sprint_id": company.cycle.sprints[4].id}
    with store.writing() as tx:
        scenario = plans.one_plan(tx, plan_id).scenario_id
        wishes = (("P-1", "pin", spot), (None, "share", {"category": "debt", "at_least": 0.1}))
        for key, kind, value in wishes:
            set_lever(
                tx, cast.planner, scenario, LeverKind(kind), now=NOW, item_key=key, value=value
            )
    stuck = stuck_plan(store, cast.planner, company)
    page = planner.get(f"/plans/{stuck}").text
    assert page.count(f"/plans/{stuck}/repairs") == 2
    assert "Let them go" in page and 'href="/teams/falcon"' in page
    said = {"csrf_token": csrf(planner, f"/plans/{stuck}")}
    shown = planner.post(f"/plans/{stuck}/repairs", data={**said, "way": "2"})
    parts = previewed(store, shown.location).edit.parts
    assert [one.kind for one in parts] == [EditKind.DROP_LEVER] * 2
    answers = {
        way: planner.post(f"/plans/{stuck}/repairs", data={**said, "way": way}).status_code
        for way in ("1", "3", "99", "x")
    }
    # The quarter's own scenario supposes no capacity, and what a team took is no wish.
    assert answers == {"1": 422, "3": 422, "99": 404, "x": 404}
