"""The page of a past quarter planned again: its finding, its causes, its files."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import plotly.graph_objects as go
import pytest
from flask.testing import FlaskClient

from portfolio.actions.link_items import link_items
from portfolio.domain.backlog import Link
from portfolio.domain.jobs import JobState
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.store import jobs
from portfolio.store.unit import Store
from tests.actions.test_replay import later_work, leave
from tests.pages import read
from tests.people import Cast
from tests.replaying import Past, make_past, make_plan, replayed

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
PAGE = "/replay?cycle=2026Q4"


@pytest.fixture
def past(store: Store, cast: Cast) -> Past:
    """A quarter in which work came later."""
    found = make_past(store, cast)
    plan = make_plan(store, found)
    with store.writing() as tx:
        later_work(tx, found, plan)
    return found


def test_the_page_says_what_was_made_possible_and_came(
    store: Store,
    past: Past,
    client: FlaskClient,
    cast: Cast,
    sign_in: SignIn,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    replayed(store, past)
    sign_in(client, cast.executive)
    with count_queries() as spent:
        page = client.get(PAGE).get_data(as_text=True)
    assert len(spent) <= 34, len(spent)
    [title] = read(page).all("h1")
    assert title.text == (
        "2026 Q4: the plan made was worth 0.49, 0.49 was possible, 0.45 came: "
        "the whole difference is work that was added or dropped later"
    )
    assert "2 items that came after the first day were delivered: 7 points" in page
    assert "displaced by work that came later" in page
    assert "keep that much of the capacity free" in page
    assert "every rule kept" in page


def test_lists_are_files_and_the_steps_are_a_figure(
    store: Store, past: Past, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    replayed(store, past)
    sign_in(client, cast.member)
    for part in ("plans", "steps", "epics", "teams", "goals"):
        answer = client.get(f"/replay/{part}.csv?cycle=2026Q4")
        rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
        assert len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}, part
    found = client.get("/replay/steps.json?cycle=2026Q4").get_json()
    drawn = go.Figure(found)
    assert {one.type for one in drawn.data} == {"bar"}
    hatched = next(one for one in drawn.data if one.name == "Loss")
    assert hatched.marker.pattern.shape == "/" and hatched.text == ("−0.040",)
    assert client.get("/replay/steps.csv?cycle=2015Q1").status_code == 404
    assert client.get("/replay/nothing.csv?cycle=2026Q4").status_code == 404


def test_a_replay_is_asked_for_and_kept_until_the_history_changes(
    store: Store,
    past: Past,
    client: FlaskClient,
    cast: Cast,
    sign_in: SignIn,
    csrf: Callable[[FlaskClient, str], str],
) -> None:
    sign_in(client, cast.planner)
    assert client.get("/replay").headers["Location"].endswith(PAGE)
    form = {"csrf_token": csrf(client, PAGE), "cycle": "2026Q4"}
    asked = client.post("/replay", data=form)
    assert asked.status_code == 303
    title = read(client.get(asked.headers["Location"]).get_data(as_text=True)).all("h1")[0].text
    assert title == "The replay waits for a worker"
    assert "It is being replayed" in client.get(PAGE).get_data(as_text=True)
    assert "It is being replayed" not in client.get("/replay?cycle=2026Q3").get_data(as_text=True)
    refused = client.post("/replay", data={**form, "cycle": "2027Q1"})
    assert refused.status_code == 422 and "once it is over" in refused.get_data(as_text=True)
    assert client.post("/replay", data={**form, "cycle": "soon"}).status_code == 422
    long_ago = client.post("/replay", data={**form, "cycle": "2015Q1"})
    assert long_ago.status_code == 422 and "Nothing was open" in long_ago.get_data(as_text=True)
    assert client.get("/replay?cycle=2015Q1").status_code == 404  # nor is the quarter made
    with store.writing() as tx:
        jobs.set_job(tx, int(asked.headers["Location"].split("/")[-1]), {"state": JobState.DONE})
    replayed(store, past)
    assert "The history has changed since" not in client.get(PAGE).get_data(as_text=True)
    plan = make_plan(store, past)
    with store.writing() as tx:
        leave(tx, past, plan)
        link_items(tx, SYSTEM, Link("Blocks", "S-1a", "S-2a"), now=past.at(3))
    said = client.get(PAGE).get_data(as_text=True)
    assert "The history has changed since (items, published plans, leave)" in said


def test_the_page_of_a_quarter_that_runs_leads_to_one_that_is_over(
    past: Past, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.planner)
    page = client.get("/replay?cycle=2026Q3").get_data(as_text=True)
    assert "has not been planned again yet" in page
    assert client.get("/replay?cycle=1999Q1").status_code == 404
