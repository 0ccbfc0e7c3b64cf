"""Searching finds every kind of thing, and the palette lists the pages one may reach."""

from portfolio.actions.open_cycle import open_cycle
from portfolio.store import rows
from portfolio.store.tables.backlog import items
from portfolio.store.tables.okrs import objectives
from tests.people import NOW


def _item(store, key, title, rank=1):
    values = {"level": "epic", "type": "Epic", "category": "todo", "rank": rank}
    with store.writing() as tx:
        rows.add(tx, items, {"key": key, "title": title, **values})


def test_a_word_finds_items_and_teams(client, cast, sign_in, store):
    _item(store, "ABC-1", "Falcon migration")
    page = sign_in(client, cast.executive).get("/search?q=falcon").get_data(as_text=True)
    assert "Falcon migration" in page
    assert 'href="/teams/falcon"' in page


def test_all_words_must_occur(client, cast, sign_in, store):
    _item(store, "ABC-1", "Falcon migration")
    page = sign_in(client, cast.executive).get("/search?q=falcon+payments")
    assert "Nothing holds" in page.get_data(as_text=True)


def test_a_key_goes_straight_to_its_item(client, cast, sign_in, store):
    _item(store, "ABC-1", "Falcon migration")
    _item(store, "ABC-12", "Other", rank=2)
    answer = sign_in(client, cast.executive).get("/search?q=abc-1")
    assert answer.status_code == 303
    assert answer.location.endswith("/items/ABC-1")


def test_a_percent_sign_is_a_letter_like_any_other(client, cast, sign_in, store):
    _item(store, "ABC-1", "Falcon migration")
    assert "Nothing holds" in sign_in(client, cast.lead).get("/search?q=%25").get_data(as_text=True)


def test_the_palette_offers_objectives_and_only_reachable_pages(client, cast, sign_in, store):
    with store.writing() as tx:
        cycle = open_cycle(tx, cast.planner, "2027Q1", now=NOW)
        values = {"cycle_id": cycle.id, "code": "O1", "title": "Every channel", "created_at": NOW}
        rows.add(tx, objectives, values)
    titles = {one["title"] for one in sign_in(client, cast.executive).get("/palette.json").json}
    assert {"Every channel", "Falcon", "2027 Q1", "Home"} <= titles
    assert "Accounts and tokens" not in titles


def test_a_stranger_is_sent_to_sign_in(client, cast):
    assert client.get("/search?q=a").status_code == 303
