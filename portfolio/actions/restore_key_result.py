"""Take a key result that was struck out back into its quarter."""

from datetime import date, datetime

from portfolio.actions.note_scope import Place, note_return
from portfolio.domain.okr_drafts import refuse_closed
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def restore_key_result(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    *,
    version: int,
    now: datetime,
    on: date | None = None,
    reason: str = "",
) -> None:
    """Let the key result count again from this day on.

    What was struck out on the same day, or for a day to come, never left.
    """
    require(by, Deed.EDIT_OKRS, okr_scopes.of_key_result(tx, key_result_id))
    objective_id = okrs.one_key_result(tx, key_result_id).objective_id
    cycle = okrs.cycle_of(tx, objective_id)
    refuse_closed(cycle)
    before = okrs.struck_on(tx, key_result_id)
    okrs.save_key_result(tx, key_result_id, version=version, values={"struck_on": None})
    place = Place(cycle, objective_id, key_result_id)
    day = on or now.date()
    returned = note_return(tx, by, place, on=day, now=now, reason=reason)
    trail.record(
        tx,
        by,
        "restore key result",
        f"kr:{key_result_id}",
        now=now,
        before={"struck_on": before.isoformat() if before else None},
        after={"back_on": day.isoformat()} if returned else None,
        reason=reason,
    )
