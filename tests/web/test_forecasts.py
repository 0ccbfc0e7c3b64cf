"""The page of forecasts: each beside its record, as a file, and made anew by a button."""

from collections.abc import Callable

from flask.testing import FlaskClient

from portfolio.actions.request_forecast import KIND
from portfolio.actions.run_forecast import run_forecast
from portfolio.actions.run_plan import Run
from portfolio.store import jobs
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import make_company


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
