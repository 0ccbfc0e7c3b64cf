"""Strike an objective out of its cycle, with everything under it."""

from datetime import date, datetime

from portfolio.actions.note_scope import Place, note_scope
from portfolio.domain.okr_drafts import refuse_closed, refuse_day_outside
from portfolio.domain.okr_history import ScopeDeed
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def strike_objective(
    tx: Tx,
    by: Viewer,
    objective_id: int,
    *,
    on: date,
    version: int,
    now: datetime,
    reason: str = "",
) -> None:
    """Strike the objective out from a day on; until then it still counts, and it is kept."""
    require(by, Deed.EDIT_OKRS, okr_scopes.of_objective(tx, objective_id))
    cycle = okrs.cycle_of(tx, objective_id)
    refuse_closed(cycle)
    refuse_day_outside(cycle.span, on)
    okrs.save_objective(tx, objective_id, version=version, values={"struck_on": on})
    place = Place(cycle, objective_id)
    note_scope(tx, by, place, ScopeDeed.STRUCK, on=on, now=now, reason=reason)
    trail.record(
        tx,
        by,
        "strike objective",
        f"okr:{objective_id}",
        now=now,
        after={"struck_on": on.isoformat()},
        reason=reason,
    )
