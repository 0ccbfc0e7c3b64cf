"""Sign in: check the password, count the failures, begin a session."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from portfolio.connectors import passwords
from portfolio.domain.errors import Refused
from portfolio.domain.people import Role
from portfolio.store import people, trail
from portfolio.store.unit import Store, Tx

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 10
LIFE = timedelta(days=7)
ADMINISTRATOR_LIFE = timedelta(hours=12)
WRONG = "The address or the password is wrong."
TOO_MANY = "Too many tries. Wait a quarter of an hour, or ask your administrator for a link."


def sign_in(store: Store, email: str, password: str, *, address: str, now: datetime) -> str:
    """Return the token of a new session; raise Refused, with the same words for every cause.

    The count of failures must outlive the refusal, so this action has transactions of its own.
    """
    subjects = [_digest("account:" + email.strip().lower()), _digest("address:" + address)]
    with store.reading() as tx:
        account = people.account_by_email(tx, email)
        tries = max(people.failed_tries(tx, one, since=now - WINDOW) for one in subjects)
    if tries >= MOST_FAILURES:
        raise Refused(TOO_MANY)
    fits = passwords.matches(account.password_hash if account else None, password)
    with store.writing() as tx:
        if account is None or account.disabled_at is not None or not fits:
            for one in subjects:
                people.add_try(tx, one, now=now, failed=True)
            token = None
        else:
            token = begin_session(tx, account.id, now=now)
    if token is None:
        raise Refused(WRONG)
    return token


def begin_session(tx: Tx, account_id: int, *, now: datetime) -> str:
    """Begin a session for an account that has proved who it is; return the session's token."""
    viewer = people.viewer_of(tx, account_id)
    life = ADMINISTRATOR_LIFE if viewer.role is Role.ADMINISTRATOR else LIFE
    token = secrets.token_urlsafe(32)
    people.add_session(tx, _digest(token), account_id, now=now, expires_at=now + life)
    trail.record(tx, viewer, "sign in", f"account:{account_id}", now=now)
    return token


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
