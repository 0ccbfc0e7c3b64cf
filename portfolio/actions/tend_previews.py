"""Tend the previews: find the next, give lost ones to another lane, tidy old ones away."""

from collections.abc import Callable
from datetime import datetime, timedelta

from portfolio.domain.previews import Preview, PreviewState
from portfolio.store import previews
from portfolio.store.unit import Tx

LOST = timedelta(seconds=20)  # far longer than a preview takes
MOST_ATTEMPTS = 3
KEPT = timedelta(days=2)


def next_preview(tx: Tx) -> int | None:
    """Return the oldest waiting preview; reads one row and writes nothing."""
    return previews.oldest_waiting(tx)


def is_any_lost(
    tx: Tx, *, now: datetime, is_gone: Callable[[str], bool] = lambda lane: False
) -> bool:
    """Tell whether a running preview has lost its lane; writes nothing."""
    return any(_is_lost(one, now, is_gone) for one in previews.running(tx))


def tend_previews(
    tx: Tx, *, now: datetime, is_gone: Callable[[str], bool] = lambda lane: False
) -> None:
    """Let previews wait again whose lane is gone or silent; one that ended three lanes fails."""
    for one in previews.running(tx):
        if not _is_lost(one, now, is_gone):
            continue
        values: dict[str, object] = {"state": PreviewState.WAITING.value, "claimed_by": None}
        if one.attempts >= MOST_ATTEMPTS:
            words = "The planner was lost three times over this change."
            values = {"state": PreviewState.FAILED.value, "error": words, "finished_at": now}
        previews.release(tx, one, values)


def tidy_previews(tx: Tx, *, now: datetime) -> int:
    """Delete previews of two days ago that nobody saved; return how many."""
    return previews.tidy(tx, before=now - KEPT)


def _is_lost(one: Preview, now: datetime, is_gone: Callable[[str], bool]) -> bool:
    if one.claimed_at is None or now - one.claimed_at > LOST:
        return True
    return one.claimed_by is not None and is_gone(one.claimed_by)
