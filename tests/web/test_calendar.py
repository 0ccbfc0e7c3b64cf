"""Rotas, part time, tables brought in, and what the other leads are told."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.actions.add_rota import add_rota
from portfolio.actions.end_team import end_team
from portfolio.actions.move_team import move_team
from portfolio.actions.set_absence import set_absence
from portfolio.actions.set_focus import set_focus
from portfolio.actions.settle_team_moves import settle_team_moves
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.people import SYSTEM
from portfolio.store import cycles, notices, staff, team_moves, teams
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.squad import Squad, make_squad
from tests.web.test_teams import kept, previewed, sent, text

SignIn = Callable[[FlaskClient, Any], FlaskClient]
Csrf = Callable[[FlaskClient, str], str]
KINDS = ("absences", "on-call", "focus", "people")


@pytest.fixture
def squad(store: Store, cast: Cast) -> Squad:
    made = make_squad(store, cast)
    with store.writing() as tx:
        set_absence(tx, SYSTEM, made.ana, date(2027, 2, 15), date(2027, 2, 19), now=NOW, share=0.3)
        shift = (made.ana, date(2027, 2, 8), date(2027, 2, 12), 0.5)
        add_rota(tx, SYSTEM, cast.team_id, [shift], now=NOW)
        set_focus(tx, SYSTEM, cast.team_id, date(2027, 1, 4), 0.65, now=NOW, note="=SUM(A1), audit")
    return made


@pytest.fixture
def lead(client: FlaskClient, cast: Cast, squad: Squad, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, cast.lead)


@pytest.fixture
def planner(app: Flask, cast: Cast, squad: Squad, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), cast.planner)


def brought(client: FlaskClient, token: str, kind: str, table: str) -> Any:
    file = (io.BytesIO(table.encode()), "table.csv")
    data = {"csrf_token": token, "kind": kind, "file": file}
    return client.post("/teams/falcon/import", data=data, content_type="multipart/form-data")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_round_trip_of_each_table_changes_nothing(
    planner: FlaskClient, csrf: Csrf, kind: str, language: str
) -> None:
    table = text(planner.get(f"/teams/falcon/{kind}.csv?lang={language}"))
    assert len(table.splitlines()) > 1
    answer = brought(planner, csrf(planner, "/teams/falcon"), kind, table)
    assert answer.status_code == 200
    assert "nothing to change" in text(answer)


def test_a_changed_table_is_previewed_and_saved_as_one(
    lead: FlaskClient, csrf: Csrf, store: Store, squad: Squad
) -> None:
    token = csrf(lead, "/teams/falcon")
    table = text(lead.get("/teams/falcon/absences.csv")).replace("2027-02-19", "2027-02-17")
    answer = brought(lead, token, "absences", table + ",Ben Ortiz,2027-03-01,2027-03-02,100,\r\n")
    assert answer.status_code == 303
    assert kept(lead, answer.headers["Location"], token).status_code == 303
    with store.reading() as tx:
        found = staff.staff(tx, since=date(2027, 1, 1), until=date(2027, 4, 1)).absences
    told = [(one.person_id, one.starts_on.day, one.ends_on.day) for one in found]
    assert told == [(squad.ana, 15, 17), (squad.ben, 1, 2)]


def test_a_table_with_faults_says_where_and_changes_nothing(lead: FlaskClient, csrf: Csrf) -> None:
    table = (
        'No.,Person,First day,Last day,"Share of each day, %",Remove\n'
        ",Ana Kovač,2027-02-30,2027-03-01,100,\n"
        ",Nobody,2027-03-01,2027-02-01,0,\n"
        "77,Ana Kovač,2027-03-01,2027-03-01,50,\n"
    )
    answer = brought(lead, csrf(lead, "/teams/falcon"), "absences", table)
    assert answer.status_code == 422
    page = text(answer)
    assert "Line 2, First day: “2027-02-30” is no day" in page
    assert "Line 3, Person: “Nobody”" in page
    assert "Line 3, Last day: the last day lies before the first" in page
    assert "Line 3, Share of each day, %: “0” is no share" in page
    assert "Line 4, No.: the team has no row “77”" in page
    for nonsense in ("", "a,b\n1,2\n", '"never closed', "\x00\x01"):
        assert brought(lead, csrf(lead, "/teams/falcon"), "absences", nonsense).status_code == 422
    people = 'No.,Person,"Share of their time, %"\n'
    assert brought(lead, csrf(lead, "/teams/falcon"), "people", people).status_code == 403


def test_a_rota_is_entered_at_once_in_place_of_what_was_there(
    lead: FlaskClient, csrf: Csrf, store: Store, squad: Squad, cast: Cast
) -> None:
    token = csrf(lead, "/teams/falcon?panel=rota")
    data: dict[str, object] = {
        "csrf_token": token, "starts_on": "2027-02-08", "until": "2027-03-07", "weeks": "1",
        "share": "50", "swap": "y", "replace": "y",
        "turns-0-person": squad.ana, "turns-0-place": "2",
        "turns-1-person": squad.ben, "turns-1-place": "1",
    }  # fmt: skip
    where = previewed(lead, "/teams/falcon/rota", data)
    assert kept(lead, where, token).status_code == 303
    with store.reading() as tx:
        found = staff.staff(tx, since=date(2027, 1, 1), until=date(2027, 4, 1)).on_call
    assert [one.person_id for one in found] == [squad.ben, squad.ana] * 2
    nobody = {**data, "turns-0-place": "", "turns-1-place": ""}
    assert lead.post("/teams/falcon/rota", data=nobody).status_code == 422
    assert lead.post("/teams/falcon/rota", data={**data, "weeks": "x"}).status_code == 422


def test_part_time_is_set_shown_and_taken_back(lead: FlaskClient, csrf: Csrf, squad: Squad) -> None:
    token = csrf(lead, "/teams/falcon")
    week = {"monday": "100", "tuesday": "100", "wednesday": "100", "thursday": "100", "friday": "0"}
    data: dict[str, object] = {
        "csrf_token": token, "person": squad.ana, "from_on": "2027-02-01", **week
    }  # fmt: skip
    assert kept(lead, previewed(lead, "/teams/falcon/part-time", data), token).status_code == 303
    page = text(lead.get("/teams/falcon"))
    assert "Part time, 5 Feb" in page
    gone: dict[str, object] = {"csrf_token": token, "version": 1, "from_on": "2027-02-01"}
    where = previewed(lead, f"/teams/falcon/part-time/{squad.ana}/remove", gone)
    assert kept(lead, where, token).status_code == 303
    assert "Part time, 5 Feb" not in text(lead.get("/teams/falcon"))
    assert lead.post("/teams/falcon/part-time", data={**data, "friday": "101"}).status_code == 422


def test_the_other_lead_of_a_shared_person_is_told_without_a_reason(
    app: Flask, lead: FlaskClient, csrf: Csrf, squad: Squad, cast: Cast, sign_in: SignIn
) -> None:
    token = csrf(lead, "/teams/falcon")
    where = previewed(lead, "/teams/falcon/absences", sent(squad, token, person=squad.ben))
    other = sign_in(app.test_client(), cast.other_lead)
    assert "Ben Ortiz is away" not in text(other.get("/notices"))
    assert kept(lead, where, token).status_code == 303
    page = text(other.get("/notices"))
    assert "1 notice you have not seen" in page
    assert "Ben Ortiz is away: 1 Mar to 12 Mar. Heron loses" in page
    assert "1 thing was changed by others" in text(other.get("/teams/heron"))
    assert "Ben" not in text(lead.get("/notices"))
    own = {"csrf_token": csrf(other, "/notices"), "up_to": "999", "next": "/teams/heron"}
    assert other.post("/notices/seen", data=own).headers["Location"] == "/teams/heron"
    assert "nothing is new" in text(other.get("/notices"))
    assert "Ben Ortiz" in text(other.get("/notices.csv"))


def test_a_dated_move_waits_for_its_day_and_can_be_taken_back(
    store: Store, cast: Cast, squad: Squad
) -> None:
    with store.writing() as tx:
        cycle = cycles.one_cycle(tx, "2027Q1")
        first, team = cycle.sprints[0].span.starts_on, teams.team_by_id(tx, cast.team_id)
        with pytest.raises(Refused):
            move_team(tx, cast.planner, team.id, cast.other_area_id, version=1,
                      on=date(2027, 1, 5), now=NOW)  # fmt: skip
        with pytest.raises(NotAllowed):
            move_team(tx, cast.lead, team.id, cast.other_area_id, version=1, on=first, now=NOW)
        version = move_team(tx, cast.planner, team.id, cast.other_area_id, version=1, on=first,
                            now=NOW, today=date(2026, 12, 1))  # fmt: skip
        assert teams.team_by_id(tx, team.id).area_id == cast.area_id
        assert settle_team_moves(tx, today=date(2026, 12, 31)) == 0
        assert settle_team_moves(tx, today=first) == 1
        assert teams.team_by_id(tx, team.id).area_id == cast.other_area_id
        move_team(tx, cast.planner, team.id, cast.area_id, version=version, on=first, now=NOW)
        assert teams.team_by_id(tx, team.id).area_id == cast.area_id
        assert team_moves.all_moves(tx) == ()
        assert [one.kind for one in notices.own_notices(tx, cast.lead.account_id or 0)] == [
            "move", "move", "absence"
        ]  # fmt: skip


def test_a_team_that_ends_is_said_on_its_page(
    lead: FlaskClient, store: Store, cast: Cast, squad: Squad
) -> None:
    with store.writing() as tx:
        with pytest.raises(NotAllowed):
            end_team(tx, cast.lead, cast.team_id, date(2027, 3, 1), version=1, now=NOW)
        end_team(tx, cast.planner, cast.team_id, date(2027, 3, 1), version=1, now=NOW)
    page = text(lead.get("/teams/falcon"))
    assert "Falcon ends on 1 Mar" in page
    found = lead.get("/teams/falcon/capacity.json").get_json()
    assert [one["points"] > 0 for one in found] == [True] * 4 + [False] * 2
