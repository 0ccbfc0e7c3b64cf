"""The page of a key result: its path, its check-ins, its epics, and the forms that change it."""

import pytest

from portfolio.store import contributions, okrs
from tests.web.okr_pages import make_quarter


@pytest.fixture
def quarter(store, cast):
    return make_quarter(store, cast)


@pytest.fixture
def page(quarter):
    return f"/okrs/key-results/{quarter.senders}"


def post(client, csrf, path, page, **values):
    return client.post(path, data={"csrf_token": csrf(client, page)} | values)


def test_the_page_shows_path_history_and_what_is_to_go(client, cast, sign_in, page):
    text = sign_in(client, cast.executive).get(page).get_data(as_text=True)
    for words in ("Telegram senders live", "is on track", "was 610", "Lead", "Still to go"):
        assert words in text, words
    assert 'type="application/json"' in text
    assert "Check in</a>" not in text


def test_the_path_is_a_file_and_a_figure(client, cast, sign_in, page):
    sign_in(client, cast.auditor)
    assert "2027-01-18,61" in client.get(f"{page}.csv").get_data(as_text=True)
    assert client.get(f"{page}.xlsx").status_code == 200
    traces = client.get(f"{page}.json").json["data"]
    assert [trace["name"] for trace in traces] == ["Expected", "Value", "Corrected"]
    assert client.get("/okrs/key-results/999").status_code == 404


def test_a_note_that_looks_like_a_formula_stays_text(client, cast, sign_in, quarter):
    sign_in(client, cast.auditor)
    text = client.get(f"/okrs/key-results/{quarter.others}.csv").get_data(as_text=True)
    assert "'=1+1" in text


def test_a_key_result_is_written_and_changed(client, cast, sign_in, csrf, store, quarter):
    sign_in(client, cast.area_owner)
    new = f"/okrs/{quarter.objective}/key-results/new"
    values = {
        "title": "Cost per million", "kind": "decrease", "start_value": "421,5",
        "target_value": "365", "unit": "euro", "phases": "2027-02-15 400",
    }  # fmt: skip
    answer = post(client, csrf, new, new, **values)
    assert answer.status_code == 303
    made = int(answer.location.rsplit("/", 1)[1].split("?")[0])
    edit = f"/okrs/key-results/{made}/edit"
    assert 'value="421.5"' in client.get(edit).get_data(as_text=True)
    changed = values | {"target_value": "370", "version": "1", "aspirational": "y"}
    assert post(client, csrf, edit, edit, **changed).status_code == 303
    assert post(client, csrf, edit, edit, **changed).status_code == 409
    with store.reading() as tx:
        found = okrs.one_key_result(tx, made)
    assert (found.start_value, found.target_value, found.aspirational) == (421.5, 370, True)
    assert found.phases[0].value == 400


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ""}, "Write a title."),
        ({"target_value": ""}, "Write the target: a number."),
        ({"target_value": "inf"}, "is no number"),
        ({"target_value": "1"}, "must be above 5"),
        ({"kind": "magic"}, "alid choice"),
        ({"phases": "soon 5"}, "is no day with a value"),
    ],
)
def test_what_makes_no_sense_comes_back_with_a_sentence(
    client, cast, sign_in, csrf, quarter, values, words
):
    sign_in(client, cast.planner)
    new = f"/okrs/{quarter.objective}/key-results/new"
    sense = {"title": "A", "kind": "increase", "start_value": "5", "target_value": "9"}
    answer = post(client, csrf, new, new, **sense | values)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_an_epic_is_attached_changed_and_detached(client, cast, sign_in, csrf, store, page):
    sign_in(client, cast.planner)
    values = {"item_key": "E-1", "effect": "20", "confidence": "50 %", "version": "0"}
    assert post(client, csrf, f"{page}/epics", page, **values).status_code == 303
    twice = post(client, csrf, f"{page}/epics", page, **values)
    assert (twice.status_code, "already" in twice.get_data(as_text=True)) == (422, True)
    assert "E-1" in client.get(f"{page}?epic=E-1").get_data(as_text=True)
    more = values | {"effect": "30", "version": "1"}
    assert post(client, csrf, f"{page}/epics", page, **more).status_code == 303
    assert post(client, csrf, f"{page}/epics", page, **more).status_code == 409
    with store.reading() as tx:
        one = contributions.between(tx, 1, int(page.rsplit("/", 1)[1]))
    assert one.amount == 15
    gone = post(client, csrf, f"{page}/epics/E-1/detach", page, version="2")
    assert gone.status_code == 303
    assert "No epic is attached" in client.get(page).get_data(as_text=True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"item_key": "E-99"}, "no item E-99"),
        ({"effect": "-3"}, "0 or more"),
        ({"effect": ""}, "how much the epic moves"),
        ({"confidence": "120"}, "from 0 to 100"),
        ({"confidence": "nan"}, "is no number"),
    ],
)
def test_a_wrong_expectation_comes_back_with_a_sentence(
    client, cast, sign_in, csrf, page, values, words
):
    sign_in(client, cast.planner)
    sense = {"item_key": "E-1", "effect": "20", "confidence": "50", "version": "0"}
    answer = post(client, csrf, f"{page}/epics", page, **sense | values)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_a_key_result_is_struck_out_with_its_reason(client, cast, sign_in, csrf, page):
    sign_in(client, cast.planner)
    nothing = post(client, csrf, f"{page}/strike", page, on="2027-02-09", version="1")
    assert (nothing.status_code, "Write why" in nothing.get_data(as_text=True)) == (422, True)
    values = {"on": "2027-02-09", "version": "1", "reason": "merged"}
    assert post(client, csrf, f"{page}/strike", page, **values).status_code == 303
    assert "is struck out" in client.get(page).get_data(as_text=True)
    assert client.get(f"{page}/edit").status_code == 403
    assert post(client, csrf, f"{page}/restore", page, version="2").status_code == 303
    assert "is on track" in client.get(page).get_data(as_text=True)


@pytest.mark.parametrize("name", ["lead", "executive", "member"])
def test_who_may_not_is_turned_away(client, cast, sign_in, csrf, page, quarter, name):
    sign_in(client, cast.by_name[name])
    assert client.get(f"{page}/edit").status_code == 403
    token = csrf(client, "/okrs")
    for tail in ("strike", "restore", "epics", "epics/E-1/detach"):
        assert client.post(f"{page}/{tail}", data={"csrf_token": token}).status_code == 403
