"""Tell the leads of some teams what somebody else did to their team; never a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portfolio.domain.people import Viewer
from portfolio.store import notices
from portfolio.store.unit import Tx


def tell_leads(
    tx: Tx,
    by: Viewer,
    kind: str,
    facts: Mapping[int, Mapping[str, Any]],
    *,
    now: datetime,
    person_id: int | None = None,
) -> int:
    """Tell each lead of the teams, but not who did it, and return how many notices there are.

    `facts` has what is said of each team: days as ISO texts, shares, person-days.
    """
    told = [
        {
            "account_id": account_id,
            "team_id": team_id,
            "person_id": person_id,
            "by_id": by.account_id,
            "kind": kind,
            "facts": dict(facts[team_id]),
            "at": now,
        }
        for account_id, team_id in notices.leads_of(tx, facts)
        if account_id != by.account_id
    ]
    notices.add_notices(tx, told)
    return len(told)
