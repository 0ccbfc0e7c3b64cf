"""Decisions: the trail read as a story."""

import ast
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portfolio.actions.add_items import add_items
from portfolio.actions.edit_item import edit_item
from portfolio.actions.move_item import move_item
from portfolio.domain.backlog import NewItem
from portfolio.store import trail
from portfolio.store.unit import Store
from portfolio.web.decision_words import SENTENCES
from tests.house.sources import sources
from tests.pages import read
from tests.people import NOW, Cast

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def decided(store: Store, cast: Cast) -> Store:
    """A store in which the planner has added, edited and moved items, and signed in."""
    with store.writing() as tx:
        add_items(tx, cast.planner, [NewItem("Pay", key="A"), NewItem("Ship", key="B")], now=NOW)
        edit_item(tx, cast.planner, "A", {"points": 5.0}, version=1, now=NOW)
        move_item(tx, cast.planner, "B", now=NOW, before="A")
        trail.record(tx, cast.planner, "sign in", "account:1", now=NOW)
    return store


def told(client: FlaskClient, path: str) -> list[str]:
    """Return the sentences of the page."""
    page = read(client.get(path).get_data(as_text=True))
    return [row.all("th")[0].text for row in page.all("tr") if row.get("id")]


def test_the_story_names_who_did_what_newest_first(
    decided: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    found = told(sign_in(client, cast.auditor), "/decisions")
    assert found == [
        "Planner moved B Ship in the backlog",
        "Planner edited A Pay",
        "Planner added items to the backlog",
    ]


def test_what_was_changed_is_told(
    decided: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    page = sign_in(client, cast.auditor).get("/decisions").get_data(as_text=True)
    assert "rank: 2 → 1" in page
    assert "points: 5" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [("object=item:A", 1), ("about=item", 2), ("about=all", 4), ("about=plan", 0), ("object=x", 0),
     ("about=nonsense", 3), ("before=2", 1), ("before=x", 3)],
)  # fmt: skip
def test_the_story_is_filtered_by_the_query(
    decided: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, query: str, count: int
) -> None:
    assert len(told(sign_in(client, cast.auditor), f"/decisions?{query}")) == count


def test_earlier_decisions_are_a_page_away(
    decided: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    with decided.writing() as tx:
        for turn in range(120):
            beside = {"before": "A"} if turn % 2 else {"after": "A"}
            move_item(tx, cast.planner, "B", now=NOW, **beside)  # type: ignore[arg-type]
    sign_in(client, cast.auditor)
    page = read(client.get("/decisions").get_data(as_text=True))
    link = next(one.get("href") or "" for one in page.all("a") if one.get("rel") == "next")
    assert len(told(client, "/decisions")) == 100
    assert len(told(client, link)) == 23


def test_the_file_carries_the_hashes(
    decided: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    text = sign_in(client, cast.auditor).get("/decisions.csv?about=all").get_data(as_text=True)
    with decided.reading() as tx:
        newest = trail.newest(tx, limit=1)[0]
    assert len(text.splitlines()) == 5
    assert newest.hash in text


def test_the_page_asks_a_fixed_number_of_questions(
    decided: Store, client: FlaskClient, cast: Cast, sign_in: SignIn,
    count_queries: Callable[[], Any],
) -> None:  # fmt: skip
    sign_in(client, cast.auditor)
    with count_queries() as asked:
        client.get("/decisions?about=all")
    assert len(asked) <= 12


def test_every_deed_of_the_actions_is_a_sentence() -> None:
    deeds = {
        node.args[2].value
        for source in sources("portfolio/actions")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "trail.record"
        and isinstance(node.args[2], ast.Constant)
    }
    assert deeds - set(SENTENCES) == set()
