"""Sprint Planning One: taking, sharing, handing back, undoing; and what the plan learns of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.actions.build_problem import build_problem
from portfolio.actions.change_taken import change_taken
from portfolio.actions.take_items import Take, take_items
from portfolio.actions.undo_taking import undo_taking
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.domain.people import Viewer
from portfolio.planning.terms import Place
from portfolio.store import demand, taken, trail
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan, put_in_force

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
Token = Callable[[FlaskClient, str], str]


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    made = make_company(store, cast)
    put_in_force(store, cast.planner, make_plan(store, cast.planner, made))
    return made


@pytest.fixture
def lead(app: Flask, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), cast.lead)


def sprint(company: Company, name: str = "S3") -> int:
    return next(one.id for one in company.cycle.sprints if one.name == name)


def take(store: Store, by: Viewer, team_id: int, company: Company, *keys: str, **more: Any) -> int:
    points, name = more.pop("points", None), more.pop("sprint", "S3")
    with store.writing() as tx:
        wanted = [Take(key, points) for key in keys]
        return take_items(tx, by, team_id, sprint(company, name), wanted, now=NOW, **more)


def parts(store: Store, company: Company) -> dict[int, list[tuple[int, float]]]:
    with store.reading() as tx:
        found = taken.parts(tx, [one.id for one in company.cycle.sprints])
    return {item: [(one.team_id, one.points) for one in own] for item, own in found.items()}


def test_what_is_taken_is_pinned_in_the_next_problem_and_leaves_others_suggestions(
    store: Store, cast: Cast, company: Company
) -> None:
    take(store, cast.other_lead, cast.other_team_id, company, "P-1", points=4.0)
    with store.reading() as tx:
        problem = build_problem(tx, company.cycle, None, today=TODAY).problem
        left = [one.key for one in demand.proposed(tx, company.cycle.id, cast.team_id)]
    item = next(one for one in problem.items if one.id == "P-1")
    assert item.pinned == Place("heron", "S3") and item.points == 400
    assert "P-1" not in left and "P-2" in left


def test_two_teams_take_one_item_only_as_shared_and_its_points_are_split(
    store: Store, cast: Cast, company: Company
) -> None:
    take(store, cast.lead, cast.team_id, company, "P-1")
    with pytest.raises(Stale) as caught:
        take(store, cast.other_lead, cast.other_team_id, company, "P-1")
    assert caught.value.mine == {"taken by": "heron S3 3"}
    assert caught.value.theirs == {"taken by": "falcon S3 3"}
    take(store, cast.other_lead, cast.other_team_id, company, "P-1", points=1.0, shared=True)
    assert sorted(*parts(store, company).values()) == sorted(
        [(cast.team_id, 2.0), (cast.other_team_id, 1.0)]
    )
    with pytest.raises(Refused):
        take(store, cast.other_lead, cast.other_team_id, company, "P-1", points=9, shared=True)


def test_handing_a_shared_part_back_gives_its_points_to_the_other_team(
    store: Store, cast: Cast, company: Company
) -> None:
    take(store, cast.lead, cast.team_id, company, "P-1")
    take(store, cast.other_lead, cast.other_team_id, company, "P-1", points=1.0, shared=True)
    with store.writing() as tx:
        change_taken(
            tx, cast.other_lead, cast.other_team_id, sprint(company), "P-1",
            version=1, now=NOW, back=True,
        )  # fmt: skip
    assert list(parts(store, company).values()) == [[(cast.team_id, 3.0)]]


def test_taken_again_into_another_sprint_it_moves(
    store: Store, cast: Cast, company: Company
) -> None:
    take(store, cast.lead, cast.team_id, company, "P-1")
    take(store, cast.lead, cast.team_id, company, "P-1", sprint="S4")
    assert len(*parts(store, company).values()) == 1


def test_somebody_else_was_faster_both_versions_are_told(
    store: Store, cast: Cast, company: Company
) -> None:
    take(store, cast.lead, cast.team_id, company, "P-1")
    for points in (5.0, 6.0):
        with store.writing() as tx:
            version = 1 if points == 5.0 else 2
            where = (cast.team_id, sprint(company), "P-1")
            change_taken(tx, cast.lead, *where, version=version, now=NOW, points=points)
    with pytest.raises(Stale) as caught, store.writing() as tx:
        change_taken(tx, cast.lead, *where, version=2, now=NOW, points=8.0)
    assert caught.value.mine == {"taken": "falcon S3 8"}
    assert caught.value.theirs == {"taken": "falcon S3 6"}


def test_undo_takes_back_exactly_what_was_done_unless_it_was_changed_since(
    store: Store, cast: Cast, company: Company
) -> None:
    first = take(store, cast.lead, cast.team_id, company, "P-1", "P-2")
    with store.writing() as tx:
        seq = undo_taking(tx, cast.lead, cast.team_id, sprint(company), first, now=NOW)
    assert parts(store, company) == {}
    with store.writing() as tx:
        undo_taking(tx, cast.lead, cast.team_id, sprint(company), seq, now=NOW)
    assert len(parts(store, company)) == 2, "undoing the undoing brings it back"
    with pytest.raises(Stale), store.writing() as tx:
        undo_taking(tx, cast.lead, cast.team_id, sprint(company), seq, now=NOW)
    with store.reading() as tx:
        deeds = [one.deed for one in trail.entries(tx, object="team:falcon")]
    assert deeds[-3:] == ["take items", "undo taking", "undo taking"]


@pytest.mark.parametrize("key", ["E-1", "H-1-0-0", "NO-1"])
def test_only_open_stories_are_taken(store: Store, cast: Cast, company: Company, key: str) -> None:
    with pytest.raises(Refused):
        take(store, cast.lead, cast.team_id, company, key)


def test_a_lead_records_for_the_own_team_alone(store: Store, cast: Cast, company: Company) -> None:
    for person in (cast.other_lead, cast.member, cast.area_owner, cast.executive):
        with pytest.raises(NotAllowed):
            take(store, person, cast.team_id, company, "P-1")
    with pytest.raises(NotFound), store.writing() as tx:
        undo_taking(tx, cast.lead, cast.team_id, sprint(company), 1, now=NOW)


def test_what_was_taken_into_an_ended_sprint_may_be_taken_again(
    store: Store, cast: Cast, company: Company
) -> None:
    take(store, cast.lead, cast.team_id, company, "P-1")
    with store.writing() as tx:
        later = NOW + timedelta(days=14)
        where = (cast.other_team_id, sprint(company, "S4"))
        take_items(tx, cast.other_lead, *where, [Take("P-1")], now=later)
    assert len(*parts(store, company).values()) == 2, "what was is history"


def test_the_lead_records_the_suggestions_with_one_button_and_undoes_it(
    lead: FlaskClient, company: Company, csrf: Token, store: Store
) -> None:
    address = f"/teams/falcon/sprints/{sprint(company)}"
    assert lead.get("/teams/falcon/sprints?cycle=2027Q1").location == address
    page = lead.get(address).text
    assert "Falcon has taken nothing into S3 yet" in page and "Record what was taken" in page
    said = {"csrf_token": csrf(lead, address), "key": ["P-1", "P-2"]}
    answer = lead.post(f"{address}/take", data=said)
    assert answer.status_code == 303
    page = lead.get(address).text
    assert "Falcon took 2 items." in page and "2 items taken" in page
    undo = page.split('action="')[1:]
    path = next(one.split('"')[0] for one in undo if "/undo/" in one)
    assert lead.post(path, data={"csrf_token": said["csrf_token"]}).status_code == 303
    assert parts(store, company) == {}


def test_over_committing_is_said(
    lead: FlaskClient, cast: Cast, company: Company, store: Store
) -> None:
    take(store, cast.lead, cast.team_id, company, "P-8", points=40.0)
    page = lead.get(f"/teams/falcon/sprints/{sprint(company)}").text
    assert "took 30 points more into S3 than it can take" in page
    with store.reading() as tx:
        made = build_problem(tx, company.cycle, None, today=TODAY)
    assert made.problem.teams[0].capacity[0] == 4000
    assert any("holds 40 points in S3" in one for one in made.built.marks.warnings)


@pytest.mark.parametrize(
    ("said", "status"),
    [({"key": ""}, 422), ({"key": "NO-1"}, 422), ({"key": "P-1", "points": "many"}, 422),
     ({"key": "P-1", "points": "nan"}, 422), ({"key": "P-1", "points": "2,5"}, 303)],
)  # fmt: skip
def test_bad_input_comes_back_with_a_sentence(
    lead: FlaskClient, company: Company, csrf: Token, said: dict[str, str], status: int
) -> None:
    address = f"/teams/falcon/sprints/{sprint(company)}"
    token = csrf(lead, address)
    answer = lead.post(f"{address}/take", data={"csrf_token": token, **said})
    assert answer.status_code == status
    assert status == 303 or 'role="alert"' in answer.text


def test_items_are_found_shared_changed_and_handed_back_by_the_forms(
    lead: FlaskClient, cast: Cast, company: Company, csrf: Token, store: Store
) -> None:
    take(store, cast.other_lead, cast.other_team_id, company, "P-8")
    address = f"/teams/falcon/sprints/{sprint(company)}"
    page = lead.get(f"{address}?find=p-8").text
    assert "Heron took 2 points" in page and "Share" in page
    token = csrf(lead, address)
    alone = {"csrf_token": token, "key": "P-8"}
    assert lead.post(f"{address}/take", data=alone).status_code == 409
    both = {**alone, "shared": "1", "points": "0.5"}
    assert lead.post(f"{address}/take", data=both).status_code == 303
    assert "shared with Heron, 1.5" in lead.get(address).text
    change = {**alone, "version": "1", "points": "1", "points_left": "0.25"}
    assert lead.post(f"{address}/change", data=change).status_code == 303
    assert lead.post(f"{address}/change", data=change).status_code == 409
    back = {**alone, "version": "2", "back": "1"}
    assert lead.post(f"{address}/change", data=back).status_code == 303
    assert "nothing into S3" in lead.get(address).text


def test_the_page_and_the_file_ask_a_fixed_number_of_questions(
    lead: FlaskClient, cast: Cast, company: Company, store: Store, count_queries: Any
) -> None:
    take(store, cast.lead, cast.team_id, company, "P-1", "P-2", "P-3")
    address = f"/teams/falcon/sprints/{sprint(company)}"
    with count_queries() as seen:
        lead.get(f"{address}?find=title")
    assert len(seen) <= 36, len(seen)
    assert "2027Q1,S3,falcon,P-1,Title of P-1,3" in lead.get(f"{address}.csv").text
    assert lead.get(f"{address}.xlsx").data[:2] == b"PK"
    assert lead.get("/teams/falcon/sprints/999999").status_code == 404
