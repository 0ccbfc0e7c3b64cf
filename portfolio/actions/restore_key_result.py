"""Take back that a key result was struck out."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def restore_key_result(
    tx: Tx, by: Viewer, key_result_id: int, *, version: int, now: datetime
) -> None:
    """Let the key result count again, from its beginning, as if it had never been struck out."""
    require(by, Deed.EDIT_OKRS, okr_scopes.of_key_result(tx, key_result_id))
    before = okrs.struck_on(tx, key_result_id)
    okrs.save_key_result(tx, key_result_id, version=version, values={"struck_on": None})
    trail.record(
        tx,
        by,
        "restore key result",
        f"kr:{key_result_id}",
        now=now,
        before={"struck_on": before.isoformat() if before else None},
    )
