"""Let events that could not be read be read again."""

from collections.abc import Collection
from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import inbox, trail
from portfolio.store.unit import Tx


def replay_events(tx: Tx, by: Viewer, event_ids: Collection[int], *, now: datetime) -> int:
    """Put events back among those that wait, and return how many."""
    require(by, Deed.IMPORT)
    count = inbox.replay(tx, event_ids)
    if count:
        trail.record(tx, by, "replay events", "inbox", now=now, after={"events": count})
    return count
