"""Workflows: statuses with their counts, mapped by those who may."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portfolio.actions.add_items import add_items
from portfolio.domain.backlog import NewItem
from portfolio.domain.people import SYSTEM
from portfolio.store import backlog
from portfolio.store.unit import Store
from tests.people import NOW, Cast

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def reviewed(store: Store, cast: Cast) -> Store:
    """Items in review in both teams and in none."""
    new = [
        NewItem("A", key="A", team_id=cast.team_id, status="In Review"),
        NewItem("B", key="B", team_id=cast.other_team_id, status="In Review"),
        NewItem("C", key="C", status="In Review"),
    ]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
    return store


def test_what_nobody_mapped_is_counted(
    reviewed: Store, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    page = sign_in(client, cast.executive).get("/workflows").get_data(as_text=True)
    assert "3 statuses are mapped by nobody" in page
    text = client.get("/workflows.csv").get_data(as_text=True)
    assert "Falcon,In Review,todo,1," in text


def test_a_lead_maps_the_own_teams_status(
    reviewed: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    token = csrf(sign_in(client, cast.lead), "/workflows?team=falcon")
    data = {"csrf_token": token, "status": "In Review", "category": "doing"}
    answer = client.post("/workflows/falcon", data=data)
    assert answer.status_code == 303
    assert "1 open item is counted anew" in client.get(answer.location).get_data(as_text=True)
    assert client.post("/workflows/heron", data=data).status_code == 403
    assert client.post("/workflows/product", data=data).status_code == 403
    with reviewed.reading() as tx:
        found = {item.key: item.category.value for item in backlog.all_items(tx)}
    assert found == {"A": "doing", "B": "todo", "C": "todo"}


def test_the_planner_maps_for_all_teams_that_do_not_themselves(
    reviewed: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    token = csrf(sign_in(client, cast.planner), "/workflows?team=product")
    data = {"csrf_token": token, "status": "In Review", "category": "doing"}
    assert client.post("/workflows/product", data=data).status_code == 303
    assert "Every status is mapped" in client.get("/workflows").get_data(as_text=True)


def test_two_who_map_one_status_do_not_both_win(
    reviewed: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    token = csrf(sign_in(client, cast.lead), "/workflows?team=falcon")
    data = {"csrf_token": token, "status": "In Review", "category": "doing"}
    client.post("/workflows/falcon", data=data)
    client.post("/workflows/falcon", data={**data, "category": "done", "version": "1"})
    late = {**data, "category": "dropped", "version": "1"}
    assert client.post("/workflows/falcon", data=late).status_code == 409


@pytest.mark.parametrize(("path", "status"), [("falcon", 422), ("nobody", 404)])
def test_nonsense_is_refused(
    reviewed: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str],
    path: str, status: int,
) -> None:  # fmt: skip
    token = csrf(sign_in(client, cast.lead), "/workflows?team=falcon")
    data = {"csrf_token": token, "status": "In Review", "category": "perhaps"}
    assert client.post(f"/workflows/{path}", data=data).status_code == status


def test_the_matrix_maps_what_changed_and_nothing_else(
    reviewed: Store, client: FlaskClient, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    token = csrf(sign_in(client, cast.lead), "/workflows?team=falcon")
    page = client.get("/workflows?team=falcon").get_data(as_text=True)
    assert 'aria-label="In Review: Doing"' in page
    assert "by nobody" in page
    data = {"csrf_token": token, "status-0": "In Review", "category-0": "doing"}
    answer = client.post("/workflows/falcon/all", data=data)
    assert answer.status_code == 303
    assert "1 status is mapped" in client.get(answer.location).get_data(as_text=True)
    again = client.post("/workflows/falcon/all", data=data)
    assert "0 statuses are mapped" in client.get(again.location).get_data(as_text=True)
    client.post("/workflows/falcon/all", data={**data, "category-0": "done", "version-0": "1"})
    late = {**data, "category-0": "dropped", "version-0": "1"}
    assert client.post("/workflows/falcon/all", data=late).status_code == 409
    assert client.post("/workflows/heron/all", data=data).status_code == 403
