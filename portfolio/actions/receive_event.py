"""Receive an event from another tool: prove who sent it, and store it as it came."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from portfolio.connectors.registry import Connector, connector
from portfolio.connectors.signatures import bearer
from portfolio.domain.errors import NotAllowed, NotFound
from portfolio.domain.inbox import LONGEST_DELIVERY_ID, Hook, Received, hook_secret
from portfolio.store import inbox, people
from portfolio.store.unit import Store

Secrets = Callable[[Hook], Sequence[str]]
GRACE = timedelta(days=1)  # in which the secret before a renewal is still taken
LONGEST_HEADER = 500


def receive_event(
    store: Store, slug: str, received: Received, *, secret_key: str, now: datetime
) -> bool:
    """Store an event once under its source's id, and return whether it was new.

    When this returns, the event is on disk. Raises NotFound for an address that nobody set up,
    NotAllowed for a request that is neither signed by the hook's secret nor shows a token.
    """
    with store.reading() as tx:
        hook = inbox.hook_named(tx, slug)
        door = connector(hook.connector) if hook else None
        if hook is None or door is None:
            raise NotFound("hook", slug)
        scopes = None
        if not door.verify(received, _secrets(hook, secret_key, now=now)):
            scopes = people.scopes_of_token(tx, _hash(bearer(received)), now=now)
            if not scopes:
                raise NotAllowed("send events", "The signature or the token is not right.")
    kept = Received(_kept(door, received), received.body)
    delivery_id = (door.delivery_id(received) or received.digest)[:LONGEST_DELIVERY_ID]
    with store.writing() as tx:
        return bool(inbox.keep(tx, hook, [(delivery_id, kept)], now=now, scopes=scopes))


def _secrets(hook: Hook, secret_key: str, *, now: datetime) -> list[str]:
    found = [hook_secret(secret_key, hook.slug, hook.generation)]
    renewed_at = hook.renewed_at
    if renewed_at is not None and now - renewed_at < GRACE:
        found.append(hook_secret(secret_key, hook.slug, hook.generation - 1))
    return found


def _kept(door: Connector, received: Received) -> dict[str, str]:
    headers = received.headers
    return {
        name: headers[name][:LONGEST_HEADER].replace("\0", "")
        for name in door.kept
        if name in headers
    }


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
