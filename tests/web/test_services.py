"""Services with their teams, targets, and failures that hurt nobody, in a browser's eyes."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portfolio.domain.people import Viewer
from portfolio.store import deployments, services
from portfolio.store.unit import Store
from tests.deliveries import History, make_history
from tests.people import Cast

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
Csrf = Callable[[FlaskClient, str], str]
PAGE = "/delivery/services"


@pytest.fixture
def history(store: Store, cast: Cast) -> History:
    return make_history(store, cast)


@pytest.fixture
def planner(client: FlaskClient, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, cast.planner)


@pytest.fixture
def send(planner: FlaskClient, csrf: Csrf) -> Callable[..., Any]:
    def post(path: str, **fields: Any) -> Any:
        return planner.post(path, data={"csrf_token": csrf(planner, PAGE), **fields})

    return post


def test_service_is_added_once(planner: FlaskClient, cast: Cast, send: Any, store: Store) -> None:
    assert send(PAGE, name="Payments API", team=cast.team_id).status_code == 303
    assert "1 service, with its team" in planner.get(PAGE).get_data(as_text=True)
    again = send(PAGE, name="payments api", team=0)
    assert again.status_code == 422
    assert "There is a service payments-api already" in again.get_data(as_text=True)
    for name in ("", "???", "x" * 200):
        assert send(PAGE, name=name, team=0).status_code == 422


def test_service_gets_a_team_and_a_stale_choice_shows_both(
    history: History, cast: Cast, send: Any, store: Store
) -> None:
    path = f"{PAGE}/mail/team"
    assert send(path, team=0, version=1).status_code == 303
    assert send(path, team=cast.team_id, version=1).status_code == 409
    assert send(path, team=999, version=2).status_code == 422
    assert send(path, team=0, version="9" * 30).status_code == 422
    assert send(f"{PAGE}/nothing/team", team=0, version=1).status_code == 404
    with store.reading() as tx:
        assert services.one_service(tx, "mail").team_id is None


def test_targets_are_drawn_and_taken_away(
    planner: FlaskClient, history: History, send: Any
) -> None:
    assert (
        send("/delivery/targets", deployments_per_week="4", change_fail_rate="5").status_code == 303
    )
    page = planner.get("/delivery").get_data(as_text=True)
    assert "≤ 5.0" in page
    assert "that reach 4" in page
    assert planner.get("/delivery/deployments.json").get_json()["layout"]["shapes"]
    assert send("/delivery/targets").status_code == 303
    assert "shapes" not in planner.get("/delivery/deployments.json").get_json()["layout"]
    wrong = send("/delivery/targets", lead_time_hours="-1", rework_rate="500")
    assert wrong.status_code == 422
    assert "from 0 to 100" in wrong.get_data(as_text=True)


def test_lead_marks_a_failure_of_the_own_team_as_without_impact(
    client: FlaskClient, history: History, cast: Cast, sign_in: SignIn, csrf: Csrf, store: Store
) -> None:
    with store.reading() as tx:
        one = deployments.by_name(tx, "p-5-0")[0]
    lead = sign_in(client, cast.lead)
    trace = f"/trace/dep:{one.id}"
    token = csrf(lead, trace)
    path = f"/deployments/{one.id}/no-impact"
    reason = "It failed before any traffic went there."
    assert lead.post(path, data={"csrf_token": token, "reason": "no"}).status_code == 422
    sent = {"csrf_token": token, "reason": reason, "version": "1"}
    assert lead.post(path, data=sent).status_code == 303
    page = lead.get(trace).get_data(as_text=True)
    assert "no impact" in page
    assert "Mark as without impact" not in page
    assert lead.post(path, data=sent).status_code == 409


def test_only_who_may_edit_deliveries_sees_the_page(
    client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    assert sign_in(client, cast.executive).get(PAGE).status_code == 403
