"""One form for all of one's key results: pre-filled, saved at once, all lines or none."""

import pytest

from portfolio.actions.push_values import push_values
from portfolio.actions.set_source import set_source
from portfolio.actions.tell_values import Value
from portfolio.domain.okrs import in_force
from portfolio.domain.source_drafts import SourceDraft
from portfolio.domain.sources import PushSettings, SourceKind
from portfolio.store import okrs
from tests.people import NOW
from tests.web.okr_pages import make_quarter

PAGE = "/check-ins"


@pytest.fixture
def quarter(store, cast):
    return make_quarter(store, cast)


def said(store, key_result_id):
    with store.reading() as tx:
        return in_force(okrs.one_key_result(tx, key_result_id).check_ins)


def line(quarter, name="senders", seen="2", **values):
    prefix = f"kr{getattr(quarter, name)}-"
    return {f"{prefix}{field}": value for field, value in ({"seen_id": seen} | values).items()}


@pytest.fixture
def send(client, csrf):
    def post(values):
        return client.post(PAGE, data={"csrf_token": csrf(client, PAGE)} | values)

    return post


def test_the_form_shows_the_last_value_of_my_key_results(client, cast, sign_in, quarter):
    page = sign_in(client, cast.member).get(PAGE).get_data(as_text=True)
    assert 'value="61"' in page
    assert 'value="60"' in page
    assert "Launch" not in page
    assert "waits for its check-in" in page


def test_a_lead_sees_the_key_results_of_the_own_team(client, cast, sign_in, quarter):
    page = sign_in(client, cast.lead).get(PAGE).get_data(as_text=True)
    assert "Launch" in page
    assert "Delivered in 10 s" in page
    assert "Fraud" not in page


def test_only_what_was_changed_or_confirmed_is_saved(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.lead)
    changed = line(quarter, value="70,5", confidence="80")
    untouched = line(quarter, "latency", seen="0", value="", confidence="", note="")
    answer = send(changed | untouched)
    assert answer.status_code == 303
    latest = said(store, quarter.senders)[-1]
    assert (latest.on, latest.value, latest.confidence) == (NOW.date(), 70.5, 0.8)
    assert said(store, quarter.latency) == []
    assert "One key result is checked in" in client.get(PAGE).get_data(as_text=True)


def test_still_so_repeats_the_value_for_today(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.member)
    assert send(line(quarter, value="61", confidence="60")).status_code == 303
    assert "Nothing was changed" in client.get(PAGE).get_data(as_text=True)
    assert len(said(store, quarter.senders)) == 1
    send(line(quarter, value="61", confidence="60", still="y"))
    assert [one.value for one in said(store, quarter.senders)] == [61, 61]


def test_steps_are_ticked_off_on_the_same_form(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.lead)
    with store.reading() as tx:
        contract = okrs.one_key_result(tx, quarter.launch).steps[0]
    assert send(line(quarter, "launch", seen="0", step=str(contract.id))).status_code == 303
    with store.reading() as tx:
        steps = okrs.one_key_result(tx, quarter.launch).steps
    assert [one.done_on for one in steps] == [NOW.date(), None]


def test_one_wrong_line_saves_none(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.lead)
    good = line(quarter, value="70", confidence="80")
    for wrong, words in (
        ({"value": "nan"}, "is no number"),
        ({"value": "", "still": "y"}, "Write the value"),
        ({"value": "98", "confidence": "101"}, "from 0 to 100"),
    ):
        answer = send(good | line(quarter, "latency", seen="0", **wrong))
        page = answer.get_data(as_text=True)
        assert (answer.status_code, words in page) == (422, True), wrong
        assert 'value="70"' in page
    assert len(said(store, quarter.senders)) == 1


@pytest.mark.parametrize("on", ["2028-01-01", "tomorrow", "0227-02-09"])
def test_a_day_that_cannot_be_meant_is_refused(client, cast, sign_in, store, quarter, send, on):
    sign_in(client, cast.member)
    assert send(line(quarter, value="70") | {"on": on}).status_code == 422
    assert len(said(store, quarter.senders)) == 1


def test_a_late_check_in_is_taken_for_its_day(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.member)
    assert send(line(quarter, value="40") | {"on": "2027-01-10"}).status_code == 303
    assert [one.value for one in said(store, quarter.senders)] == [40, 61]


def test_two_people_at_once_see_both_values(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.lead)
    assert send(line(quarter, value="70")).status_code == 303
    both = line(quarter, value="80") | line(quarter, "latency", seen="0", value="97", note="kept")
    answer = send(both)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "Lead said 70" in page, 'value="80"' in page) == (409, True, True)
    assert 'value="97"' in page and 'value="kept"' in page
    assert said(store, quarter.latency) == []
    seen = str(said(store, quarter.senders)[-1].id)
    assert send(both | line(quarter, value="80", seen=seen)).status_code == 303
    assert [one.value for one in said(store, quarter.senders)] == [61, 80]


def test_what_was_not_touched_never_takes_back_what_another_said(
    client, cast, sign_in, store, quarter, send
):
    sign_in(client, cast.lead)
    send(line(quarter, value="70", confidence="60", shown="61|60"))
    untouched = line(quarter, value="61", confidence="60", shown="61|60")
    changed = line(quarter, "latency", seen="0", value="97", shown="|")
    assert send(untouched | changed | {"confirm": "rest"}).status_code in (303, 409)
    assert said(store, quarter.senders)[-1].value == 70


def test_one_button_saves_what_was_changed_and_confirms_the_rest(
    client, cast, sign_in, store, quarter, send
):
    sign_in(client, cast.lead)
    sent = line(quarter, value="61", confidence="60", shown="61|60")
    sent |= line(quarter, "latency", seen="0", value="97", shown="|")
    sent |= line(quarter, "launch", seen="0", shown="|")
    assert send(sent | {"confirm": "rest"}).status_code == 303
    assert "3 key results are checked in." in client.get(PAGE).get_data(as_text=True)
    assert [one.value for one in said(store, quarter.senders)] == [61, 61]
    assert said(store, quarter.latency)[-1].value == 97
    page = client.get(PAGE).get_data(as_text=True)
    assert "checked in; the next is due on 19 Feb" in page
    seen = str(said(store, quarter.latency)[-1].id)
    send(line(quarter, "latency", seen=seen, value="98", shown="97|"))
    assert "both values are kept" in client.get(PAGE).get_data(as_text=True)
    late = line(quarter, "latency", seen=str(said(store, quarter.latency)[-1].id), value="90")
    send(late | {"on": "2027-01-20"})
    assert "marked as told late" in client.get(PAGE).get_data(as_text=True)


def test_a_lead_sets_the_rhythm_of_the_own_team_alone(client, cast, sign_in, csrf, quarter):
    sign_in(client, cast.lead)
    page = client.get(PAGE).get_data(as_text=True)
    assert "Falcon checks in every week on Friday; next on 12 Feb" in page
    sent = {"csrf_token": csrf(client, PAGE), "every": "fortnight", "weekday": "1", "begins": "1"}
    sent["version"] = "0"
    assert client.post(f"{PAGE}/rhythm/heron", data=sent).status_code == 403
    assert client.post(f"{PAGE}/rhythm/falcon", data=sent | {"weekday": "6"}).status_code == 422
    assert client.post(f"{PAGE}/rhythm/falcon", data=sent).status_code == 303
    page = client.get(PAGE).get_data(as_text=True)
    assert "Falcon checks in every two weeks on Tuesday; next on 16 Feb" in page
    assert "checks in every two weeks on Tuesday" in client.get("/teams/falcon").text
    assert client.post(f"{PAGE}/rhythm/falcon", data=sent | {"weekday": "2"}).status_code == 409


def test_a_key_result_of_somebody_else_is_not_taken(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.lead)
    send(line(quarter, "others", seen="3", value="99", still="y") | {"of": "all"})
    assert [one.value for one in said(store, quarter.others)] == [10]


def test_the_form_of_one_key_result_leads_back_to_it(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.planner)
    back = {"next": "key-result", "key_result_id": str(quarter.others), "of": "all"}
    answer = send(line(quarter, "others", seen="3", value="12", still="y") | back)
    assert answer.status_code == 303
    assert f"/okrs/key-results/{quarter.others}" in answer.location


@pytest.mark.parametrize("name", ["executive", "architect", "auditor", "administrator"])
def test_who_may_not_check_in_is_turned_away(client, cast, sign_in, csrf, quarter, name):
    sign_in(client, cast.by_name[name])
    assert client.get(PAGE).status_code == 403
    data = {"csrf_token": csrf(client, "/okrs")} | line(quarter, value="1")
    assert client.post(PAGE, data=data).status_code == 403


def test_the_list_is_a_file_too(client, cast, sign_in, quarter):
    sign_in(client, cast.member)
    assert "Telegram senders live" in client.get("/check-ins.csv").get_data(as_text=True)


def test_spanish_numbers_are_shown_and_read(client, cast, sign_in, store, quarter, send):
    sign_in(client, cast.member)
    client.set_cookie("language", "es")
    assert send(line(quarter, value="61,25", confidence="60")).status_code == 303
    assert said(store, quarter.senders)[-1].value == 61.25
    assert 'value="61,25"' in client.get(PAGE).get_data(as_text=True)


def test_a_measured_value_is_shown_short_and_is_left_to_its_source(
    client, cast, sign_in, store, quarter, send
):
    with store.writing() as tx:
        push = SourceDraft(SourceKind.PUSH, PushSettings(7))
        key, today = quarter.senders, NOW.date()
        set_source(tx, cast.planner, key, push, version=0, now=NOW, today=today)
        push_values(tx, 1, key, [Value(0, today, 63.283333333333)], now=NOW, today=today)
    sign_in(client, cast.member)
    page = client.get(PAGE).get_data(as_text=True)
    assert 'value="63.3"' in page and "What a source measures is left to it." in page
    seen = str(said(store, key)[-1].id)
    shown = line(quarter, seen=seen, value="63.3", confidence="", shown="63.3|")
    send(shown | {"confirm": "rest"})
    assert said(store, key)[-1].source is not None  # the source says it, nobody else
    send(shown | line(quarter, seen=seen, note="Two more signed"))
    latest = said(store, key)[-1]
    assert (latest.value, latest.note, latest.source) == (63.283333333333, "Two more signed", None)
