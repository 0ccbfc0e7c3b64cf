"""Save a filter of the backlog under a name, for oneself or for everybody."""

from datetime import datetime

from portfolio.domain.errors import NotAllowed
from portfolio.domain.people import Deed, Viewer, may, require
from portfolio.domain.saved_filters import WORDS, FilterDraft
from portfolio.store import saved_filters, trail
from portfolio.store.unit import Tx


def save_filter(tx: Tx, by: Viewer, draft: FilterDraft, *, now: datetime) -> int:
    """Keep a filter and return its id; one for everybody needs somebody who edits objectives."""
    require(by, Deed.SEE)
    if draft.is_shared and not may(by, Deed.EDIT_OKRS):
        raise NotAllowed(Deed.EDIT_OKRS, "Your role does not let you keep filters for everybody.")
    query = {name: draft.query[name] for name in WORDS if draft.query.get(name)}
    made = saved_filters.add(
        tx,
        {
            "name": draft.name.strip(),
            "query": query,
            "account_id": by.account_id,
            "is_shared": draft.is_shared,
            "created_at": now,
        },
    )
    after = {"name": draft.name.strip(), "filter": query, "shared": draft.is_shared}
    trail.record(tx, by, "save filter", f"filter:{made}", now=now, after=after)
    return made
