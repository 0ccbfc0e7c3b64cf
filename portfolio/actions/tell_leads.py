"""Tell the leads of some teams what somebody else did to their team; never a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portfolio.domain.people import Viewer
from portfolio.domain.teams import Absence, Membership
from portfolio.store import notices, staff
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


def tell_absence(tx: Tx, by: Viewer, kind: str, absence: Absence, *, now: datetime) -> None:
    """Tell the leads of each team of a person that an absence was entered, changed or removed."""
    days = {
        "starts_on": absence.starts_on.isoformat(),
        "ends_on": absence.ends_on.isoformat(),
        "share": absence.share,
    }
    facts = {
        one.team_id: {**days, "part": one.share}
        for one in staff.memberships_of(tx, absence.person_id)
        if _overlaps(one, absence)
    }
    if facts:
        tell_leads(tx, by, kind, facts, now=now, person_id=absence.person_id)


def _overlaps(one: Membership, absence: Absence) -> bool:
    if one.starts_on and one.starts_on > absence.ends_on:
        return False
    return one.ends_on is None or one.ends_on >= absence.starts_on
