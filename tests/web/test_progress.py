"""The executive's page: who is in danger, why, what is done by when; the record; as of any day."""

import json
from datetime import date, timedelta

import pytest

from portfolio.actions.add_person import add_person
from portfolio.actions.remove_absence import remove_absence
from portfolio.actions.restore_key_result import restore_key_result
from portfolio.actions.set_absence import set_absence
from portfolio.actions.strike_key_result import strike_key_result
from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.domain.people import SYSTEM
from portfolio.store import forecasts, okrs, rows
from portfolio.store.tables.okrs import check_ins
from tests.pages import read
from tests.people import NOW
from tests.web.quarter import make_quarter

MONDAY, LAST = date(2027, 2, 8), date(2027, 2, 1)
UNTIL = date(2027, 3, 31)


@pytest.fixture
def quarter(store, cast):
    """A published plan, with forecasts of two Mondays."""
    made = make_quarter(store, cast, state="published")
    told, silent = made.key_result_ids
    first, second = made.objective_ids
    with store.writing() as tx:
        epic = okrs_epic(tx)
        found = [
            one
            for day, shift in ((LAST, 0.0), (MONDAY, 0.05))
            for one in (
                _band(Kind.CYCLE, made.cycle.id, made, day, 0.45 + shift),
                _band(Kind.OBJECTIVE, first, made, day, 0.75 + shift),
                _band(Kind.OBJECTIVE, second, made, day, 0.2 - shift),
                _band(Kind.KEY_RESULT_SCORE, told, made, day, 0.75 + shift, chance=0.4),
                _band(Kind.KEY_RESULT_SCORE, silent, made, day, 0.2 - shift, chance=0.02),
                _epic(epic, made, day, 40 if day == MONDAY else 12),
            )
        ]
        forecasts.keep(tx, found, now=NOW)
    return made


def okrs_epic(tx) -> int:
    """The id of the epic that the plan takes in."""
    from portfolio.store import planning_facts

    return planning_facts.ids_of_keys(tx, ["E-1"])["E-1"]


def _band(kind, subject, made, day, middle, **basis) -> Forecast:
    quantiles = tuple(middle + n / 50 for n in range(-3, 4))
    return Forecast(kind, subject, Unit.SCORE, day, UNTIL, quantiles, made.cycle.id, basis)


def _epic(item_id, made, day, days) -> Forecast:
    quantiles = tuple(float(days + n) for n in range(-3, 4))
    until = date(2027, 6, 30)
    return Forecast(Kind.EPIC, item_id, Unit.DAYS, day, until, quantiles, made.cycle.id)


def words(client, path: str = "/progress") -> str:
    """The words of a page, with plain spaces."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(read(answer.get_data(as_text=True)).text.replace("\xa0", " ").split())


def test_a_stranger_reads_the_danger_its_reason_and_what_is_done(client, cast, sign_in, quarter):
    page = words(sign_in(client, cast.executive))
    assert "One of two objectives is on track; “Less fraud” will miss its target" in page
    assert "the forecast for 31 Mar is 0.50 , 80 % band 0.44–0.56, +0.05 on last week" in page
    assert "Nothing was ever said of 2.1 Fraud blocked" in page
    assert "none of its epics is in the plan" in page
    assert "Nobody has said what happens next; there was no news yet." in page
    assert "not yet checked" in page
    assert "over 95 %" in page and "Top risks: “Fraud blocked” may cost the quarter 0.42" in page
    assert "rose from 0.20 to 0.45" in page and "its forecast rose from 0.75 to 0.80" in page


def test_what_an_owner_says_and_what_is_planned_is_what_is_done(
    client, cast, sign_in, quarter, store
):
    values = {"key_result_id": quarter.key_result_ids[1], "value": 3.0, "made_at": NOW}
    note = "The second vendor starts on Monday."
    with store.writing() as tx:
        rows.add(tx, check_ins, {**values, "on": MONDAY, "note": note})
    page = words(sign_in(client, cast.executive))
    assert "Said on 8 Feb: “The second vendor starts on Monday”." in page
    assert "Nobody has said" not in page


def test_the_page_of_an_earlier_day_knows_nothing_of_later(client, cast, sign_in, quarter):
    page = words(sign_in(client, cast.executive), "/progress?cycle=2027Q1&on=2027-02-03")
    assert "as of 3 Feb 2027" in page
    assert "0.45 , 80 % band 0.39–0.51" in page and "on last week" not in page
    assert "What changed in that week" in page
    assert client.get("/progress?on=tomorrow").status_code == 422
    before = words(client, "/progress?on=2027-01-20")
    assert "no forecast yet" in before and "there is no forecast yet" in before


def test_what_was_taken_back_within_the_week_is_no_news(client, cast, sign_in, quarter, store):
    key_result = quarter.key_result_ids[1]
    client = sign_in(client, cast.executive)
    with store.writing() as tx:
        strike_key_result(tx, SYSTEM, key_result, on=MONDAY, version=1, now=NOW)
    assert "Fraud blocked was struck out" in words(client)
    with store.writing() as tx:
        version = okrs.one_key_result(tx, key_result).version
        restore_key_result(tx, SYSTEM, key_result, version=version, now=NOW + timedelta(hours=1))
    page = words(client)
    assert "struck out" not in page and "counts again" not in page


def test_leave_is_news_of_a_team_until_it_is_taken_back(client, cast, sign_in, quarter, store):
    client = sign_in(client, cast.executive)
    with store.writing() as tx:
        person = add_person(tx, SYSTEM, "Ana", {cast.team_id: 0.5}, now=NOW)
        days = (date(2027, 2, 15), date(2027, 2, 18))
        made = set_absence(tx, SYSTEM, person, *days, now=NOW)
    page = words(client)
    assert "Falcon lost 2 working days of this quarter to leave entered this week." in page
    assert "Ana" not in page
    with store.writing() as tx:
        remove_absence(tx, SYSTEM, made, version=1, now=NOW + timedelta(hours=1))
    assert "working days" not in words(client)


def test_three_clicks_lead_from_the_objective_to_its_epics(client, cast, sign_in, quarter):
    client = sign_in(client, cast.executive)
    page = client.get("/progress").get_data(as_text=True)
    objective, key_result = quarter.objective_ids[0], quarter.key_result_ids[0]
    assert f'href="/okrs/{objective}"' in page
    assert f"/okrs/key-results/{key_result}" in client.get(f"/okrs/{objective}").get_data(True)
    behind = client.get(f"/okrs/key-results/{key_result}").get_data(True)
    assert "/items/E-1" in behind and "/trace/E-1" in behind and f"/trace/kr:{key_result}" in behind


def test_the_lines_come_as_files_and_the_queries_are_counted(
    client, cast, sign_in, quarter, count_queries
):
    client = sign_in(client, cast.executive)
    client.get("/progress")
    with count_queries() as seen:
        found = json.loads(client.get("/progress.json?cycle=2027Q1").data)
    assert len(seen) <= 45, "\n".join(seen)
    first, second = found["objectives"]
    assert found["forecast"]["middle"] == pytest.approx(0.5)
    assert first["forecast"] == pytest.approx(0.8) and first["why"] is None
    assert second["being_done"].startswith("Nobody has said")
    assert any("Every channel rose" in one["text"] for one in found["news"])
    for path in ("/progress.csv", "/progress.xlsx", "/progress/risks.csv", "/progress/risks.xlsx"):
        assert client.get(path).status_code == 200
    assert client.get("/progress.pdf").status_code == 404
