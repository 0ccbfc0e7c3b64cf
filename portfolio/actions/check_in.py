"""Check in: say how a key result stands on a day, or correct what was said for it."""

from datetime import datetime
from typing import Any

from portfolio.domain.errors import Refused, Stale
from portfolio.domain.okr_drafts import CheckInDraft
from portfolio.domain.okrs import CheckIn, KeyResult, in_force
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def check_in(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    draft: CheckInDraft,
    *,
    now: datetime,
    seen_id: int | None = None,
) -> int:
    """Add a check-in and return its id.

    A day that has a check-in already is corrected: both are kept, the newer one counts. A day
    may lie in the past. `seen_id` is the check-in that the person saw as the latest, 0 for none:
    where another one came in between, Stale is raised with both.
    """
    require(by, Deed.CHECK_IN, okr_scopes.of_key_result(tx, key_result_id))
    key_result = okrs.one_key_result(tx, key_result_id)
    cycle = okrs.cycle_of(tx, key_result.objective_id)
    draft.refuse_for(key_result, cycle.span, now.date())
    _refuse_struck(key_result, draft)
    known = in_force(key_result.check_ins)
    _refuse_unseen(key_result, draft, known, seen_id)
    made = okrs.add_check_in(tx, _row(by, key_result_id, draft, now))
    corrected = [one for one in known if one.on == draft.on]
    for one in corrected:
        okrs.replace_check_in(tx, one.id, by=made)
    trail.record(
        tx,
        by,
        "correct check-in" if corrected else "check in",
        f"kr:{key_result_id}",
        now=now,
        before=_told(corrected[-1]) if corrected else None,
        after=_told(draft),
    )
    return made


def _refuse_struck(key_result: KeyResult, draft: CheckInDraft) -> None:
    if key_result.struck_on is not None and draft.on >= key_result.struck_on:
        raise Refused(f"This key result was struck out on {key_result.struck_on}.")


def _refuse_unseen(
    key_result: KeyResult, draft: CheckInDraft, known: list[CheckIn], seen_id: int | None
) -> None:
    latest = known[-1] if known else None
    if seen_id is None or seen_id == (latest.id if latest else 0):
        return
    theirs: dict[str, Any] = _told(latest) if latest else {}
    if latest:
        theirs["note"] = latest.note
    mine = _told(draft) | {"note": draft.note}
    raise Stale("key result", key_result.code, mine=mine, theirs=theirs)


def _row(by: Viewer, key_result_id: int, draft: CheckInDraft, now: datetime) -> dict[str, Any]:
    return {
        "key_result_id": key_result_id,
        "on": draft.on,
        "value": draft.value,
        "confidence": draft.confidence,
        "note": draft.note.strip(),
        "account_id": by.account_id,
        "made_at": now,
    }


def _told(said: CheckInDraft | CheckIn) -> dict[str, Any]:
    """Return what the trail keeps: the numbers; a note may hold people's names."""
    return {"on": said.on.isoformat(), "value": said.value, "confidence": said.confidence}
