"""One item's pages: what they show, saving, adding, linking."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portfolio.actions.add_items import add_items
from portfolio.domain.backlog import Level, Link, NewItem
from portfolio.domain.people import SYSTEM
from portfolio.store import backlog, item_links
from portfolio.store.unit import Store
from tests.pages import read
from tests.people import NOW, Cast

SignIn = Callable[..., FlaskClient]
FORM = {
    "title": "Pay by watch",
    "type": "Story",
    "parent_key": "E-1",
    "area_id": "",
    "category": "doing",
    "status": "In Review",
    "points": "3,5",
    "priority": "High",
    "kind_of_work": "debt",
    "due_on": "2027-03-01",
    "version": "1",
}


@pytest.fixture
def tree(store: Store, cast: Cast) -> Store:
    """An initiative, an epic and three linked stories, one of which names a key outside."""
    new = [
        NewItem("Every channel", Level.INITIATIVE, "I-1", area_id=cast.area_id),
        NewItem("Payments", Level.EPIC, "E-1", parent_key="I-1"),
        NewItem("Pay by phone", key="S-1", parent_key="E-1", team_id=cast.team_id, points=5),
        NewItem("<b>Sign</b> it", key="S-2", parent_key="E-1", team_id=cast.other_team_id),
    ]
    links = [Link("Blocks", "S-2", "S-1"), Link("Depends", "S-1", "ELSE-7")]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, links, now=NOW)
    return store


def test_an_item_shows_its_place_its_links_and_its_history(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    page = read(sign_in(client, cast.executive).get("/items/S-1").get_data(as_text=True))
    words = page.all("main")[0].text
    assert page.all("h1")[0].text == "Pay by phone: To do, waits for another item"
    assert "I-1 Every channel / E-1 Payments / S-1" in words
    assert "waits for S-2 <b>Sign</b> it" in words
    assert "ELSE-7 lies outside this product" in words
    assert "Remove" not in words


def test_an_epic_lists_its_parts_with_their_sum(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    page = sign_in(client, cast.planner).get("/items/E-1").get_data(as_text=True)
    assert "Payments: 0 of 2 parts done" in page
    assert "1 open part without points" in page


def test_an_item_that_does_not_exist_is_not_found(
    client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    assert sign_in(client, cast.planner).get("/items/X-1").status_code == 404


def test_a_lead_saves_an_item_of_the_own_team(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    token = csrf(sign_in(client, cast.lead), "/items/S-1/edit")
    data = {**FORM, "csrf_token": token, "team_id": str(cast.team_id)}
    answer = client.post("/items/S-1/edit", data=data)
    assert (answer.status_code, answer.location) == (303, "/items/S-1")
    with tree.reading() as tx:
        saved = backlog.one_item(tx, "S-1")
    assert (saved.title, saved.points, saved.kind_of_work) == ("Pay by watch", 3.5, "debt")
    assert "Pay by phone → Pay by watch" in client.get("/items/S-1").get_data(as_text=True)


def test_the_second_of_two_editors_sees_both_versions(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    token = csrf(sign_in(client, cast.lead), "/items/S-1/edit")
    data = {**FORM, "csrf_token": token, "team_id": str(cast.team_id)}
    client.post("/items/S-1/edit", data=data)
    answer = client.post("/items/S-1/edit", data={**data, "title": "Pay by ring"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Pay by ring" in page
    assert "Pay by watch" in page


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": ""}, "Write a title."),
        ({"points": "many"}, "is no number"),
        ({"points": "-1"}, "Points are a number from 0"),
        ({"parent_key": "S-2"}, "There is no such epic."),
        ({"earliest_on": "2027-03-02", "latest_on": "2027-03-01"}, "before the earliest"),
        ({"due_on": "soon"}, "Not a valid date"),
        ({"category": "perhaps"}, "Not a valid choice"),
    ],
)
def test_a_wrong_field_is_explained_and_nothing_saved(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str],
    wrong: dict[str, str], why: str,
) -> None:  # fmt: skip
    token = csrf(sign_in(client, cast.lead), "/items/S-1/edit")
    data = {**FORM, "csrf_token": token, "team_id": str(cast.team_id), **wrong}
    answer = client.post("/items/S-1/edit", data=data)
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)
    with tree.reading() as tx:
        assert backlog.one_item(tx, "S-1").version == 1


def test_the_form_offers_what_the_item_has(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    page = read(sign_in(client, cast.lead).get("/items/S-1/edit").get_data(as_text=True))
    chosen = [one.get("value") for one in page.all("option") if one.get("selected") is not None]
    assert chosen == [str(cast.team_id), "", "todo", "", ""]


def test_a_new_item_is_added_under_the_epic_it_was_asked_for(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    sign_in(client, cast.planner)
    token = csrf(client, "/items/new?level=story&parent=E-1")
    data = {**FORM, "csrf_token": token, "team_id": "", "level": "story", "key": ""}
    answer = client.post("/items/new", data=data)
    assert answer.status_code == 303
    with tree.reading() as tx:
        made = backlog.one_item(tx, answer.location.removeprefix("/items/"))
    assert (made.title, made.area_id, made.rank) == ("Pay by watch", cast.area_id, 5)


def test_a_link_is_made_and_removed(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    token = csrf(sign_in(client, cast.planner), "/items/E-1")
    answer = client.post(
        "/items/E-1/links", data={"csrf_token": token, "kind": "Blocks-in", "other": "S-2"}
    )
    assert answer.status_code == 303
    gone = {"csrf_token": token, "type": "Blocks", "from": "S-2", "to": "E-1"}
    assert client.post("/items/E-1/links/remove", data=gone).status_code == 303
    assert client.post("/items/E-1/links/remove", data=gone).status_code == 404
    with tree.reading() as tx:
        assert item_links.links_of(tx, "E-1") == []


@pytest.mark.parametrize("other", ["S-1", "S-99", "ELSE-7", "S-2"])
def test_a_link_that_cannot_be_is_explained(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str],
    other: str,
) -> None:  # fmt: skip
    token = csrf(sign_in(client, cast.planner), "/items/S-1")
    answer = client.post(
        "/items/S-1/links", data={"csrf_token": token, "kind": "Blocks-out", "other": other}
    )
    assert answer.status_code == 422


def test_the_page_asks_the_same_number_of_questions_whatever_it_shows(
    tree: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, count_queries: Callable[[], Any]
) -> None:
    sign_in(client, cast.planner)
    with count_queries() as few:
        client.get("/items/E-1")
    with tree.writing() as tx:
        add_items(tx, SYSTEM, [NewItem(f"S {n}", parent_key="E-1") for n in range(50)], now=NOW)
    with count_queries() as many:
        client.get("/items/E-1")
    assert len(many) == len(few) <= 30
