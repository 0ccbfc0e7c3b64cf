"""Strike a key result out of its objective."""

from datetime import date, datetime

from portfolio.domain.okr_drafts import refuse_day_outside
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def strike_key_result(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    *,
    on: date,
    version: int,
    now: datetime,
    reason: str = "",
) -> None:
    """Strike the key result out from a day on; until then it still counts, and it is kept."""
    require(by, Deed.EDIT_OKRS, okr_scopes.of_key_result(tx, key_result_id))
    refuse_day_outside(okrs.spans(tx, [key_result_id])[key_result_id], on)
    okrs.save_key_result(tx, key_result_id, version=version, values={"struck_on": on})
    trail.record(
        tx,
        by,
        "strike key result",
        f"kr:{key_result_id}",
        now=now,
        after={"struck_on": on.isoformat()},
        reason=reason,
    )
