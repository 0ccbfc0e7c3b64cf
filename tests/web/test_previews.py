"""The consequence panel: ask, look, save, meet a 409 with both differences, take it back."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.actions.set_absence import set_absence
from portfolio.actions.solve_preview import solve_preview
from portfolio.domain.people import SYSTEM
from portfolio.store import previews, staff
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import make_company, make_plan
from tests.previewing import make_lane
from tests.squad import Squad, make_squad

SignIn = Callable[..., FlaskClient]
DAYS = (date(2027, 3, 1), date(2027, 3, 12))


@pytest.fixture
def squad(store: Store, cast: Cast) -> Squad:
    made = make_squad(store, cast)
    make_plan(store, cast.planner, make_company(store, cast))
    return made


@pytest.fixture
def lead(app: Flask, cast: Cast, squad: Squad, sign_in: SignIn) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), cast.lead)


def fields(squad: Squad, **more: object) -> dict[str, object]:
    first, last = (day.isoformat() for day in DAYS)
    own = {"person": squad.ana, "starts_on": first, "ends_on": last, "share": "100"}
    return {**own, "row": "0", "version": "0", **more}


def asked(client: FlaskClient, squad: Squad, **more: object) -> tuple[int, str]:
    """Ask for the preview of an absence; return its id and where the page is."""
    answer = client.post("/teams/falcon/absences", data=fields(squad, **more))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    found = re.search(r"preview=(\d+)", answer.location)
    assert found
    return int(found[1]), answer.location


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def said(page: str) -> str:
    found = re.search(r"data-say[^>]*>([^<]*)<", page)
    assert found, page
    return found[1]


def test_the_panel_shows_the_estimate_at_once_and_the_place_in_the_queue(
    lead: FlaskClient, squad: Squad, store: Store
) -> None:
    _, path = asked(lead, squad)
    page = text(lead.get(path))
    assert "Not saved yet" in page
    assert said(page).startswith("10 days less for Falcon in S")
    assert "estimated −" in said(page)
    assert "Next in the queue" in page
    assert "Save without waiting" in page
    assert "data-poll" in page
    with store.reading() as tx:
        assert staff.staff(tx, since=DAYS[0], until=DAYS[1]).absences == ()


def test_the_solved_panel_says_everything_in_one_sentence_with_tables_below(
    lead: FlaskClient, squad: Squad, store: Store
) -> None:
    number, path = asked(lead, squad)
    solve_preview(make_lane(store), number)
    page = text(lead.get(path))
    assert re.match(r"10 days less for Falcon in S\d[^:]*: −[\d.]+ points", said(page))
    assert "data-poll" not in page
    assert "Expected score of each objective and key result before and after" in page
    assert "Points by team and sprint before and after" in page
    assert "Compared with the newest plan of the scenario" in page


def test_a_preview_is_a_page_of_its_own_and_a_fragment_and_json(
    lead: FlaskClient, squad: Squad, store: Store
) -> None:
    number, _ = asked(lead, squad)
    own = text(lead.get(f"/previews/{number}"))
    assert 'http-equiv="refresh"' in own
    seen = re.search(r"seen=([\w-]+)", own)
    assert seen
    fragment = {"X-Fragment": f"preview-{number}"}
    same = lead.get(f"/previews/{number}?seen={seen[1]}", headers=fragment)
    assert same.status_code == 204
    solve_preview(make_lane(store), number)
    fresh = text(lead.get(f"/previews/{number}?seen={seen[1]}", headers=fragment))
    assert fresh.startswith(f'<div id="preview-{number}"')
    assert 'http-equiv="refresh"' not in text(lead.get(f"/previews/{number}"))
    document = lead.get(f"/previews/{number}.json").get_json()
    assert (document["state"], document["ahead"]) == ("solved", 0)
    assert document["sentence"] == said(fresh)


def test_saving_goes_back_with_an_undo_that_takes_it_back(
    lead: FlaskClient, squad: Squad, store: Store
) -> None:
    number, path = asked(lead, squad)
    solve_preview(make_lane(store), number)
    back = {"back": "/teams/falcon?cycle=2027Q1"}
    answer = lead.post(f"/previews/{number}/save", data=back)
    assert (answer.status_code, answer.location) == (303, "/teams/falcon?cycle=2027Q1")
    page = text(lead.get(answer.location))
    assert "Saved. 10 days less for Falcon" in page
    address = re.search(r'action="(/previews/\d+/undo[^"]*)"', page)
    assert address
    assert "Saved" in text(lead.get(path))
    with store.reading() as tx:
        assert len(staff.staff(tx, since=DAYS[0], until=DAYS[1]).absences) == 1
    answer = lead.post(address[1].replace("&amp;", "&"))
    assert answer.location == "/teams/falcon?cycle=2027Q1"
    assert "Taken back" in text(lead.get(answer.location))
    with store.reading() as tx:
        assert staff.staff(tx, since=DAYS[0], until=DAYS[1]).absences == ()


def test_a_change_in_between_answers_409_with_both_differences(
    lead: FlaskClient, squad: Squad, store: Store
) -> None:
    number, _ = asked(lead, squad)
    solve_preview(make_lane(store), number)
    with store.writing() as tx:
        set_absence(tx, SYSTEM, squad.ben, *DAYS, now=NOW)
    answer = lead.post(f"/previews/{number}/save", data={"back": "/teams/falcon"})
    page = text(answer)
    assert answer.status_code == 409
    assert "What was shown" in page
    assert "What it does now" in page
    fresh = re.search(r'id="preview-(\d+)"', page)
    assert fresh
    assert int(fresh[1]) > number
    with store.reading() as tx:
        assert len(staff.staff(tx, since=DAYS[0], until=DAYS[1]).absences) == 1  # Ben's alone
    solve_preview(make_lane(store), int(fresh[1]))
    saved = lead.post(f"/previews/{fresh[1]}/save", data={"back": "/teams/falcon"})
    assert saved.status_code == 303


def test_a_change_that_can_no_longer_be_made_says_why(
    lead: FlaskClient, squad: Squad, store: Store
) -> None:
    with store.writing() as tx:
        made = set_absence(tx, SYSTEM, squad.ana, *DAYS, now=NOW)
    number, _ = asked(lead, squad, row=made, version=1, share="50")
    solve_preview(make_lane(store), number)
    with store.writing() as tx:
        set_absence(tx, SYSTEM, squad.ana, DAYS[0], DAYS[0], absence_id=made, version=1, now=NOW)
    answer = lead.post(f"/previews/{number}/save", data={"back": "/teams/falcon"})
    assert answer.status_code == 409
    assert "was changed while you were editing it" in text(answer)


def test_saving_without_waiting_is_said_plainly(
    lead: FlaskClient, squad: Squad, store: Store
) -> None:
    number, _ = asked(lead, squad)
    assert lead.post(f"/previews/{number}/save").status_code == 422
    answer = lead.post(f"/previews/{number}/save", data={"unseen": "1"})
    assert answer.status_code == 303
    assert lead.post(f"/previews/{number}/save", data={"unseen": "1"}).status_code == 422
    with store.reading() as tx:
        assert previews.one(tx, number).is_saved


def test_where_the_planner_fails_the_change_can_still_be_saved(
    lead: FlaskClient, squad: Squad, store: Store
) -> None:
    number, path = asked(lead, squad)
    with store.writing() as tx:
        previews.set_values(tx, number, {"state": "failed", "error": "Out of memory."})
    page = text(lead.get(path))
    assert "Out of memory." in page
    assert "Save without a preview" in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_it_leads_back_to_this_site_alone(lead: FlaskClient, squad: Squad, back: str) -> None:
    number, _ = asked(lead, squad)
    answer = lead.post(f"/previews/{number}/save", data={"unseen": "1", "back": back})
    assert answer.location == "/"


@pytest.mark.parametrize("asked_for", ["0", "x", "-1", "999999999999999999999", "12345"])
def test_a_strange_preview_in_the_address_shows_the_page_alone(
    lead: FlaskClient, asked_for: str
) -> None:
    answer = lead.get(f"/teams/falcon?preview={asked_for}")
    assert answer.status_code == 200
    assert "Not saved yet" not in text(answer)


def test_the_panel_is_there_for_whoever_asked_alone(
    app: Flask, lead: FlaskClient, cast: Cast, squad: Squad, sign_in: SignIn
) -> None:
    _, path = asked(lead, squad)
    planner = sign_in(app.test_client(), cast.planner)
    assert "Not saved yet" not in text(planner.get(path))
