"""Renew the one-time link of an account that has lost its password or its link."""

import secrets
from datetime import datetime
from hashlib import sha256

from portfolio.actions.invite_account import LINK_LIFE
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import people, trail
from portfolio.store.unit import Tx


def renew_link(tx: Tx, by: Viewer, account_id: int, *, now: datetime) -> str:
    """Return the token of a fresh one-time link (30 minutes, single use)."""
    require(by, Deed.MANAGE_ACCOUNTS)
    people.one_account(tx, account_id)
    token = secrets.token_urlsafe(32)
    digest = sha256(token.encode()).hexdigest()
    people.add_link(tx, digest, account_id, expires_at=now + LINK_LIFE)
    trail.record(tx, by, "renew sign-in link", f"account:{account_id}", now=now)
    return token
