"""Detach an epic from a key result."""

from datetime import datetime

from portfolio.actions.attach_epic import scope
from portfolio.domain.errors import NotFound
from portfolio.domain.okr_drafts import refuse_closed
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import backlog, contributions, okrs, trail
from portfolio.store.unit import Tx


def detach_epic(
    tx: Tx, by: Viewer, key_result_id: int, item_key: str, *, version: int, now: datetime
) -> None:
    """Detach the epic, where what is expected of it still is what the person saw."""
    item = backlog.one_item(tx, item_key)
    require(by, Deed.ATTACH_EPIC, scope(tx, key_result_id, item))
    refuse_closed(okrs.cycles_of(tx, [key_result_id])[key_result_id])
    known = contributions.between(tx, item.id, key_result_id)
    if known is None:
        raise NotFound("contribution of", item_key)
    contributions.remove_contribution(tx, known.id, version=version)
    trail.record(
        tx,
        by,
        "detach epic",
        f"kr:{key_result_id}",
        now=now,
        before={"item": item.key, "effect": known.effect, "confidence": known.confidence},
    )
