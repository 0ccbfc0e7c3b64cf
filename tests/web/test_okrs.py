"""The pages of objectives: what they say, who may change what, and what they cost."""

import pytest

from portfolio.store import okrs
from tests.people import NOW
from tests.web.okr_pages import make_quarter

TODAY = NOW.date()
MOST_QUERIES = 18  # of the frame and the page together


@pytest.fixture
def quarter(store, cast):
    return make_quarter(store, cast)


def post(client, csrf, path, page, **values):
    return client.post(path, data={"csrf_token": csrf(client, page)} | values)


def tree_of(store, quarter):
    with store.reading() as tx:
        return okrs.tree(tx, okrs.cycle_of(tx, quarter.objective).id, on=TODAY)


def test_the_tree_shows_objectives_key_results_and_their_state(client, cast, sign_in, quarter):
    page = sign_in(client, cast.executive).get("/okrs?cycle=2027Q1").get_data(as_text=True)
    assert "are off track" in page
    for words in ("Every channel a customer asks for", "61 of 140", "Ana Horvat", "0 of 2 steps"):
        assert words in page.replace("\u00a0", " ").replace("&nbsp;", " "), words
    assert "&lt;b&gt;Fraud&lt;/b&gt; blocked" in page
    assert "<b>Fraud" not in page
    assert "New objective" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("area=trust", {"Trust"}),
        ("status=stale", {"Every channel", "Partners"}),
        ("mine=1", {"Every channel"}),
        ("status=on_track", {"Every channel"}),
        ("status=at_risk", set()),
    ],
)
def test_the_tree_is_narrowed_in_the_address(client, cast, sign_in, quarter, query, shown):
    page = sign_in(client, cast.member).get(f"/okrs?{query}").get_data(as_text=True)
    table = page.split("<tbody>", 1)[-1] if "<tbody>" in page else ""
    found = {name for name in ("Every channel", "Partners", ">Trust<") if name in table}
    assert {name.strip("<>") for name in found} == shown
    assert shown or "Nothing fits these filters" in page


def test_the_tree_stands_as_of_any_day(client, cast, sign_in, quarter):
    early = sign_in(client, cast.auditor).get("/okrs?on=2027-01-10").get_data(as_text=True)
    assert "too early to judge" in early
    assert "no value yet" in early
    assert client.get("/okrs?on=yesterday").status_code == 422


def test_every_list_is_a_file_too(client, cast, sign_in, quarter):
    sign_in(client, cast.executive)
    text = client.get("/okrs.csv?cycle=2027Q1").get_data(as_text=True)
    assert "Telegram senders live" in text
    assert len(text.strip().splitlines()) == 5
    assert client.get("/okrs.xlsx").status_code == 200
    assert client.get("/okrs.pdf").status_code == 404
    weeks = client.get("/okrs/over-time.csv").get_data(as_text=True)
    assert "2027-02-09" in weeks
    figure = client.get("/okrs/over-time.json").json
    assert {trace["name"] for trace in figure["data"]} >= {"Expected", "1.3 Launch"}


def test_an_objective_shows_its_key_results_and_what_is_under_it(client, cast, sign_in, quarter):
    page = sign_in(client, cast.lead).get(f"/okrs/{quarter.objective}").get_data(as_text=True)
    for words in ("Partners", "1.2", "Each key result against its expected curve", "No epic"):
        assert words in page
    assert client.get("/okrs/999").status_code == 404


def test_the_pages_cost_the_same_whatever_their_size(client, cast, sign_in, quarter, count_queries):
    sign_in(client, cast.planner)
    for path, more in (
        ("/okrs", 6),
        (f"/okrs/{quarter.objective}", 12),
        (f"/okrs/key-results/{quarter.senders}", 16),
        ("/check-ins", 6),
    ):
        with count_queries() as seen:
            client.get(path)
        spent = sum(one.startswith(("SELECT", "(SELECT")) for one in seen)
        assert spent <= MOST_QUERIES + more, (path, spent)


def test_a_planner_writes_changes_and_strikes_an_objective(
    client, cast, sign_in, csrf, store, quarter
):
    sign_in(client, cast.planner)
    new = {
        "quarter": "2027Q1",
        "title": "Cheaper messages",
        "weight": "1,5",
        "area_id": "",
        "team_id": "",
    }
    answer = post(client, csrf, "/okrs/new?cycle=2027Q1", "/okrs/new", **new, parent_id="")
    assert answer.status_code == 303
    made = int(answer.location.rsplit("/", 1)[1].split("?")[0])
    edited = new | {"title": "Much cheaper messages", "version": "1", "parent_id": ""}
    page = f"/okrs/{made}/edit"
    assert post(client, csrf, page, page, **edited).status_code == 303
    stale = post(client, csrf, page, page, **edited | {"title": "Other"})
    assert stale.status_code == 409
    assert "Much cheaper messages" in stale.get_data(as_text=True)
    with store.reading() as tx:
        assert okrs.one_objective(tx, made).weight == 1.5
    strike = {"on": "2027-02-09", "reason": "merged", "version": "2"}
    gone = post(client, csrf, f"/okrs/{made}/strike", f"/okrs/{made}", **strike)
    assert gone.status_code == 303
    assert made not in {one.id for one in tree_of(store, quarter).every_objective()}
    assert "Undo" in client.get("/okrs").get_data(as_text=True)
    assert "is struck out" in client.get(f"/okrs/{made}").get_data(as_text=True)
    back = post(client, csrf, f"/okrs/{made}/restore", f"/okrs/{made}", version="3")
    assert back.status_code == 303
    assert made in {one.id for one in tree_of(store, quarter).every_objective()}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ""}, "Write a title."),
        ({"title": "A", "weight": "nan"}, "is no number"),
        ({"title": "A", "weight": "-1"}, "from 0 to 1,000"),
        ({"title": "A", "code": "O1"}, "another O1"),
        ({"title": "A", "area_id": "999"}, "alid choice"),
        ({"title": "A", "quarter": "1999Q1"}, "alid choice"),
    ],
)
def test_what_makes_no_sense_comes_back_with_a_sentence(
    client, cast, sign_in, csrf, quarter, values, words
):
    sign_in(client, cast.planner)
    sent = {"quarter": "2027Q1"} | values
    answer = post(client, csrf, "/okrs/new?cycle=2027Q1", "/okrs/new", **sent)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["lead", "member", "executive", "auditor", "administrator"])
def test_who_may_not_edit_is_turned_away_at_the_door(client, cast, sign_in, quarter, name):
    sign_in(client, cast.by_name[name])
    assert client.get("/okrs/new").status_code == 403
    assert client.get(f"/okrs/{quarter.objective}/edit").status_code == 403


def test_an_area_owner_cannot_change_the_objective_of_another_area(
    client, cast, sign_in, csrf, quarter, store
):
    sign_in(client, cast.area_owner)
    trust = next(one.id for one in tree_of(store, quarter).objectives if one.code == "O2")
    data = {"csrf_token": csrf(client, "/okrs/new"), "title": "Mine now", "version": "1"}
    for page in (f"/okrs/{trust}/edit", f"/okrs/{trust}/key-results/new"):
        assert client.get(page).status_code == 403
        assert client.post(page, data=data).status_code == 403


def test_without_a_quarter_the_first_objective_opens_it(client, cast, sign_in, csrf):
    sign_in(client, cast.planner)
    assert "first objective of 2027Q1" in client.get("/okrs").get_data(as_text=True)
    values = {"title": "Every channel", "quarter": "2027Q1"}
    answer = post(client, csrf, "/okrs/new", "/okrs/new", **values)
    assert answer.status_code == 303
    assert "Every channel" in client.get("/okrs").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/okrs", "/okrs/1", "/okrs/key-results/1", "/okrs.csv"])
def test_a_stranger_sees_nothing(client, quarter, path):
    assert client.get(path).status_code == 303


def test_an_objective_may_be_written_for_the_quarter_to_come(client, cast, sign_in, csrf, quarter):
    sign_in(client, cast.planner)
    values = {"title": "For spring", "quarter": "2027Q2"}
    assert post(client, csrf, "/okrs/new", "/okrs/new", **values).status_code == 303
    assert "For spring" in client.get("/okrs?cycle=2027Q2").get_data(as_text=True)
    assert "For spring" not in client.get("/okrs?cycle=2027Q1").get_data(as_text=True)


def test_a_number_larger_than_any_row_is_no_fault_of_the_server(
    client, cast, sign_in, csrf, quarter
):
    huge = 10**30
    sign_in(client, cast.planner)
    for path in (
        f"/okrs/{huge}",
        f"/okrs/key-results/{huge}",
        f"/okrs/over-time.csv?objective={huge}",
    ):
        assert client.get(path).status_code in (200, 404), path
    page = f"/okrs/{quarter.objective}/edit"
    for values in ({"version": huge}, {"version": "one"}, {"version": "1", "area_id": huge}):
        assert post(client, csrf, page, page, title="A", **values).status_code in (409, 422)
    answer = post(client, csrf, f"/okrs/{quarter.objective}/restore", page, version=huge)
    assert answer.status_code == 409


def test_text_that_cannot_be_stored_is_told_in_a_sentence(client, cast, sign_in, csrf, quarter):
    sign_in(client, cast.planner)
    values = {"title": "A\0B", "quarter": "2027Q1"}
    answer = post(client, csrf, "/okrs/new", "/okrs/new", **values)
    assert (answer.status_code, "cannot be stored" in answer.get_data(as_text=True)) == (422, True)
    assert client.get("/okrs?area=%00").status_code == 422


def test_what_leaves_the_quarter_leaves_it_on_a_day_of_it(client, cast, sign_in, csrf, quarter):
    sign_in(client, cast.planner)
    page = f"/okrs/{quarter.objective}"
    for day, status in (("0001-01-01", 422), ("2027-04-01", 422), ("2027-01-01", 303)):
        values = {"on": day, "reason": "x", "version": "1"}
        assert post(client, csrf, f"{page}/strike", page, **values).status_code == status
    assert "is struck out" in client.get(page).get_data(as_text=True)


def test_what_is_refused_is_said_in_the_language_of_the_page(client, cast, sign_in, csrf, quarter):
    sign_in(client, cast.planner)
    client.set_cookie("language", "es")
    values = {"title": "A", "quarter": "1999Q1", "weight": "-1"}
    page = post(client, csrf, "/okrs/new", "/okrs/new", **values).get_data(as_text=True)
    assert "Opción inválida" in page
    values = {"title": "A", "quarter": "2027Q1", "weight": "-1"}
    page = post(client, csrf, "/okrs/new", "/okrs/new", **values).get_data(as_text=True)
    assert "El peso debe ser un número" in page
