"""Close a link for readers without an account."""

from datetime import datetime

from portfolio.domain.errors import NotAllowed
from portfolio.domain.people import Deed, Viewer, may, require
from portfolio.store import shares, trail
from portfolio.store.unit import Tx


def revoke_share(tx: Tx, by: Viewer, share_id: int, *, now: datetime) -> None:
    """Close one's own link at once, or, as the administrator, anybody's; twice changes nothing."""
    require(by, Deed.SHARE)
    share = shares.one(tx, share_id)
    if share.account_id != by.account_id and not may(by, Deed.MANAGE_ACCOUNTS):
        raise NotAllowed(Deed.SHARE, "Only who made a link, or the administrator, revokes it.")
    if shares.revoke(tx, share_id, now=now):
        trail.record(tx, by, "revoke share", f"share:{share_id}", now=now)
