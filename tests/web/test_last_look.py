"""What changed since somebody last looked, and whose decisions are asked for."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from portfolio.actions.add_items import add_items
from portfolio.actions.edit_item import edit_item
from portfolio.actions.look_at_trail import look_at_trail
from portfolio.domain.backlog import NewItem
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.screens import since_last_look
from portfolio.screens.since_last_look import News
from portfolio.store import trail
from portfolio.store.unit import Store
from tests.pages import read
from tests.people import NOW, Cast

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def decided(store: Store, cast: Cast) -> Store:
    """The planner added an item a week ago, the system another, the area owner edits today."""
    with store.writing() as tx:
        early = NOW - timedelta(days=6)
        add_items(tx, cast.planner, [NewItem("Pay", key="A", area_id=cast.area_id)], now=early)
        add_items(tx, SYSTEM, [NewItem("Ship", key="B")], now=early)
        edit_item(tx, cast.area_owner, "A", {"points": 5.0}, version=1, now=NOW)
    return store


def news(store: Store, viewer: Viewer, now: datetime = NOW) -> News:
    with store.reading() as tx:
        return since_last_look.load(tx, viewer, now=now)


def look(store: Store, viewer: Viewer, now: datetime = NOW) -> int:
    with store.writing() as tx:
        return look_at_trail(tx, viewer, now=now).seq


def test_who_never_looked_is_told_of_what_others_did_in_the_last_week(
    decided: Store, cast: Cast
) -> None:
    found = news(decided, cast.planner)
    assert found.is_first and found.count == 1, "neither the own deed is news nor a machine's"
    assert news(decided, cast.executive).count == 2
    assert news(decided, cast.executive, NOW + timedelta(days=2)).count == 1
    assert [one.entry.deed for one in found.newest] == ["edit item"]


def test_having_looked_only_what_is_newer_is_new_and_a_look_lasts_half_an_hour(
    decided: Store, cast: Cast
) -> None:
    assert look(decided, cast.planner) == 0
    assert news(decided, cast.planner).count == 0
    with decided.writing() as tx:
        edit_item(tx, cast.area_owner, "A", {"points": 8.0}, version=2, now=NOW)
    assert news(decided, cast.planner).count == 1
    assert look(decided, cast.planner, NOW + timedelta(minutes=10)) == 0, "the same look"
    with decided.reading() as tx:
        head = trail.last_seq(tx)
    assert look(decided, cast.planner, NOW + timedelta(hours=2)) == head


def test_reading_the_story_marks_what_is_new_and_then_it_is_seen(
    decided: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.executive)
    page = client.get("/decisions").text
    assert page.count('class="tag">new<') == 3
    assert news(decided, cast.executive).count == 0
    assert client.get("/decisions?about=item").text.count('class="tag">new<') == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [("who=role:area_owner", 1), ("who=system", 1), ("who=me", 0), ("who=role:nobody", 0),
     ("who=99999999999999999999", 0), ("from=2027-02-09", 1), ("to=2027-02-08", 2),
     ("from=x&to=y", 3), ("from=2027-02-04&to=2027-02-09&who=role:planner", 0)],
)  # fmt: skip
def test_the_story_is_filtered_by_who_and_when(
    decided: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, query: str, count: int
) -> None:
    sign_in(client, cast.auditor)
    page = read(client.get(f"/decisions?{query}").get_data(as_text=True))
    assert len([row for row in page.all("tr") if row.get("id")]) == count
    text = client.get(f"/decisions.csv?{query}").get_data(as_text=True)
    assert len(text.splitlines()) == count + 1
