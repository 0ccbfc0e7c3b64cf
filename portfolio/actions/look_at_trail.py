"""Look at the trail: from here on, what is newer is new to this account."""

from datetime import datetime, timedelta

from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import looks, trail
from portfolio.store.looks import Look
from portfolio.store.unit import Tx

ONE_LOOK = timedelta(minutes=30)  # coming back so soon is still the same look


def look_at_trail(tx: Tx, by: Viewer, *, now: datetime) -> Look:
    """Return the look that has begun, or goes on; it is no deed of the trail itself."""
    require(by, Deed.SEE_TRAIL)
    head = trail.last_seq(tx)
    if by.account_id is None:
        return Look(head, head, now)
    old = looks.look_of(tx, by.account_id)
    if old is None:
        look = Look(0, head, now)
    elif now - old.looked_at > ONE_LOOK:
        look = Look(old.last_seq, head, now)
    else:
        look = Look(old.seq, head, now)
    looks.keep_look(tx, by.account_id, look)
    return look
