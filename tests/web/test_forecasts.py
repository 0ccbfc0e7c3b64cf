"""Forecasts on pages: each beside its record, as a file, made anew, at a constant cost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from portfolio.actions.request_forecast import KIND, request_forecast
from portfolio.actions.run_forecast import run_forecast
from portfolio.actions.run_plan import Run
from portfolio.store import forecasts, jobs, okrs
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan, put_in_force

WEEK = timedelta(days=7)


def test_forecasts_stand_beside_their_record_and_are_made_anew_by_a_button(
    store: Store,
    cast: Cast,
    client: FlaskClient,
    sign_in: Callable[..., FlaskClient],
    csrf: Callable[[FlaskClient, str], str],
) -> None:
    company = make_company(store, cast)
    sign_in(client, cast.planner)
    empty = client.get("/forecasts?cycle=2027Q1")
    assert empty.status_code == 200 and "No open forecasts" in empty.text
    token = csrf(client, "/forecasts?cycle=2027Q1")
    asked = client.post("/forecasts?cycle=2027Q1", data={"csrf_token": token})
    assert asked.status_code == 303
    with store.reading() as tx:
        job = jobs.newest_of(tx, KIND, company.cycle.id)
    assert job is not None
    run_forecast(Run(store, job.id, "w", lambda: NOW, pulse=lambda: NOW))
    page = client.get("/forecasts?cycle=2027Q1").text
    for words in ("When epics end", "What teams deliver in four weeks", "Falcon", "E-1"):
        assert words in page
    assert "not yet checked" in page
    rows = client.get("/forecasts.csv?cycle=2027Q1").text.splitlines()
    assert rows[0].endswith("p75,p85,p90") and any(row.startswith("epic,E-1") for row in rows)
    assert client.get("/forecasts.csv?cycle=2027Q1&on=never").status_code == 422
    before = client.get("/forecasts?cycle=2027Q1&on=2027-01-20").text
    assert "No open forecasts" in before  # none was made by that day
    for path in ("/items/E-1?cycle=2027Q1", "/teams/falcon?cycle=2027Q1"):
        assert "Forecasts of this kind are not yet checked" in client.get(path).text


def test_what_is_forecast_stands_on_each_page_whatever_the_number_of_forecasts(
    store: Store,
    cast: Cast,
    client: FlaskClient,
    sign_in: Callable[..., FlaskClient],
    count_queries: Callable[[], Any],
) -> None:
    company = make_company(store, cast)
    plan_id = make_plan(store, cast.planner, company)
    put_in_force(store, cast.planner, plan_id)
    with store.writing() as tx:
        job_id = request_forecast(tx, cast.planner, company.cycle, now=NOW, today=TODAY, worker="w")
    run_forecast(Run(store, job_id, "w", lambda: NOW, pulse=lambda: NOW))
    with store.reading() as tx:
        tree = okrs.tree(tx, company.cycle.id, on=TODAY)
    objective, key_result = tree.objectives[0], tree.every_key_result()[0]
    words = {
        "/areas": "Delivered until the quarter",
        "/teams/falcon": "Delivered in the next four weeks",
        "/items/E-1": "When it is done",
        f"/plans/{plan_id}": "Delivered by all its teams",
        f"/okrs/{objective.id}": "Work for it",
        f"/okrs/key-results/{key_result.id}": "Forecast",
        "/forecasts": "Where objectives end",
    }
    sign_in(client, cast.planner)

    def cost() -> dict[str, int]:
        found = {}
        for path, what in words.items():
            with count_queries() as seen:
                page = client.get(f"{path}?cycle=2027Q1")
            assert page.status_code == 200 and what in page.text, path
            found[path] = len(seen)
        return found

    cost()
    assert "not yet checked" in client.get("/areas?cycle=2027Q1").text
    _come_to_their_day(store, company, weeks=6)
    few = cost()
    _come_to_their_day(store, company, weeks=40)
    assert cost() == few
    for path in words:
        page = client.get(f"{path}?cycle=2027Q1").text
        assert "we said 80 %" in page.lower(), path
        assert 'role="img" aria-label="We said 80 %; it came true' in page, path


def _come_to_their_day(store: Store, company: Company, *, weeks: int) -> None:
    """Let weekly forecasts of each subject have come to their day."""
    with store.writing() as tx:
        made = forecasts.latest(tx, company.cycle.id, on=TODAY).values()
        for week in range(5, 5 + weeks):
            on = TODAY - week * WEEK
            days = {"quantiles": (1, 2, 3, 4, 5, 6, 7), "until_on": on + 4 * WEEK}
            forecasts.keep(tx, (replace(one, made_on=on, **days) for one in made), now=NOW)
        waiting = forecasts.open_ones(tx, on=TODAY)
        came = {one.id: one.low for one in waiting if one.made_on < TODAY}
        forecasts.close(tx, came, on=TODAY)
