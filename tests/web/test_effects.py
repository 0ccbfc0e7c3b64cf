"""The pages of what finished epics really moved, and what the key result's page makes of it."""

from datetime import UTC, date, datetime

import pytest

from portfolio.actions.attach_epic import attach_epic
from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.store import forecasts, okrs
from tests.actions.test_say_effect import add_epic
from tests.okr_rows import add_check_in, add_key_result, add_objective
from tests.people import NOW


@pytest.fixture
def quarter(store, cast):
    """A key result from 10 to 22 after two epics ended, a third is open; forecast three times."""
    with store.writing() as tx:
        objective = add_objective(tx, area_id=cast.area_id)
        key_result = add_key_result(tx, objective, team_id=cast.team_id)
        add_check_in(tx, key_result, date(2027, 1, 4), 10, confidence=0.5)
        add_check_in(tx, key_result, date(2027, 2, 1), 22, confidence=0.7)
        add_epic(tx, "E-1", area_id=cast.area_id, resolved_at=datetime(2027, 1, 11, tzinfo=UTC))
        add_epic(tx, "E-2", resolved_at=datetime(2027, 1, 29, tzinfo=UTC))
        add_epic(tx, "E-3", category="doing", is_delivered=False, resolved_at=None)
        for key, effect in (("E-1", 6), ("E-2", 3), ("E-3", 5)):
            attach_epic(tx, cast.planner, key_result, key, effect=effect, confidence=0.5, now=NOW)
        cycle_id = okrs.cycle_of(tx, objective).id
        made = [
            Forecast(
                Kind.KEY_RESULT, key_result, Unit.VALUE, date(2027, month, day), date(2027, 3, 31),
                (40, 45, 50, 60, 70, 75, 80), cycle_id, {"chance": 0.12, "epics": 1, "pairs": 3},
            )
            for month, day in ((1, 25), (2, 1), (2, 8))
        ]  # fmt: skip
        forecasts.keep(tx, made, now=NOW)
    return key_result


def test_an_effect_is_asked_proposed_said_and_corrected(client, cast, sign_in, csrf, quarter):
    sign_in(client, cast.lead)
    page = f"/okrs/key-results/{quarter}"
    say = f"{page}/effects/E-1"
    shown = client.get(page).get_data(as_text=True)
    assert "1 finished epic has not told what it really moved" in shown
    assert "asked from 26 Feb" in shown
    assert say in client.get("/check-ins").get_data(as_text=True)
    form = client.get(say).text.replace("\xa0", " ")
    for words in ("expected to move <b>6 senders</b>", "E-2", 'value="8"', "What would have come"):
        assert words in form, words

    def send(**values):
        return client.post(say, data={"csrf_token": csrf(client, say)} | values)

    nothing = send(version="0")
    assert (nothing.status_code, "tick that it cannot" in nothing.text) == (422, True)
    assert send(version="0", amount="-2,5", seen_until_on="2027-03-01").status_code == 422
    assert send(version="0", amount="-2,5", note="The season.").status_code == 303
    assert send(version="0", amount="4").status_code == 409
    assert send(version="1", amount="3").status_code == 303
    said = client.get(say).get_data(as_text=True)
    assert "−2.5" in said and "corrected on" in said
    told = client.get(page).get_data(as_text=True)
    assert "0.5" in told and "Only 1 effect of a finished epic" in told
    sign_in(client, cast.executive)
    assert client.get(say).status_code == 403


def test_all_effects_are_a_page_a_file_and_a_figure(client, cast, sign_in, csrf, quarter):
    sign_in(client, cast.planner)
    assert "No finished epic has told yet" in client.get("/okrs/effects").text
    say = f"/okrs/key-results/{quarter}/effects/E-1"
    data = {"csrf_token": csrf(client, say), "version": "0", "amount": "3"}
    assert client.post(say, data=data).status_code == 303
    say = say.replace("E-1", "E-2")
    data = {"csrf_token": csrf(client, say), "version": "0", "is_untold": "y"}
    assert client.post(say, data=data).status_code == 303
    text = client.get("/okrs/effects").text
    assert "Only 1 finished epic has told" in text and "cannot be told" in text
    assert ",E-1,RCS," in client.get("/okrs/effects.csv").text
    assert client.get("/okrs/effects.xlsx").status_code == 200
    assert client.get("/okrs/effects.json").json["data"]
    own = client.get(f"/okrs/effects.json?key_result={quarter}").json["data"]
    assert [trace.get("name") for trace in own][1:] == [
        "Expected", "Expected × confidence", "Really moved",
    ]  # fmt: skip
    assert "No finished epic has told" in client.get("/okrs/effects?on=2027-01-15").text
    assert client.get("/okrs/effects?area=none&key_result=99999999999999999999").status_code == 200


def test_the_key_result_shows_its_forecast_with_band_record_and_history(
    client, cast, sign_in, quarter
):
    sign_in(client, cast.executive)
    page = f"/okrs/key-results/{quarter}"
    text = client.get(page).text
    for words in (
        "Forecast for 31 Mar", "40–80", "It is met with <b>12", "not yet checked",
        "Every forecast as it was made", "no forecast yet", "Follow it to production",
    ):  # fmt: skip
        assert words in text, words
    names = [trace.get("name") for trace in client.get(f"{page}.json").json["data"]]
    assert names[:3] == ["80 % band", "50 % band", "Forecast"]
    past = client.get(f"{page}.json?on=2027-01-20").json["data"]
    assert "Forecast" not in [trace.get("name") for trace in past]
    rows = client.get(f"{page}/forecasts.csv").text.splitlines()
    assert (len(rows), rows[1].split(",")[:2]) == (4, ["2027-01-25", "2027-03-31"])
    assert len(client.get(f"{page}/forecasts.json").json["data"]) == 3
    assert "E-3,RCS,doing" in client.get(f"{page}/epics.csv").text
    assert client.get(f"{page}/epics.xlsx").status_code == 200
