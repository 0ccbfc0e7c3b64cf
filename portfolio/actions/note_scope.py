"""Note what a day changes in the scope of a quarter, so that it can be seen as of any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.okr_history import ScopeChange, ScopeDeed
from portfolio.domain.people import Viewer
from portfolio.store import okr_changes
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Place:
    """An objective of a cycle, or a key result of one."""

    cycle: Cycle
    objective_id: int
    key_result_id: int | None = None


def note_scope(
    tx: Tx,
    by: Viewer,
    place: Place,
    deed: ScopeDeed,
    *,
    on: date,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Keep the change as of a day.

    What is added or changed before the quarter, or with hindsight, counts from its first day:
    there is nothing to keep. Neither is there for what was added on that very day.
    """
    span = place.cycle.span
    in_course = span.starts_on < on <= span.ends_on
    if deed in (ScopeDeed.ADDED, ScopeDeed.CHANGED) and not in_course:
        return
    if deed is ScopeDeed.CHANGED and _came_on(changes_of(tx, place), on):
        return
    values = {
        "cycle_id": place.cycle.id,
        "objective_id": place.objective_id,
        "key_result_id": place.key_result_id,
        "on": on,
        "deed": deed.value,
        "before": dict(before) if before else None,
        "after": dict(after) if after else None,
        "reason": reason,
        "account_id": by.account_id,
        "made_at": now,
    }
    okr_changes.add(tx, [values])


def note_return(
    tx: Tx, by: Viewer, place: Place, *, on: date, now: datetime, reason: str = ""
) -> bool:
    """Keep that something is in scope again from a day on; return whether it had been out.

    A strike that was made this day, or is still to come, is taken back as if it had never been.
    """
    strikes = [one for one in changes_of(tx, place) if one.deed is ScopeDeed.STRUCK]
    last = strikes[-1] if strikes else None
    if last is None:
        return False
    if on <= last.on or last.made_at.date() >= now.date() or on > place.cycle.span.ends_on:
        okr_changes.remove(tx, [last.id])
        return False
    note_scope(tx, by, place, ScopeDeed.BACK, on=on, now=now, reason=reason)
    return True


def changes_of(tx: Tx, place: Place) -> Sequence[ScopeChange]:
    """Return what has been noted of an objective or of a key result, in the order of time."""
    if place.key_result_id is None:
        return okr_changes.of_objective(tx, place.objective_id)
    return okr_changes.of_key_result(tx, place.key_result_id)


def _came_on(changes: Sequence[ScopeChange], on: date) -> bool:
    return any(one.deed is ScopeDeed.ADDED and one.on == on for one in changes)
