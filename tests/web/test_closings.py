"""The closing of a quarter in the browser: grades, notes, reopening, and what is refused."""

from datetime import UTC, datetime

import pytest

from portfolio.store import closings, okrs
from portfolio.web import here
from tests.web.okr_pages import make_quarter

AFTER = datetime(2027, 4, 5, 9, 0, tzinfo=UTC)
PAGE = "/okrs/closing?cycle=2027Q1"


@pytest.fixture
def quarter(store, cast):
    return make_quarter(store, cast)


@pytest.fixture
def after(monkeypatch):
    monkeypatch.setattr(here, "now", lambda: AFTER)


def send(client, csrf, path, **values):
    return client.post(path, data={"csrf_token": csrf(client, "/okrs/new")} | values)


def test_a_quarter_that_runs_cannot_be_closed(client, cast, sign_in, quarter, csrf):
    page = sign_in(client, cast.planner).get(PAGE).get_data(as_text=True)
    assert "can be closed from then on" in page
    assert 'name="grade-' not in page
    answer = send(client, csrf, PAGE, version="1")
    assert answer.status_code == 422
    assert "runs until" in answer.get_data(as_text=True)


def test_a_quarter_is_closed_with_grades_and_opened_again(
    client, cast, sign_in, quarter, csrf, after, store
):
    sign_in(client, cast.planner)
    grade, reason = f"grade-{quarter.senders}", f"reason-{quarter.senders}"
    assert f'name="{grade}"' in client.get(PAGE).get_data(as_text=True)

    for wrong, words in (("2", "from 0 to 1"), ("x", "from 0 to 1"), ("0.9", "Write why")):
        refused = send(client, csrf, PAGE, version="1", **{grade: wrong})
        assert refused.status_code == 422
        assert words in refused.get_data(as_text=True)
        assert f'value="{wrong}"' in refused.get_data(as_text=True)

    said = {grade: "0.9", reason: "Counted late", "note": "Start earlier"}
    note = {f"note-{quarter.objective}": "Partners came last"}
    assert send(client, csrf, PAGE, version="1", **said, **note).status_code == 303
    page = client.get(PAGE).get_data(as_text=True)
    for words in ("was closed with a grade of", "Counted late", "Start earlier", "Partners came"):
        assert words in page, words
    assert "Counted late" in client.get("/okrs/closing.csv?cycle=2027Q1").get_data(as_text=True)
    assert send(client, csrf, PAGE, version="2", **said).status_code == 422

    again = "/okrs/closing/reopen?cycle=2027Q1"
    assert send(client, csrf, again, version="1", reason="wrong").status_code == 409
    assert send(client, csrf, again, version="2", reason=" ").status_code == 422
    assert send(client, csrf, again, version="2", reason="One was missed").status_code == 303
    page = client.get(PAGE).get_data(as_text=True)
    assert "was opened again" in page
    assert 'value="Counted late"' in page
    with store.reading() as tx:
        cycle = okrs.cycle_of(tx, quarter.objective)
        assert closings.of_cycle(tx, cycle.id).closed_at is None


def test_who_may_not_close_sees_the_end_without_a_form(client, cast, sign_in, quarter, after):
    page = sign_in(client, cast.lead).get(PAGE).get_data(as_text=True)
    assert "waits for its closing" in page
    assert 'name="grade-' not in page
