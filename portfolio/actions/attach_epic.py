"""Attach an epic to a key result with the effect it is expected to have, or change that."""

from datetime import datetime

from portfolio.domain.backlog import Item, Level
from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import ContributionDraft, refuse_closed
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import backlog, contributions, effects, okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def attach_epic(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    item_key: str,
    *,
    effect: float,
    confidence: float = 1.0,
    now: datetime,
    version: int | None = None,
) -> int:
    """Attach the epic and return the contribution's id; with `version` change what is there.

    An area owner may do it for a key result or an epic of an own area.
    """
    item = backlog.one_item(tx, item_key)
    require(by, Deed.ATTACH_EPIC, scope(tx, key_result_id, item))
    draft = ContributionDraft(effect, confidence)
    refuse_closed(okrs.cycles_of(tx, [key_result_id])[key_result_id])
    if okrs.struck_on(tx, key_result_id) is not None:
        raise Refused("This key result was struck out: nothing can be attached to it.")
    _refuse_unplanned(item)
    values = {"amount": draft.effect, "confidence": draft.confidence}
    known = contributions.between(tx, item.id, key_result_id)
    if known is not None and version is None:
        fault = f"{item.key} is attached to this key result already."
        raise Refused(fault, {"item_key": fault})
    if known is not None and effects.in_force(tx, item.id, key_result_id) is not None:
        fault = f"What {item.key} really moved is told: what was expected of it stays as it was."
        raise Refused(fault, {"effect": fault})
    if known is None:
        row = values | {"item_id": item.id, "key_result_id": key_result_id}
        made = contributions.add_contribution(tx, row)
        before = None
    else:
        made = known.id
        contributions.save_contribution(tx, made, version=version or 0, values=values)
        before = {"item": item.key, "effect": known.effect, "confidence": known.confidence}
    trail.record(
        tx,
        by,
        "attach epic" if before is None else "change expected effect",
        f"kr:{key_result_id}",
        now=now,
        before=before,
        after={"item": item.key, "effect": draft.effect, "confidence": draft.confidence},
    )
    return made


def scope(tx: Tx, key_result_id: int, item: Item) -> Thing:
    """Return whose a contribution is: of the key result's area and of the epic's."""
    of_key_result = okr_scopes.of_key_result(tx, key_result_id)
    own = frozenset(() if item.area_id is None else (item.area_id,))
    return Thing(area_ids=of_key_result.area_ids | own)


def _refuse_unplanned(item: Item) -> None:
    if item.level is Level.EPIC or (item.level is Level.STORY and item.parent_id is None):
        return
    fault = f"{item.key} is no epic. Attach the epic above it, or the epics under it."
    raise Refused(fault, {"item_key": fault})
