"""The page of what changed in a quarter's scope."""

from datetime import UTC, date, datetime

from portfolio.web import here
from tests.okr_rows import add_check_in
from tests.web.okr_pages import make_quarter


def test_what_changed_within_a_quarter_is_told(client, cast, sign_in, store, csrf, monkeypatch):
    monkeypatch.setattr(here, "now", lambda: datetime(2027, 3, 15, 9, tzinfo=UTC))
    quarter = make_quarter(store, cast)
    with store.writing() as tx:
        add_check_in(tx, quarter.senders, date(2027, 2, 8), 40, note="Two left")
    sign_in(client, cast.planner)
    strike = f"/okrs/key-results/{quarter.others}/strike"
    sent = {"csrf_token": csrf(client, "/okrs/new"), "version": "1", "reason": "No longer wanted"}
    assert client.post(strike, data=sent | {"on": "2027-02-20"}).status_code == 303

    page = client.get("/okrs/scope?cycle=2027Q1&on=2027-03-01").get_data(as_text=True)
    for words in ("1 struck out", "1 went backwards", "Two left", "No longer wanted"):
        assert words in page, words
    early = client.get("/okrs/scope?cycle=2027Q1&on=2027-02-09").get_data(as_text=True)
    assert "0 struck out" in early
    fell = client.get("/okrs/scope.csv?cycle=2027Q1&on=2027-03-01&change=fell")
    assert "Two left" in fell.get_data(as_text=True)
    assert "No longer" not in fell.get_data(as_text=True)
