"""Open a link for readers without an account, and note that it was used."""

from datetime import datetime, timedelta

from portfolio.actions.share_progress import digest_of
from portfolio.domain.shares import Share, ShareState
from portfolio.store import shares
from portfolio.store.unit import Store

COUNTED_EVERY = timedelta(minutes=1)  # so that a reader who clicks about costs no writes


def use_share(store: Store, token: str, *, now: datetime) -> Share | None:
    """Return the link of a token, open or not; None where there is none."""
    with store.reading() as tx:
        share = shares.by_hash(tx, digest_of(token))
    if share is None or share.state(now) is not ShareState.OPEN:
        return share
    if share.last_used_at is None or now - share.last_used_at >= COUNTED_EVERY:
        with store.writing() as tx:
            shares.mark_used(tx, share.id, now=now)
    return share
