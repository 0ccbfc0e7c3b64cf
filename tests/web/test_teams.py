"""The pages of teams and areas, and the forms on them."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.set_absence import set_absence
from portfolio.actions.set_membership import set_membership
from portfolio.domain.people import SYSTEM
from portfolio.store import staff
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.squad import Squad, make_squad, wish

SignIn = Callable[[FlaskClient, Any], FlaskClient]
Csrf = Callable[[FlaskClient, str], str]
MONDAY, FRIDAY = date(2027, 2, 15), date(2027, 2, 19)


@pytest.fixture
def squad(store: Store, cast: Cast) -> Squad:
    made = make_squad(store, cast)
    with store.writing() as tx:
        set_absence(tx, SYSTEM, made.ana, MONDAY, FRIDAY, now=NOW)
        wish(tx, cast.team_id, points=5.0)
    return made


@pytest.fixture
def lead(app: Flask, client: FlaskClient, cast: Cast, squad: Squad, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, cast.lead)


@pytest.fixture
def planner(app: Flask, cast: Cast, squad: Squad, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), cast.planner)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def tried(squad: Squad, **more: object) -> str:
    fields = {"person": squad.ana, "starts_on": "2027-03-01", "ends_on": "2027-03-12", "share": 100}
    query = "&".join(f"{name}={value}" for name, value in {**fields, **more}.items())
    return f"/teams/falcon?panel=absence&{query}"


def previewed(client: FlaskClient, path: str, data: dict[str, object]) -> str:
    """Send a form whose consequence is shown, and return the address of the page that shows it."""
    answer = client.post(path, data=data)
    assert answer.status_code == 303, text(answer)
    where = str(answer.headers["Location"])
    assert "preview=" in where
    return where


def kept(client: FlaskClient, where: str, token: str) -> Any:
    """Save the preview of an address without waiting for the plan, and return the answer."""
    number = re.search(r"preview=(\d+)", where)
    assert number
    data = {"csrf_token": token, "unseen": "1"}
    return client.post(f"/previews/{number[1]}/save", data=data)


def test_the_list_shows_capacity_against_demand(lead: FlaskClient) -> None:
    page = text(lead.get("/teams"))
    assert "2 teams can take" in page
    assert "Falcon" in page
    assert "3 people on record" in page


def test_the_list_is_a_file_too(lead: FlaskClient) -> None:
    import openpyxl

    lines = text(lead.get("/teams.csv")).splitlines()
    assert lines[1].startswith("Falcon,Messaging,2,1.5,")
    book = openpyxl.load_workbook(io.BytesIO(lead.get("/teams.xlsx").get_data()))
    assert book.active["A2"].value == "Falcon"
    assert lead.get("/teams.pdf").status_code == 404


def test_without_a_quarter_the_pages_say_so(
    app: Flask, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.lead)
    assert "no quarter yet" in text(client.get("/teams"))
    assert "no quarter to plan" in text(client.get("/teams/falcon"))
    assert client.get("/areas").status_code == 200
    assert client.get("/teams.csv").status_code == 200
    assert client.get("/teams/falcon/capacity.csv").status_code == 200


def test_the_lead_sees_who_is_away(lead: FlaskClient) -> None:
    page = text(lead.get("/teams/falcon"))
    assert "Ana Kovač" in page
    assert "Away, 15 Feb to 19 Feb" in page
    assert "Ana Kovač" in text(lead.get("/teams/falcon/absences.csv"))


@pytest.mark.parametrize("role", ["other_lead", "member", "executive", "auditor", "area_owner"])
def test_others_see_sums_and_no_names(
    app: Flask, cast: Cast, squad: Squad, sign_in: SignIn, role: str
) -> None:
    client = sign_in(app.test_client(), cast.by_name[role])
    page = text(client.get("/teams/falcon"))
    assert "Falcon can take" in page
    assert "Ana" not in page
    assert "Add absence" not in page
    assert client.get("/teams/falcon/absences.csv").status_code == 403
    assert "Ana" not in text(client.get("/teams/falcon/capacity.csv"))
    assert client.get(tried(squad)).status_code in (403, 422)
    assert client.get("/teams/falcon?panel=absence").status_code == 403


def test_the_lead_of_a_team_of_the_past_sees_no_absence_after_it(
    lead: FlaskClient, squad: Squad, store: Store, cast: Cast, csrf: Csrf
) -> None:
    with store.writing() as tx:
        open_cycle(tx, SYSTEM, "2027Q2", now=NOW)
        ends = date(2027, 2, 5)
        own = next(m for m in staff.memberships_of(tx, squad.ana) if m.team_id == cast.team_id)
        set_membership(
            tx,
            SYSTEM,
            squad.ana,
            cast.team_id,
            1.0,
            ends_on=ends,
            membership_id=own.id,
            version=1,
            now=NOW,
        )
    page = text(lead.get("/teams/falcon"))
    assert "Ana Kovač" in page
    assert "Away, 15 Feb to 19 Feb" not in page
    assert "2027-02-15" not in text(lead.get("/teams/falcon/absences.csv"))
    token = csrf(lead, "/teams/falcon?panel=on-call")
    refused = lead.post("/teams/falcon/absences", data=sent(squad, token))
    assert refused.status_code == 403
    assert 'data-name="Ana' not in text(lead.get("/teams/falcon?cycle=2027Q2"))


def test_the_administrator_sees_names_and_enters_nothing(
    app: Flask, cast: Cast, squad: Squad, sign_in: SignIn
) -> None:
    client = sign_in(app.test_client(), cast.administrator)
    page = text(client.get("/teams/falcon"))
    assert "Ana Kovač" in page
    assert "Add absence" not in page


def test_an_absence_shows_what_it_changes_before_anything_is_saved(
    lead: FlaskClient, squad: Squad, store: Store, csrf: Csrf
) -> None:
    token = csrf(lead, "/teams/falcon")
    page = text(lead.get(previewed(lead, "/teams/falcon/absences", sent(squad, token, share=100))))
    assert "fewer than before your change" in page
    assert "Away, not saved yet, 1 Mar to 12 Mar" in page
    with store.reading() as tx:
        assert len(staff.staff(tx, since=MONDAY, until=date(2027, 4, 1)).absences) == 1


def test_an_absence_of_somebody_in_two_teams_shows_both(
    lead: FlaskClient, squad: Squad, csrf: Csrf
) -> None:
    token = csrf(lead, "/teams/falcon")
    data = sent(squad, token, person=squad.ben)
    where = previewed(lead, "/teams/falcon/absences", data)
    cells = lead.get(f"/previews/{where.partition('preview=')[2]}.json").get_json()["estimate"]
    assert {cell["name"] for cell in cells} == {"Falcon", "Heron"}
    page = text(lead.get("/teams/falcon")).replace("\u202f", " ").replace("\xa0", " ")
    assert "50 % here, 50 % in Heron" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": "2027-02-01"},
        {"starts_on": "soon"},
        {"share": "0"},
        {"share": "lots"},
        {"share": "Infinity"},
        {"person": "999"},
        {"person": "x"},
    ],
)
def test_nonsense_is_answered_with_the_form(
    lead: FlaskClient, squad: Squad, wrong: dict[str, object], csrf: Csrf
) -> None:
    data = sent(squad, csrf(lead, "/teams/falcon"), **wrong)
    answer = lead.post("/teams/falcon/absences", data=data)
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)


def test_the_address_of_a_form_fills_it_in(lead: FlaskClient, squad: Squad) -> None:
    page = text(lead.get(tried(squad)))
    assert 'value="2027-03-01"' in page
    assert lead.get(tried(squad, starts_on="soon")).status_code == 200
    changed = text(lead.get("/teams/falcon?panel=absence&row=1"))
    assert 'value="2027-02-15"' in changed
    assert "Change the absence" in changed


def sent(squad: Squad, token: str, **more: object) -> dict[str, object]:
    return {
        "csrf_token": token,
        "person": squad.ana,
        "starts_on": "2027-03-01",
        "ends_on": "2027-03-12",
        "share": "50",
        "row": 0,
        "version": 0,
        **more,
    }


def test_saving_an_absence_stores_it_and_comes_back(
    lead: FlaskClient, squad: Squad, store: Store, csrf: Csrf
) -> None:
    token = csrf(lead, "/teams/falcon?panel=on-call")
    where = previewed(lead, "/teams/falcon/absences?cycle=2027Q1", sent(squad, token))
    assert where.startswith("/teams/falcon?cycle=2027Q1&preview=")
    assert kept(lead, where, token).status_code == 303
    with store.reading() as tx:
        found = staff.staff(tx, since=MONDAY, until=date(2027, 4, 1)).absences
    assert [(one.starts_on, one.share) for one in found][-1] == (date(2027, 3, 1), 0.5)


def test_two_people_who_change_one_absence_meet_in_a_409(
    lead: FlaskClient, planner: FlaskClient, squad: Squad, csrf: Csrf
) -> None:
    token, other = csrf(lead, "/teams/falcon"), csrf(planner, "/teams/falcon")
    mine = previewed(lead, "/teams/falcon/absences", sent(squad, token, row=1, version=1))
    first = sent(squad, other, row=1, version=1, ends_on="2027-03-05")
    theirs = previewed(planner, "/teams/falcon/absences", first)
    assert kept(planner, theirs, other).status_code == 303
    assert kept(lead, mine, token).status_code == 409
    again = lead.post("/teams/falcon/absences", data=sent(squad, token, row=1, version=1))
    assert again.status_code == 409
    assert "2027-03-05" in text(again)
    assert "2027-03-12" in text(again)


def test_an_absence_without_a_token_or_of_nobody_is_refused(
    lead: FlaskClient, squad: Squad, csrf: Csrf
) -> None:
    assert lead.post("/teams/falcon/absences", data=sent(squad, "")).status_code == 400
    token = csrf(lead, "/teams/falcon")
    answer = lead.post("/teams/falcon/absences", data=sent(squad, token, person=squad.cem))
    assert answer.status_code == 422
    answer = lead.post("/teams/falcon/absences", data=sent(squad, token, ends_on="2032-01-01"))
    assert answer.status_code == 422
    assert "no absence" in text(answer)


def test_an_absence_is_removed_once(lead: FlaskClient, csrf: Csrf) -> None:
    token = csrf(lead, "/teams/falcon")
    data: dict[str, object] = {"csrf_token": token, "version": 1}
    where = previewed(lead, "/teams/falcon/absences/1/remove", data)
    assert kept(lead, where, token).status_code == 303
    assert lead.post("/teams/falcon/absences/1/remove", data=data).status_code == 404


def test_a_shift_a_focus_and_the_team_are_saved(
    lead: FlaskClient, squad: Squad, store: Store, csrf: Csrf, cast: Cast
) -> None:
    token = csrf(lead, "/teams/falcon")
    focus: dict[str, object] = {
        "csrf_token": token, "from_on": "2027-03-01", "focus": "55", "note": "Audit"
    }  # fmt: skip
    settings = {"csrf_token": token, "name": "Falcon", "version": 1, "skills": "iOS\nBackend"}
    kept(lead, previewed(lead, "/teams/falcon/on-call", sent(squad, token)), token)
    kept(lead, previewed(lead, "/teams/falcon/focus", focus), token)
    assert lead.post("/teams/falcon/settings", data=settings).status_code == 303
    page = text(lead.get("/teams/falcon"))
    assert "On-call, 1 Mar to 12 Mar" in page
    assert "Audit" in page
    assert "Backend" in page
    with store.reading() as tx:
        assert staff.focus_of(tx, cast.team_id)[0].focus == 0.55
    stale = lead.post("/teams/falcon/focus", data=focus)
    assert stale.status_code == 409
    assert "0.55" in text(stale)


@pytest.mark.parametrize(
    ("tail", "data"),
    [
        ("focus", {"from_on": "2027-03-02", "focus": "55"}),
        ("focus", {"from_on": "2027-03-01", "focus": "101"}),
        ("settings", {"name": "", "version": "1"}),
        ("settings", {"name": "Heron", "version": "1"}),
        ("settings", {"name": "Falcon", "version": "1", "time_zone": "Mars/Base"}),
        ("settings", {"name": "Falcon", "version": "1", "wip_limit": "0"}),
        ("on-call", {"person": "1"}),
    ],
)
def test_bad_input_is_a_422_with_the_form(
    lead: FlaskClient, csrf: Csrf, tail: str, data: dict[str, str]
) -> None:
    token = csrf(lead, "/teams/falcon")
    answer = lead.post(f"/teams/falcon/{tail}", data={**data, "csrf_token": token})
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)


def test_people_are_the_planner_s(
    lead: FlaskClient, planner: FlaskClient, squad: Squad, store: Store, csrf: Csrf
) -> None:
    assert lead.get("/teams/falcon?panel=people").status_code == 403
    token = csrf(lead, "/teams/falcon")
    new = {"person": 0, "name": "Dora", "office": 0, "share": "80"}
    refused = lead.post("/teams/falcon/people", data={**new, "csrf_token": token})
    assert refused.status_code == 403
    token = csrf(planner, "/teams/falcon?panel=people")
    answer = planner.post("/teams/falcon/people", data={**new, "csrf_token": token})
    assert answer.status_code == 303
    over = {"person": squad.ana, "office": 0, "share": "50", "csrf_token": token}
    answer = planner.post("/teams/falcon/people", data=over)
    assert answer.status_code == 422
    assert "150 %" in text(answer)
    unnamed = planner.post("/teams/falcon/people", data={**new, "name": "", "csrf_token": token})
    assert unnamed.status_code == 422
    with store.reading() as tx:
        assert "Dora" in {person.name for person in staff.all_people(tx)}
    row = planner.get("/teams/falcon?panel=people&row=1")
    assert 'value="100"' in text(row)


@pytest.mark.parametrize(
    "panel", ["absence", "on-call", "rota", "part-time", "focus", "people", "settings", "import"]
)
def test_each_panel_of_a_team_opens(planner: FlaskClient, panel: str) -> None:
    assert 'id="drawer"' in text(planner.get(f"/teams/falcon?panel={panel}"))


def test_capacity_is_there_for_programs(lead: FlaskClient) -> None:
    found = lead.get("/teams/falcon/capacity.json").get_json()
    assert found[0]["sprint"] == "S1"
    assert found[0]["holidays"] == 1.5


@pytest.mark.parametrize(
    "name", ["capacity", "focus", "rate", "items", "absences", "on-call", "people"]
)
def test_each_table_of_a_team_is_a_file(lead: FlaskClient, name: str) -> None:
    for kind in ("csv", "xlsx", "json"):
        assert lead.get(f"/teams/falcon/{name}.{kind}").status_code == 200
    assert lead.get(f"/teams/falcon/{name}.exe").status_code == 404
    assert lead.get("/teams/falcon/secrets.csv").status_code == 404


@pytest.mark.parametrize("name", ["absences", "on-call", "people"])
def test_a_file_with_names_is_for_the_team_s_own_lead(
    lead: FlaskClient, app: Flask, cast: Cast, sign_in: SignIn, name: str
) -> None:
    for viewer in (cast.other_lead, cast.member, cast.executive):
        client = sign_in(app.test_client(), viewer)
        assert client.get(f"/teams/falcon/{name}.csv").status_code == 403


def test_a_team_that_does_not_exist_is_a_404(lead: FlaskClient) -> None:
    for path in ("/teams/nobody", "/teams/nobody/capacity.csv", "/teams/nobody?panel=absence"):
        assert lead.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/teams", "/teams/falcon", "/areas"])
def test_a_page_costs_a_fixed_number_of_queries(
    lead: FlaskClient, path: str, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as queries:
        lead.get(path)
    assert len(queries) <= 37, len(queries)


def test_nobody_sees_anything_without_signing_in(app: Flask, squad: Squad) -> None:
    stranger = app.test_client()
    for path in ("/teams", "/teams/falcon", "/areas", "/teams/falcon/absences.csv"):
        assert stranger.get(path).status_code == 303
