"""The backlog's page: tree, list, filters, files, moving rows."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from portfolio.actions.add_items import add_items
from portfolio.domain.backlog import Category, Level, Link, NewItem
from portfolio.domain.people import SYSTEM
from portfolio.store import backlog
from portfolio.store.unit import Store
from tests.pages import read
from tests.people import NOW, Cast


@pytest.fixture
def planner(
    store: Store, cast: Cast, client: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> FlaskClient:
    """The planner's browser before a small backlog."""
    new = [
        NewItem("Every channel", Level.INITIATIVE, "I-1", area_id=cast.area_id),
        NewItem("Payments", Level.EPIC, "E-1", parent_key="I-1"),
        NewItem("Refunds", Level.EPIC, "E-2", parent_key="I-1", points=8),
        NewItem("Fraud", Level.EPIC, "E-3", area_id=cast.other_area_id),
        NewItem("Pay by phone", key="S-1", parent_key="E-1", team_id=cast.team_id, points=5),
        NewItem("Pay by watch", key="S-2", parent_key="E-1", category=Category.DONE, points=3),
        NewItem("=HYPERLINK(1)", key="S-3", team_id=cast.other_team_id),
    ]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, [Link("Blocks", "S-1", "S-3")], now=NOW)
    return sign_in(client, cast.planner)


def rows(client: FlaskClient, path: str) -> list[str]:
    """Return the keys of the rows that a page shows."""
    page = read(client.get(path).get_data(as_text=True))
    return [one.get("id") or "" for one in page.all("tr") if (one.get("id") or "")[:4] == "row-"]


def test_the_tree_shows_epics_under_initiatives_and_loose_items_last(planner: FlaskClient) -> None:
    assert rows(planner, "/backlog") == ["row-I-1", "row-E-1", "row-E-2", "row-E-3", "row-S-3"]


def test_an_epic_opens_by_its_address(planner: FlaskClient) -> None:
    found = rows(planner, "/backlog?open=E-1")
    assert found[:4] == ["row-I-1", "row-E-1", "row-S-1", "row-S-2"]


def test_the_headline_says_what_is_open(planner: FlaskClient) -> None:
    page = planner.get("/backlog").get_data(as_text=True)
    assert "3 of 3 epics are open, with 5 points of stories to do" in page
    assert "3 of 3 epics are open" in read(page).all("h1")[0].text


def test_sums_count_stories_and_epics_without_any(planner: FlaskClient) -> None:
    page = read(planner.get("/backlog").get_data(as_text=True))
    cells = {
        row.get("id"): [cell.text for cell in row.all("td", "th")]
        for row in page.all("tr")
        if row.get("id")
    }
    assert cells["row-I-1"][5].startswith("16")
    assert cells["row-E-1"][5].startswith("8")
    assert "38" in cells["row-E-1"][6]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=pay", ["I-1", "E-1", "S-1", "S-2"]),
        ("q=s-3", ["S-3"]),
        ("team=falcon", ["I-1", "E-1", "S-1"]),
        ("area=trust", ["E-3", "S-3"]),
        ("category=done", ["I-1", "E-1", "S-2"]),
        ("level=epic&shape=list", ["E-1", "E-2", "E-3"]),
        ("shape=list&team=none&level=story", ["S-2"]),
        ("q=nothing-like-it", []),
        ("q=100%25", []),
    ],
)
def test_filters_of_the_query(planner: FlaskClient, query: str, found: list[str]) -> None:
    assert rows(planner, f"/backlog?{query}") == [f"row-{key}" for key in found]


@pytest.mark.parametrize("query", ["team=nobody", "area=x", "level=saga", "objective=O9"])
def test_a_filter_that_names_nothing_is_not_found(planner: FlaskClient, query: str) -> None:
    assert planner.get(f"/backlog?{query}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "9999", "x", "9" * 30])
def test_an_odd_page_number_shows_a_page(planner: FlaskClient, page: str) -> None:
    assert planner.get(f"/backlog?page={page}").status_code == 200


def test_the_files_hold_the_filtered_rows_and_no_formula(planner: FlaskClient) -> None:
    text = planner.get("/backlog.csv?team=heron").get_data(as_text=True)
    assert text.splitlines()[1].split(",")[1:5] == ["S-3", "story", "Story", "'=HYPERLINK(1)"]
    book = load_workbook(io.BytesIO(planner.get("/backlog.xlsx").data))
    assert [row[1].value for row in book.active.iter_rows(min_row=2)][:2] == ["I-1", "E-1"]


def test_a_row_moves_by_its_buttons_and_back_by_undo(
    planner: FlaskClient, store: Store, csrf: Callable[..., str]
) -> None:
    token = csrf(planner, "/backlog")
    answer = planner.post(
        "/items/E-2/move", data={"csrf_token": token, "before": "E-1", "next": "/backlog"}
    )
    assert (answer.status_code, answer.location) == (303, "/backlog")
    page = planner.get("/backlog").get_data(as_text=True)
    assert rows(planner, "/backlog")[:3] == ["row-I-1", "row-E-2", "row-E-1"]
    undo = next(form for form in read(page).all("form") if form.get("id") == "undo-1")
    planner.post(undo.get("action") or "", data={"csrf_token": token})
    assert rows(planner, "/backlog")[:3] == ["row-I-1", "row-E-1", "row-E-2"]


def test_the_empty_backlog_says_what_to_do(
    client: FlaskClient, cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    page = sign_in(client, cast.planner).get("/backlog").get_data(as_text=True)
    assert "The backlog is empty" in page
    assert "Import a Jira export" in page


def test_the_page_asks_the_same_number_of_questions_whatever_it_shows(
    planner: FlaskClient, store: Store, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as few:
        planner.get("/backlog?open=E-1")
    with store.writing() as tx:
        more = [NewItem(f"Epic {n}", Level.EPIC, parent_key="I-1") for n in range(90)]
        add_items(tx, SYSTEM, more, now=NOW)
    with count_queries() as many:
        planner.get("/backlog?open=E-1")
    assert len(many) == len(few) <= 21


def test_long_trees_come_in_pages(planner: FlaskClient, store: Store) -> None:
    with store.writing() as tx:
        more = [NewItem(f"Epic {n}", Level.EPIC, parent_key="I-1") for n in range(120)]
        add_items(tx, SYSTEM, more, now=NOW)
    second = rows(planner, "/backlog?page=2")
    assert second[0] == "row-I-1"  # named again above its last epics
    assert second[-2:] == ["row-E-3", "row-S-3"]
    with store.reading() as tx:
        assert len(backlog.all_items(tx)) == 127


def test_the_ranked_list_has_open_epics_and_loose_items_in_one_order(planner: FlaskClient) -> None:
    assert rows(planner, "/backlog?shape=rank") == ["row-E-1", "row-E-2", "row-E-3", "row-S-3"]
    assert rows(planner, "/backlog?shape=rank&q=pay") == ["row-E-1"]


def test_a_chunk_is_the_rows_alone(planner: FlaskClient) -> None:
    answer = planner.get("/backlog?shape=rank", headers={"X-Fragment": "chunk"})
    page = read(answer.get_data(as_text=True))
    assert not page.all("main")
    assert [one.get("data-chunk") for one in page.all("tbody")] == ["1"]


def test_a_move_answers_a_script_with_its_place_and_the_way_back(
    planner: FlaskClient, csrf: Callable[[FlaskClient, str], str]
) -> None:
    token = csrf(planner, "/backlog?shape=rank")
    json = {"Accept": "application/json"}
    sent = {"csrf_token": token, "after": "E-3"}
    said = planner.post(
        "/items/E-1/move?moves=0&beside_moves=0", data=sent, headers=json
    ).get_json()
    assert said == {
        "text": "E-1 is now at place 3.",
        "undo": "/items/E-1/move?place=1&moves=1",
        "place": 3,
    }
    stale = planner.post("/items/E-1/move?moves=0", data={**sent, "after": "E-2"})
    assert stale.status_code == 409
    assert "Moved by" in stale.get_data(as_text=True)
    back = planner.post(said["undo"], data={"csrf_token": token}, headers=json)
    assert back.get_json()["place"] == 1
    nowhere = planner.post("/items/E-1/move", data={"csrf_token": token, "before": "NO-1"})
    assert nowhere.status_code == 422
    assert "There is no item NO-1" in nowhere.get_data(as_text=True)
