"""Pages asked again: told that nothing changed, or made anew, and never another's."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portfolio.store import product
from portfolio.store.tables.jobs import workers
from portfolio.store.unit import Store
from tests.people import NOW, Cast

SignIn = Callable[..., Any]


def tag_of(client: FlaskClient, path: str) -> str:
    client.get(path)  # the first page may give the session its token of forms
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    return str(answer.headers["ETag"])


def asked_again(client: FlaskClient, path: str, tag: str) -> int:
    return int(client.get(path, headers={"If-None-Match": tag}).status_code)


def test_page_is_told_to_be_unchanged_until_something_changes(
    client: FlaskClient, store: Store, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.planner)
    tag = tag_of(client, "/teams")
    assert asked_again(client, "/teams", tag) == 304
    with store.writing() as tx:  # nothing that a page shows
        tx.execute(workers.insert().values(name="w", beat_at=NOW, started_at=NOW))
    assert asked_again(client, "/teams", tag) == 304
    with store.writing() as tx:
        tx.execute(workers.update().where(workers.c.name == "none").values(beat_at=NOW))
    assert asked_again(client, "/teams", tag) == 304
    with store.writing() as tx:
        product.say(tx, "company", "Renamed & Sons")
    assert asked_again(client, "/teams", tag) == 200


def test_what_was_rolled_back_changes_no_page(
    client: FlaskClient, store: Store, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.planner)
    tag = tag_of(client, "/areas")
    with store.trying() as tx:
        product.say(tx, "company", "Never")
    assert asked_again(client, "/areas", tag) == 304


def test_a_page_is_nobody_elses(
    app: Flask, client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.planner)
    tag = tag_of(client, "/account")
    other = app.test_client()
    assert asked_again(other, "/account", tag) == 303  # to the sign-in page
    sign_in(other, cast.lead)
    assert asked_again(other, "/account", tag) == 200
    assert asked_again(client, "/account?lang=es", tag) == 200
    part = client.get("/account", headers={"If-None-Match": tag, "X-Fragment": "chunk"})
    assert part.status_code == 200 and "X-Fragment" in part.headers["Vary"]
    assert "ETag" not in app.test_client().get("/sign-in").headers


def test_looking_at_the_trail_is_noted_each_time(
    client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.planner)
    tag = tag_of(client, "/decisions")
    assert asked_again(client, "/decisions", tag) == 200
