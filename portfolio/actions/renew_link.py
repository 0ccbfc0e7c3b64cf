"""Renew the one-time link of an account that has lost its password or its link."""

from datetime import datetime

from portfolio.actions.invite_account import new_link
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import people, trail
from portfolio.store.unit import Tx


def renew_link(tx: Tx, by: Viewer, account_id: int, *, now: datetime) -> str:
    """Return the token of a fresh one-time link (30 minutes, single use)."""
    require(by, Deed.MANAGE_ACCOUNTS)
    people.one_account(tx, account_id)
    token = new_link(tx, account_id, now=now)
    trail.record(tx, by, "renew sign-in link", f"account:{account_id}", now=now)
    return token
