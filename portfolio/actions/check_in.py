"""Check in: say how a key result stands on a day, or correct what was said for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound, Refused, Stale
from portfolio.domain.okr_drafts import CheckInDraft, refuse_closed
from portfolio.domain.okrs import CheckIn, KeyResult, in_force
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import okr_changes, okr_scopes, okrs, trail
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Ground:
    """What a check-in is judged by: the key result, its quarter, and whose it is."""

    key_result: KeyResult
    cycle: Cycle
    scope: Thing


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
    found = grounds(tx, [key_result_id])
    if not found:
        raise NotFound("key result", key_result_id)
    return say(tx, by, found[key_result_id], draft, now=now, seen_id=seen_id)


def grounds(tx: Tx, key_result_ids: Collection[int]) -> dict[int, Ground]:
    """Read what check-ins of these key results are judged by, in five queries."""
    scopes = okr_scopes.of_key_results(tx, key_result_ids)
    quarters = okrs.cycles_of(tx, key_result_ids)
    found = okrs.key_results_by_id(tx, key_result_ids)
    return {
        one: Ground(key_result, quarters[one], scopes[one]) for one, key_result in found.items()
    }


def say(
    tx: Tx,
    by: Viewer,
    ground: Ground,
    draft: CheckInDraft,
    *,
    now: datetime,
    seen_id: int | None = None,
) -> int:
    """Add a check-in to what was read before; see check_in."""
    require(by, Deed.CHECK_IN, ground.scope)
    key_result = ground.key_result
    refuse_closed(ground.cycle)
    draft.refuse_for(key_result, ground.cycle.span, now.date())
    _refuse_struck(key_result, draft)
    known = in_force(key_result.check_ins)
    _refuse_unseen(key_result, draft, known, seen_id)
    made = okrs.add_check_in(tx, _row(by, key_result.id, draft, now))
    if draft.on < now.date():  # what is told of an earlier day than its making counts from there
        okr_changes.added_from(tx, key_result.id, on=draft.on)
    corrected = [one for one in known if one.on == draft.on]
    for one in corrected:
        okrs.replace_check_in(tx, one.id, by=made)
    trail.record(
        tx,
        by,
        "correct check-in" if corrected else "check in",
        f"kr:{key_result.id}",
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
