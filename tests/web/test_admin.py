"""The administrator's pages: accounts, one-time links shown once, tokens."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.store import people
from portfolio.store.unit import Store
from tests.people import Cast

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def admin(client: FlaskClient, cast: Cast, sign_in: SignIn) -> FlaskClient:
    """The administrator's browser."""
    return sign_in(client, cast.administrator)


def test_the_page_lists_accounts_with_role_and_reach(admin: FlaskClient) -> None:
    page = admin.get("/admin").get_data(as_text=True)
    assert "9 accounts can sign in" in page
    assert "lead@example.org" in page
    assert "Falcon" in page


def test_an_invitation_shows_its_link_once(
    admin: FlaskClient, csrf: Callable[..., str], app: Flask, store: Store
) -> None:
    token = csrf(admin, "/admin/accounts/new")
    data = {"csrf_token": token, "email": "new@example.org", "name": "New", "role": "lead"}
    answer = admin.post("/admin/accounts/new", data=data)
    page = answer.get_data(as_text=True)
    found = re.search(r"/welcome/([\w-]+)", page)
    assert answer.status_code == 201
    assert found
    assert app.test_client().get(f"/welcome/{found[1]}").status_code == 200
    assert found[1] not in admin.get("/admin").get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong",
    [{"email": "no address"}, {"email": "lead@example.org"}, {"role": "king"}, {"email": ""}],
)
def test_a_wrong_invitation_is_explained(
    admin: FlaskClient, csrf: Callable[..., str], wrong: dict[str, str]
) -> None:
    token = csrf(admin, "/admin/accounts/new")
    data = {"csrf_token": token, "email": "new@example.org", "role": "lead", **wrong}
    assert admin.post("/admin/accounts/new", data=data).status_code == 422


def test_a_role_changes_at_once_in_the_browser_of_its_holder(
    admin: FlaskClient, app: Flask, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    other = sign_in(app.test_client(), cast.member)
    assert other.get("/items/new").status_code == 403
    path = f"/admin/accounts/{cast.member.account_id}"
    data = {"csrf_token": csrf(admin, path), "role": "planner", "version": "1"}
    assert admin.post(path, data=data).status_code == 303
    assert other.get("/items/new").status_code == 200


def test_a_disabled_account_is_out_at_once(
    admin: FlaskClient, app: Flask, cast: Cast, sign_in: SignIn, csrf: Callable[..., str]
) -> None:
    other = sign_in(app.test_client(), cast.member)
    path = f"/admin/accounts/{cast.member.account_id}"
    token = csrf(admin, path)
    answer = admin.post(f"{path}/disable", data={"csrf_token": token, "version": "1"})
    assert answer.status_code == 303
    assert other.get("/backlog").status_code == 303
    assert "disabled" in admin.get("/admin").get_data(as_text=True)
    admin.post(f"{path}/enable", data={"csrf_token": token, "version": "2"})
    assert "9 accounts can sign in" in admin.get("/admin").get_data(as_text=True)


def test_the_last_administrator_is_told_why_the_role_stays(
    admin: FlaskClient, cast: Cast, csrf: Callable[..., str]
) -> None:
    path = f"/admin/accounts/{cast.administrator.account_id}"
    data = {"csrf_token": csrf(admin, path), "role": "member", "version": "1"}
    answer = admin.post(path, data=data)
    assert answer.status_code == 422
    assert "last administrator" in answer.get_data(as_text=True)


def test_two_administrators_with_one_account_see_both_versions(
    admin: FlaskClient, cast: Cast, csrf: Callable[..., str]
) -> None:
    path = f"/admin/accounts/{cast.member.account_id}"
    token = csrf(admin, path)
    admin.post(path, data={"csrf_token": token, "role": "lead", "version": "1"})
    again = {"csrf_token": token, "role": "auditor", "version": "1"}
    assert admin.post(path, data=again).status_code == 409


def test_a_token_is_shown_once_and_can_be_revoked(
    admin: FlaskClient, store: Store, csrf: Callable[..., str]
) -> None:
    token = csrf(admin, "/admin/tokens/new")
    wrong = {"csrf_token": token, "name": "ci", "days": "900"}
    assert admin.post("/admin/tokens/new", data=wrong).status_code == 422
    data = {"csrf_token": token, "name": "ci", "scopes": ["deploy:write"], "days": "30"}
    answer = admin.post("/admin/tokens/new", data=data)
    found = re.search(r"pf_[\w-]+", answer.get_data(as_text=True))
    assert answer.status_code == 201
    assert found
    page = admin.get("/admin").get_data(as_text=True)
    assert found[0] not in page
    with store.reading() as tx:
        token_id = people.all_tokens(tx)[0].id
    admin.post(f"/admin/tokens/{token_id}/revoke", data={"csrf_token": token})
    assert "revoked" in admin.get("/admin").get_data(as_text=True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["accounts", "tokens"])
def test_accounts_and_tokens_come_as_files(admin: FlaskClient, name: str, kind: str) -> None:
    assert admin.get(f"/admin/{name}.{kind}").status_code == 200


def test_the_page_asks_a_fixed_number_of_questions(
    admin: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as asked:
        admin.get("/admin")
    assert len(asked) <= 21
