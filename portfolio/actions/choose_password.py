"""Choose a password with a one-time link."""

from datetime import datetime
from hashlib import sha256

from portfolio.connectors import passwords
from portfolio.domain.errors import Refused
from portfolio.store import people, trail
from portfolio.store.unit import Tx

USED_UP = "This link has been used or is too old. Ask your administrator for a new one."


def choose_password(tx: Tx, token: str, password: str, *, now: datetime) -> int:
    """Use the link up, store the password, end all sessions, and return the account's id."""
    account_id = people.use_link(tx, sha256(token.encode()).hexdigest(), now=now)
    if account_id is None:
        raise Refused(USED_UP)
    account = people.one_account(tx, account_id)
    why = passwords.weakness(password, email=account.email)
    if why:
        raise Refused(why, {"password": why})
    people.set_password(tx, account_id, passwords.hashed(password))
    viewer = people.viewer_of(tx, account_id)
    trail.record(tx, viewer, "choose password", f"account:{account_id}", now=now)
    return account_id
