"""Revoke a machine's token."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import accounts, trail
from portfolio.store.unit import Tx


def revoke_token(tx: Tx, by: Viewer, token_id: int, *, now: datetime) -> None:
    """Make the token useless at once; revoking it again changes nothing."""
    require(by, Deed.MANAGE_ACCOUNTS)
    if accounts.revoke_token(tx, token_id, now=now):
        trail.record(tx, by, "revoke token", f"token:{token_id}", now=now)
