"""Open a closed cycle again."""

from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import closings, cycles, trail
from portfolio.store.unit import Tx


def reopen_cycle(
    tx: Tx, by: Viewer, cycle_id: int, *, version: int, now: datetime, reason: str
) -> None:
    """Let the cycle be changed again; its grades and notes wait for the next closing."""
    require(by, Deed.CLOSE_CYCLE)
    cycle = cycles.cycle_by_id(tx, cycle_id)
    known = closings.of_cycle(tx, cycle_id)
    if known.closed_at is None:
        raise Refused(f"{cycle.label} is not closed.")
    if not reason.strip():
        fault = "Write why the quarter is opened again."
        raise Refused(fault, {"reason": fault})
    closings.save(tx, cycle_id, version=version, closed_at=None, note=known.note)
    trail.record(
        tx,
        by,
        "reopen cycle",
        f"cycle:{cycle.name}",
        now=now,
        before={"closed_at": known.closed_at.isoformat()},
        reason=reason.strip(),
    )
