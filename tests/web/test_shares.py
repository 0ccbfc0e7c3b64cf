"""A link for readers without an account: one quarter, to read, until it is closed."""

import re
from datetime import timedelta

import pytest

from portfolio.domain.shares import ShareState
from portfolio.store import shares
from portfolio.web import here, share_tokens
from tests.people import NOW
from tests.web.okr_pages import make_quarter

KEY = "k" * 40


@pytest.fixture
def quarter(store, cast):
    return make_quarter(store, cast)


@pytest.fixture
def link(client, cast, sign_in, csrf, quarter):
    """The path of a link that the planner made for seven days."""
    sign_in(client, cast.planner)
    sent = {"csrf_token": csrf(client, "/shares"), "title": "The board", "quarter": "2027Q1"}
    answer = client.post("/shares", data=sent | {"days": "7"})
    assert answer.status_code == 201
    found = re.search(r"http://127\.0\.0\.1:8000(/share/[\w.-]+)", answer.get_data(as_text=True))
    assert found
    return found[1]


def test_whoever_holds_the_link_reads_one_quarter_and_nothing_else(app, quarter, link) -> None:
    stranger = app.test_client()
    answer = stranger.get(link)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    leads = set(re.findall(r'<a [^>]*href="(/[^"]*)"', page)) - {"/"}
    assert f"{link}/okrs/{quarter.objective}" in leads
    assert all(one.startswith(link) for one in leads), leads
    assert "<nav" not in page and "Planner" not in page and "/sign-out" not in page
    inside = stranger.get(f"{link}/okrs/{quarter.objective}").get_data(as_text=True)
    assert "Telegram senders live" in inside and f'id="kr{quarter.senders}"' in inside
    assert "Ana Horvat" in inside  # the owner
    assert stranger.get(f"{link}/okrs/999").status_code == 404
    assert stranger.get("/progress").status_code == 303
    assert 'lang="es"' in stranger.get(f"{link}?lang=es").get_data(as_text=True)


def test_a_closed_link_says_so_and_a_forged_one_is_no_page(
    app, store, client, cast, sign_in, csrf, link, monkeypatch
) -> None:
    stranger = app.test_client()
    for wrong in (
        link[:-1] + ("0" if link[-1] != "0" else "1"),
        link.partition(".")[0],
        "/share/x",
    ):
        assert stranger.get(wrong).status_code == 404
    stranger.get(link)
    with store.reading() as tx:
        (share,) = shares.made_by(tx, cast.planner.account_id)
    assert (share.uses, share.last_used_at) == (1, NOW)
    assert share.title in client.get("/shares.csv").get_data(as_text=True)
    monkeypatch.setattr(here, "now", lambda: NOW + timedelta(days=7))
    assert stranger.get(link).status_code == 410
    assert "This link is closed" in stranger.get(link).get_data(as_text=True)
    monkeypatch.setattr(here, "now", lambda: NOW)
    token = {"csrf_token": csrf(client, "/shares")}
    assert client.post(f"/shares/{share.id}/revoke", data=token).status_code == 303
    assert stranger.get(link).status_code == 410
    assert "revoked the link" in client.get("/decisions?kind=all").get_data(as_text=True)
    with store.reading() as tx:
        assert shares.one(tx, share.id).state(NOW) is ShareState.REVOKED


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": ""}, "Write for whom"),
        ({"days": "8"}, "Choose how long"),
        ({"quarter": "1999Q1"}, "Choose a quarter"),
        ({"until": "2027-02-08"}, "Choose a day to come"),
        ({"until": "2031-01-01"}, "a year at most"),
        ({"until": "31/12"}, "Write the day as"),
        ({"until": "9999-12-31"}, "Write the day as"),
    ],
)
def test_what_cannot_be_meant_is_refused(client, cast, sign_in, csrf, quarter, sent, words) -> None:
    sign_in(client, cast.executive)
    whole = {"csrf_token": csrf(client, "/shares"), "title": "A", "quarter": "2027Q1", "days": "30"}
    answer = client.post("/shares", data=whole | sent)
    assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True)


def test_a_token_opens_with_the_key_that_signed_it_alone() -> None:
    signed = share_tokens.sign("abc", KEY)
    assert share_tokens.opened(signed, KEY) == "abc"
    for text in (signed, signed + "0", "abc", "", ".", "ñ.ñ", signed.replace("a", "b")):
        key = "x" * 40 if text == signed else KEY
        assert share_tokens.opened(text, key) is None


def test_links_lead_inside_or_become_bare_text() -> None:
    html = (
        '<a class="b" href="/okrs/1"><b>One</b></a> and '
        '<a\nhref="/plans/2">v2</a> <a href="#x">x</a>'
    )
    lead = {"/okrs/1": "/in"}.get
    expected = '<a class="b" href="/in"><b>One</b></a> and v2 <a href="#x">x</a>'
    assert share_tokens.closed_in(html, lead) == expected
