"""Sign out: end the session at once, on the server."""

from datetime import datetime
from hashlib import sha256

from portfolio.domain.people import Viewer
from portfolio.store import people, trail
from portfolio.store.unit import Tx


def sign_out(tx: Tx, by: Viewer, token: str, *, now: datetime) -> None:
    """End the session of that token."""
    people.end_session(tx, sha256(token.encode()).hexdigest(), now=now)
    trail.record(tx, by, "sign out", f"account:{by.account_id}", now=now)
