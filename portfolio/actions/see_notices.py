"""Mark what the viewer was told as seen."""

from datetime import datetime

from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import notices
from portfolio.store.unit import Tx


def see_notices(tx: Tx, by: Viewer, *, up_to: int, now: datetime) -> int:
    """Mark the viewer's own notices up to a number as seen and return how many; no trail entry."""
    if by.account_id is None:
        return 0
    require(by, Deed.OWN_ACCOUNT, Thing(account_ids=frozenset((by.account_id,))))
    return notices.mark_seen(tx, by.account_id, up_to=up_to, now=now)
