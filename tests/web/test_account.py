"""Signing in: by a one-time link first, by the password afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from portfolio.actions.invite_account import invite_account
from portfolio.domain.people import SYSTEM, Role
from portfolio.store.unit import Store
from tests.people import Cast

PASSWORD = "correct horse battery staple"


@pytest.fixture
def link(store: Store) -> str:
    with store.writing() as tx:
        return invite_account(
            tx, SYSTEM, "ada@example.org", Role.PLANNER, now=datetime.now(UTC), name="Ada"
        )


@pytest.fixture
def member(client: FlaskClient, link: str, csrf: Callable[[FlaskClient, str], str]) -> FlaskClient:
    token = csrf(client, f"/welcome/{link}")
    sent = {"csrf_token": token, "password": PASSWORD, "again": PASSWORD}
    assert client.post(f"/welcome/{link}", data=sent).status_code == 303
    return client


def _sign_in(client: FlaskClient, token: str, password: str, **more: str) -> object:
    sent = {"csrf_token": token, "email": "ada@example.org", "password": password, **more}
    return client.post("/sign-in", data=sent)


def test_a_one_time_link_lets_in_once(member: FlaskClient, link: str) -> None:
    assert member.get("/account").status_code == 200
    assert member.get(f"/welcome/{link}").status_code == 404


def test_a_weak_password_is_refused_with_a_sentence(
    client: FlaskClient, link: str, csrf: Callable[[FlaskClient, str], str]
) -> None:
    token = csrf(client, f"/welcome/{link}")
    sent = {"csrf_token": token, "password": "password1234", "again": "password1234"}
    answer = client.post(f"/welcome/{link}", data=sent)
    assert answer.status_code == 422
    assert "words everybody tries first" in answer.get_data(as_text=True)
    assert client.get(f"/welcome/{link}").status_code == 200


def test_the_password_lets_in_and_signing_out_ends_the_session(
    member: FlaskClient, csrf: Callable[[FlaskClient, str], str]
) -> None:
    token = csrf(member, "/account")
    assert member.post("/sign-out", data={"csrf_token": token}).status_code == 303
    assert member.get("/account").status_code == 303
    token = csrf(member, "/sign-in")
    assert _sign_in(member, token, PASSWORD).status_code == 303
    assert member.get("/account").status_code == 200


def test_wrong_passwords_are_counted_and_then_refused(
    member: FlaskClient, csrf: Callable[[FlaskClient, str], str]
) -> None:
    member.post("/sign-out", data={"csrf_token": csrf(member, "/account")})
    token = csrf(member, "/sign-in")
    for _ in range(10):
        answer = _sign_in(member, token, "wrong password here")
        assert "address or the password is wrong" in answer.get_data(as_text=True)
    assert "Too many tries" in _sign_in(member, token, PASSWORD).get_data(as_text=True)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_host(
    member: FlaskClient, csrf: Callable[[FlaskClient, str], str], target: str
) -> None:
    member.post("/sign-out", data={"csrf_token": csrf(member, "/account")})
    token = csrf(member, "/sign-in")
    answer = _sign_in(member, token, PASSWORD, next=target)
    assert answer.headers["Location"] == "/"


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/account?x=1")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/account?x%3D1"


def test_the_demo_door_is_shut_outside_of_the_demo(
    client: FlaskClient, cast: Cast, csrf: Callable[[FlaskClient, str], str]
) -> None:
    token = csrf(client, "/sign-in")
    answer = client.post(f"/demo/sign-in/{cast.planner.account_id}", data={"csrf_token": token})
    assert answer.status_code == 404


def test_a_post_without_the_csrf_token_is_refused(member: FlaskClient) -> None:
    answer = member.post("/sign-out")
    assert answer.status_code == 400
    assert member.get("/account").status_code == 200
