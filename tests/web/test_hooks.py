"""Where other tools send their events: proven, stored once, read later, never lost."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portfolio.actions.create_token import create_token
from portfolio.actions.digest_inbox import Digested, digest_inbox
from portfolio.actions.renew_hook import renew_hook
from portfolio.actions.replay_events import replay_events
from portfolio.domain.inbox import EventState
from portfolio.domain.people import SYSTEM
from portfolio.store import changes as store_changes
from portfolio.store import inbox
from portfolio.store.tables.delivery import changes, deployments, incidents
from portfolio.store.unit import Store
from tests.hooked import open_hook, secret, send_github, send_token, signature
from tests.people import NOW

SHA = "3f2a" * 10
DEPLOYED: dict[str, Any] = {
    "deployment_status": {"state": "success", "created_at": "2027-02-08T10:00:00Z"},
    "deployment": {
        "id": 42, "sha": SHA, "ref": "main", "task": "deploy", "environment": "production",
        "created_at": "2027-02-08T09:58:00Z", "creator": {"login": "robin"},
    },
    "repository": {"full_name": "shop/checkout", "default_branch": "main"},
}  # fmt: skip
DEPLOYMENT = {
    "id": "7", "service": "checkout", "finished_at": "2027-02-08T10:00:00Z", "revision": SHA,
}  # fmt: skip


@pytest.mark.parametrize("again", [False, True])
def test_a_signed_event_is_stored_once_and_recorded_once(
    client: FlaskClient, store: Store, again: bool
) -> None:
    open_hook(store, "github")
    first = send_github(client, "deployment_status", DEPLOYED, delivery="a")
    assert (first.status_code, first.json) == (202, {"status": "stored"})
    if again:
        digest_inbox(store, now=NOW)
    second = send_github(client, "deployment_status", DEPLOYED, delivery="a")
    assert (second.status_code, second.json) == (202, {"status": "known"})
    assert digest_inbox(store, now=NOW) == (Digested() if again else Digested(recorded=1))
    with store.reading() as tx:
        found = tx.execute(select(deployments.c.external_id, deployments.c.revision)).all()
    assert [tuple(row) for row in found] == [("42", SHA)]


def test_an_event_that_nobody_signed_is_refused_and_not_kept(
    client: FlaskClient, store: Store
) -> None:
    open_hook(store, "github")
    body = json.dumps(DEPLOYED).encode()
    wrong = {"X-GitHub-Event": "push", "X-Hub-Signature-256": signature(body, "another")}
    assert client.post("/hooks/github", data=body, headers=wrong).status_code == 401
    assert client.post("/hooks/github", data=body).status_code == 401
    assert client.post("/hooks/gitlabb", data=body).status_code == 404
    assert client.post("/hooks/github", data=b"").status_code == 400
    with store.reading() as tx:
        assert not inbox.is_waiting(tx)


def test_a_renewed_secret_counts_at_once_and_the_old_one_for_a_day(
    client: FlaskClient, store: Store
) -> None:
    open_hook(store, "generic")
    old = secret(client, "generic")
    with store.writing() as tx:
        renew_hook(tx, SYSTEM, "generic", now=NOW)  # long before the machine's own clock
    new = secret(client, "generic", generation=2)
    assert (
        send_token(client, "generic", {"deployments": [DEPLOYMENT]}, token=new).status_code == 202
    )
    expected = 202 if _is_recent() else 401
    assert send_token(client, "generic", {"deployments": []}, token=old).status_code == expected


def test_a_machines_token_may_tell_what_its_scopes_name(client: FlaskClient, store: Store) -> None:
    open_hook(store, "generic")
    with store.writing() as tx:
        token = create_token(
            tx, SYSTEM, "pipeline", ["deploy:write"], days=9, now=datetime.now(UTC)
        )
    incident = {"id": "1", "title": "Down", "opened_at": "2027-02-08T10:05:00Z"}
    for body in ({"deployments": [DEPLOYMENT]}, {"incidents": [incident]}):
        assert send_token(client, "generic", body, token=token).status_code == 202
    assert digest_inbox(store, now=NOW) == Digested(recorded=1, failed=1)
    with store.reading() as tx:
        (failed,) = inbox.some_events(tx, EventState.FAILED, limit=9)
        assert failed.why == "Its token lacks the scope incident:write."
        assert tx.execute(select(incidents.c.id)).all() == []


def test_what_cannot_be_read_waits_with_its_reason_and_can_be_read_again(
    client: FlaskClient, store: Store
) -> None:
    open_hook(store, "github")
    open_hook(store, "generic")
    send_github(client, "deployment_status", b'{"deployment_status": [', delivery="broken")
    send_github(client, "star", {"action": "created"}, delivery="star")
    send_github(client, "deployment_status", DEPLOYED, delivery="good")
    send_token(client, "generic", {"deployments": [{**DEPLOYMENT, "finished_at": "soon"}]})
    blamed = {"id": "1", "title": "x", "opened_at": "2027-02-08T10:05:00Z", "deployment": "no"}
    send_token(client, "generic", {"incidents": [blamed], "deployments": [DEPLOYMENT]})
    assert digest_inbox(store, now=NOW) == Digested(recorded=1, ignored=1, failed=3)
    with store.reading() as tx:
        failed = inbox.some_events(tx, EventState.FAILED, limit=9)
        assert [row.external_id for row in tx.execute(select(deployments.c.external_id))] == ["42"]
    assert [one.why.split(":")[0] for one in reversed(failed)] == [
        "The body is no JSON",
        "deployments[0].finished_at",
        "The incident 1 names the deployment no, which generic never told.",
    ]
    with store.writing() as tx:
        assert replay_events(tx, SYSTEM, [one.id for one in failed], now=NOW) == 3
    assert digest_inbox(store, now=NOW) == Digested(failed=3)


def test_a_push_and_a_merged_pull_request_are_changes_with_the_keys_they_carry(
    client: FlaskClient, store: Store
) -> None:
    open_hook(store, "github")
    commit = {"id": "a" * 40, "message": "ABC-7 Pay\n\nSee ABC-8", "timestamp": "2027-02-08T09:00Z"}
    place = {"full_name": "shop/checkout", "default_branch": "main"}
    push = {"ref": "refs/heads/main", "before": "0" * 40, "commits": [commit], "repository": place}
    pull = {
        "number": 12, "merged": True, "merge_commit_sha": "b" * 40, "title": "Refund",
        "merged_at": "2027-02-08T09:30:00Z", "created_at": "2027-02-07T09:30:00Z",
        "head": {"ref": "feature/ABC-9-refund"}, "base": {"ref": "main"},
    }  # fmt: skip
    send_github(client, "push", push)
    send_github(
        client, "pull_request", {"action": "closed", "pull_request": pull, "repository": place}
    )
    send_github(client, "push", {**push, "ref": "refs/heads/feature/x"})
    assert digest_inbox(store, now=NOW) == Digested(recorded=2, ignored=1)
    with store.reading() as tx:
        rows = tx.execute(select(changes.c.id, changes.c.number).order_by(changes.c.sha)).all()
        keys = store_changes.keys_of(tx, [row.id for row in rows])
    assert [(row.number, keys[row.id]) for row in rows] == [
        (None, ("ABC-7", "ABC-8")),
        (12, ("ABC-9",)),
    ]


def _is_recent() -> bool:
    return datetime.now(UTC) - NOW < timedelta(days=1)
