"""Signed requests as the tools send them, and the address they go to."""

import hmac
import json
from hashlib import sha256
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portfolio.actions.add_hook import add_hook
from portfolio.domain.inbox import hook_secret
from portfolio.domain.people import SYSTEM
from portfolio.store.unit import Store
from tests.people import NOW


def open_hook(store: Store, connector: str, *, slug: str = "") -> None:
    """Set up an address for a tool."""
    with store.writing() as tx:
        add_hook(tx, SYSTEM, connector, slug=slug, now=NOW)


def secret(client: FlaskClient, slug: str, generation: int = 1) -> str:
    """Return the secret that the tool was given."""
    key = client.application.extensions["settings"].secret_key
    return hook_secret(key, slug, generation)


def signature(body: bytes, key: str) -> str:
    """Return the signature as GitHub and others write it."""
    return "sha256=" + hmac.new(key.encode(), body, sha256).hexdigest()


def send_github(
    client: FlaskClient, event: str, body: dict[str, Any] | bytes, *, delivery: str = ""
) -> TestResponse:
    """Send an event as GitHub does."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {
        "X-GitHub-Event": event,
        "X-Hub-Signature-256": signature(raw, secret(client, "github")),
        "Content-Type": "application/json",
    }
    if delivery:
        headers["X-GitHub-Delivery"] = delivery
    return client.post("/hooks/github", data=raw, headers=headers)


def send_token(
    client: FlaskClient, slug: str, body: dict[str, Any], *, token: str = "", **headers: str
) -> TestResponse:
    """Send JSON with a token: the address's secret, if no other is given."""
    given = {"Authorization": f"Bearer {token or secret(client, slug)}", **headers}
    return client.post(f"/hooks/{slug}", json=body, headers=given)
