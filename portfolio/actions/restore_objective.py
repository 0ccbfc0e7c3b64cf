"""Take back that an objective was struck out."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def restore_objective(
    tx: Tx, by: Viewer, objective_id: int, *, version: int, now: datetime
) -> None:
    """Let the objective count again, from its beginning, as if it had never been struck out."""
    require(by, Deed.EDIT_OKRS, okr_scopes.of_objective(tx, objective_id))
    before = okrs.one_objective(tx, objective_id).struck_on
    okrs.save_objective(tx, objective_id, version=version, values={"struck_on": None})
    trail.record(
        tx,
        by,
        "restore objective",
        f"okr:{objective_id}",
        now=now,
        before={"struck_on": before.isoformat() if before else None},
    )
