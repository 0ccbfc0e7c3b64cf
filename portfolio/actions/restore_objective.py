"""Take an objective that was struck out back into its quarter."""

from datetime import date, datetime

from portfolio.actions.note_scope import Place, note_return
from portfolio.domain.okr_drafts import refuse_closed
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def restore_objective(
    tx: Tx,
    by: Viewer,
    objective_id: int,
    *,
    version: int,
    now: datetime,
    on: date | None = None,
    reason: str = "",
) -> None:
    """Let the objective count again from this day on.

    What was struck out on the same day, or for a day to come, never left.
    """
    require(by, Deed.EDIT_OKRS, okr_scopes.of_objective(tx, objective_id))
    cycle = okrs.cycle_of(tx, objective_id)
    refuse_closed(cycle)
    before = okrs.one_objective(tx, objective_id).struck_on
    okrs.save_objective(tx, objective_id, version=version, values={"struck_on": None})
    place = Place(cycle, objective_id)
    day = on or now.date()
    returned = note_return(tx, by, place, on=day, now=now, reason=reason)
    trail.record(
        tx,
        by,
        "restore objective",
        f"okr:{objective_id}",
        now=now,
        before={"struck_on": before.isoformat() if before else None},
        after={"back_on": day.isoformat()} if returned else None,
        reason=reason,
    )
