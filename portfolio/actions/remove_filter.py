"""Forget a saved filter."""

from datetime import datetime

from portfolio.domain.errors import NotAllowed, NotFound
from portfolio.domain.people import Deed, Viewer, may, require
from portfolio.store import saved_filters, trail
from portfolio.store.unit import Tx


def remove_filter(tx: Tx, by: Viewer, filter_id: int, *, version: int, now: datetime) -> None:
    """Forget a filter: one's own, or a shared one as somebody who edits objectives.

    Key results that are counted by it keep their last value and say that the filter is gone.
    """
    require(by, Deed.SEE)
    found = saved_filters.by_id(tx, [filter_id]).get(filter_id)
    if found is None or not (found.is_shared or found.account_id == by.account_id):
        raise NotFound("filter", filter_id)
    if found.account_id != by.account_id and not may(by, Deed.EDIT_OKRS):
        raise NotAllowed(Deed.EDIT_OKRS, "Somebody else keeps this filter.")
    saved_filters.remove(tx, filter_id, version=version)
    before = {"name": found.name, "filter": dict(found.query)}
    trail.record(tx, by, "remove filter", f"filter:{filter_id}", now=now, before=before)
