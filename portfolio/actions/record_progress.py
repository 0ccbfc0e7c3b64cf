"""Record what happened to many items: what a tracker says of their status, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portfolio.domain.backlog import Category, is_delivery
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import progress, trail
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one item as its tracker tells it."""

    key: str
    status: str
    category: Category
    at: datetime
    team_id: int | None = None
    resolution: str | None = None


def record_progress(tx: Tx, by: Viewer, found: Sequence[Progress], *, now: datetime) -> int:
    """Set the state of the items named by key; return how many. One entry on the trail."""
    require(by, Deed.IMPORT)
    rows = [
        {
            "key": one.key,
            "status": one.status,
            "category": one.category.value,
            "team_id": one.team_id,
            "resolution": one.resolution,
            "is_delivered": one.category is Category.DONE and is_delivery(one.resolution),
            "resolved_at": one.at if not one.category.is_open else None,
            "updated_at": one.at,
        }
        for one in found
    ]
    count = progress.save(tx, rows)
    trail.record(tx, by, "record progress", "backlog:all", now=now, after={"items": count})
    return count
