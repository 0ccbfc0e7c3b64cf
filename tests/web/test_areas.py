"""The page of areas, skills and offices, and the forms on it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.store import teams
from portfolio.store.unit import Store
from tests.people import Cast
from tests.squad import make_squad

SignIn = Callable[[FlaskClient, Any], FlaskClient]
Csrf = Callable[[FlaskClient, str], str]


@pytest.fixture
def lead(app: Flask, cast: Cast, store: Store, sign_in: SignIn) -> FlaskClient:
    make_squad(store, cast)
    return sign_in(app.test_client(), cast.lead)


@pytest.fixture
def planner(app: Flask, cast: Cast, lead: FlaskClient, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), cast.planner)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_areas_teams_and_offices_are_added_by_the_planner(
    lead: FlaskClient, planner: FlaskClient, store: Store, csrf: Csrf, cast: Cast
) -> None:
    token = csrf(planner, "/areas?panel=area")
    office = {"name": "Split", "country": "HR", "time_zone": "Europe/Zagreb"}
    moved = {"area": cast.other_area_id, "version": 1, "on": "2027-01-04", "cost": "20"}
    for path, data in {
        "/areas": {"name": "Data"},
        "/teams": {"name": "Kite", "area": cast.area_id},
        "/offices": office,
        f"/teams/{cast.team_id}/move": moved,
    }.items():
        assert planner.post(path, data={**data, "csrf_token": token}).status_code == 303
    page = text(planner.get("/areas"))
    assert "Kite" in page
    assert "Split" in page
    with store.reading() as tx:
        assert teams.one_team(tx, "falcon").area_id == cast.area_id  # a proposal until it is saved
    where = planner.post(f"/teams/{cast.team_id}/move", data={**moved, "csrf_token": token})
    number = where.headers["Location"].partition("preview=")[2]
    saved = {"csrf_token": token, "unseen": "1"}
    assert planner.post(f"/previews/{number}/save", data=saved).status_code == 303
    with store.reading() as tx:
        assert teams.one_team(tx, "falcon").area_id == cast.other_area_id
    page = text(planner.get("/areas"))
    assert "Take back" in page
    for path, data in {
        "/areas": {"name": "Data"},
        "/teams": {"name": "", "area": 0},
        "/offices": {**office, "name": "Base", "country": "XX"},
    }.items():
        assert planner.post(path, data={**data, "csrf_token": token}).status_code == 422
    assert 'id="drawer"' not in text(lead.get("/areas?panel=area"))
    for path in ("/areas", "/teams", "/offices", f"/teams/{cast.team_id}/move"):
        own = {"csrf_token": csrf(lead, "/teams/falcon")}
        assert lead.post(path, data=own).status_code == 403


@pytest.mark.parametrize("panel", ["area", "team", "office", "move&team=falcon", "end&team=falcon"])
def test_each_panel_of_areas_opens(planner: FlaskClient, panel: str) -> None:
    assert 'id="drawer"' in text(planner.get(f"/areas?panel={panel}"))


def test_areas_and_offices_are_files_too(lead: FlaskClient) -> None:
    assert "Messaging,Falcon" in text(lead.get("/areas.csv"))
    assert "Zagreb,HR,,Europe/Zagreb,2027-01-06,Epiphany" in text(lead.get("/offices.csv"))
    assert lead.get("/areas.xlsx").status_code == 200
