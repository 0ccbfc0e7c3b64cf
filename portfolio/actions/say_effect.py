"""Say what a finished epic really moved of a key result, or correct what was said."""

from datetime import date, datetime
from typing import Any

from portfolio.domain.backlog import Category, Item
from portfolio.domain.effect_proposals import Proposal
from portfolio.domain.effects import Effect, EffectDraft
from portfolio.domain.errors import NotFound, Refused, Stale
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import backlog, contributions, effects, okr_scopes, trail
from portfolio.store.unit import Tx


def say_effect(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    item_key: str,
    draft: EffectDraft,
    *,
    now: datetime,
    today: date,
    version: int = 0,
) -> int:
    """Keep what was said of the epic's effect and return its id; who checks in may say it.

    What was said before is corrected where it still has `version`: both are kept, the newer one
    counts, against what was expected when it was first said. What the key result's own path
    proposes that day is kept beside it.
    """
    item = backlog.one_item(tx, item_key)
    require(by, Deed.CHECK_IN, okr_scopes.of_key_result(tx, key_result_id))
    draft.refuse_for(today)
    known = effects.in_force(tx, item.id, key_result_id)
    _refuse_unseen(known, version, draft)
    expected, confidence = _expectation(tx, item, key_result_id, known)
    if known is None:
        _refuse_unfinished(item)
    else:
        effects.correct(tx, known.id, version=version, at=now)
    made = effects.add(
        tx,
        {
            "item_id": item.id,
            "key_result_id": key_result_id,
            "amount": None if draft.is_untold else draft.amount,
            "expected": expected,
            "confidence": confidence,
            "seen_from_on": draft.seen_from_on,
            "seen_until_on": draft.seen_until_on,
            "note": draft.note.strip(),
            "account_id": by.account_id,
            "made_at": now,
            "version": known.version + 1 if known else 1,
            **_proposed(effects.proposed(tx, key_result_id, on=today).by_item.get(item.id)),
        },
    )
    trail.record(
        tx,
        by,
        "correct effect" if known else "say effect",
        f"kr:{key_result_id}",
        now=now,
        before=_told(item, known.amount, known.expected) if known else None,
        after=_told(item, None if draft.is_untold else draft.amount, expected),
    )
    return made


def _expectation(
    tx: Tx, item: Item, key_result_id: int, known: Effect | None
) -> tuple[float, float]:
    if known is not None:
        return known.expected, known.confidence
    contribution = contributions.between(tx, item.id, key_result_id)
    if contribution is None:
        raise NotFound("contribution of", item.key)
    return contribution.effect, contribution.confidence


def _refuse_unseen(known: Effect | None, version: int, draft: EffectDraft) -> None:
    if (known.version if known else 0) == version:
        return
    mine = {"amount": draft.amount, "note": draft.note}
    theirs = {"amount": known.amount, "note": known.note} if known else {}
    raise Stale("effect", known.id if known else 0, mine=mine, theirs=theirs)


def _refuse_unfinished(item: Item) -> None:
    if item.category is Category.DONE and item.is_delivered:
        return
    fault = f"{item.key} is not finished yet: what it moves cannot be seen."
    raise Refused(fault, {"amount": fault})


def _proposed(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {"proposed": None, "basis": None}
    return {"proposed": proposal.amount, "basis": proposal.basis()}


def _told(item: Item, amount: float | None, expected: float) -> dict[str, Any]:
    return {"item": item.key, "amount": amount, "expected": expected}
