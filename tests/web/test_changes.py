"""The list of changes and the trace of a key in a browser's eyes."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portfolio.actions.add_items import add_items
from portfolio.domain.backlog import Level, NewItem
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.store.unit import Store
from tests.deliveries import History, make_history
from tests.people import NOW, Cast

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]


@pytest.fixture
def history(store: Store, cast: Cast) -> History:
    with store.writing() as tx:
        new = [
            NewItem(level=Level.INITIATIVE, title="Reach", key="INI-1"),
            NewItem(level=Level.EPIC, title="Faster", key="EPIC-1", parent_key="INI-1"),
            NewItem(level=Level.STORY, title="Better", key="MSG-2", parent_key="EPIC-1"),
        ]
        add_items(tx, SYSTEM, new, now=NOW)
    return make_history(store, cast)


@pytest.fixture
def reader(client: FlaskClient, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, cast.auditor)


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


def test_list_says_how_many_changes_carry_a_key(reader: FlaskClient, history: History) -> None:
    page = text(reader, "/changes")
    assert "changes carry the key of an item</h1>" in page
    assert "Page 1 of 2" in page
    assert "not in the backlog" in page


def test_changes_without_an_item_are_a_list_of_their_own(
    reader: FlaskClient, history: History
) -> None:
    page = text(reader, "/changes.csv?linked=no").lstrip("\ufeff")
    told = list(csv.DictReader(io.StringIO(page)))
    assert told
    assert {row["Items"] for row in told} == {""}


def test_list_can_be_searched(reader: FlaskClient, history: History) -> None:
    for query in ["q=MSG-2", "q=010abcf", "q=better", "service=payments", "linked=yes", "page=2"]:
        assert "<tbody>" in text(reader, f"/changes?{query}")


def test_nonsense_in_the_address_does_no_harm(reader: FlaskClient, history: History) -> None:
    for query in ["q=%25", "q=_", "page=0", "page=-1", "page=x", "page=99999999999"]:
        assert "<h1>" in text(reader, f"/changes?{query}")


def test_trace_goes_from_an_item_up_to_its_initiative_and_down_to_production(
    reader: FlaskClient, history: History
) -> None:
    page = text(reader, "/trace/MSG-2")
    assert "<h1>MSG-2 reached production on 17 Aug 2026</h1>" in page
    for word in ("INI-1", "EPIC-1", "v1.0", "make it better"):
        assert word in page


def test_trace_of_an_epic_finds_the_changes_of_its_stories(
    reader: FlaskClient, history: History
) -> None:
    assert "reached production" in text(reader, "/trace/EPIC-1")
    assert "MSG-2" in text(reader, "/trace/INI-1")


KEYS = [
    ("msg-2", "MSG-2 reached production"),
    ("MSG-4", "not in the backlog"),
    ("010abcf", "shop/payments #10 reached production"),
    ("pr:payments/10", "shop/payments #10 reached production"),
    ("pr:shop/payments/10", "shop/payments #10 reached production"),
    ("dep:v1.0", "v1.0 brought 1 change for 1 item to production"),
    ("dep:p-1-0", "v1.0 brought 1 change for 1 item to production"),
    ("inc:1", "Payments are slow: brought about by v20.0"),
]


def test_every_kind_of_key_leads_somewhere(reader: FlaskClient, history: History) -> None:
    for key, words in KEYS:
        assert words in text(reader, f"/trace/{key}")
        assert reader.get(f"/trace/{key}.json").get_json()["key"]


def test_key_that_fits_several_things_answers_a_list(reader: FlaskClient, history: History) -> None:
    page = text(reader, "/trace/dep:v2.1")
    assert "may be one of 2 things</h1>" in page
    assert reader.get("/trace/dep:v2.1.json").get_json()["hits"]


NAMELESS = [
    ("ZZZ-9", 404),
    ("fffffff", 404),
    ("dep:no", 404),
    ("inc:9", 404),
    ("kr:9", 404),
    ("okr:x", 404),
    ("pr:shop/9", 404),
    ("pr:9", 422),
    ("what is this", 422),
    ("x" * 400, 422),
]


def test_key_that_names_nothing_gets_a_sentence(reader: FlaskClient, history: History) -> None:
    for key, status in NAMELESS:
        assert "<h1>" in text(reader, f"/trace/{key}", status)


def test_typed_key_leads_to_its_trace(reader: FlaskClient, history: History) -> None:
    answer = reader.get("/trace?key=pr:shop/payments/10")
    assert answer.status_code == 302
    assert "10" in reader.get(answer.headers["Location"]).get_data(as_text=True)


def test_pages_ask_the_same_few_questions_whatever_their_size(
    reader: FlaskClient, history: History, count_queries: Any
) -> None:
    for path in ("/changes", "/trace/MSG-2", "/trace/INI-1"):
        with count_queries() as seen:
            text(reader, path)
        assert len(seen) <= 26, path
