"""Tell the owners of key results that their sources no longer say anything."""

from collections.abc import Sequence
from datetime import datetime

from portfolio.domain.sources import Fault
from portfolio.store import notices, okrs
from portfolio.store.sources import Measured
from portfolio.store.unit import Tx

KIND = "source fails"


def tell_failing(tx: Tx, begun: Sequence[tuple[Measured, Fault]], *, now: datetime) -> None:
    """Tell whose key result it is, else the leads of its team, that its source fails."""
    if not begun:
        return
    team_ids = {one.team_id for one, _ in begun if one.team_id is not None}
    leads = notices.leads_of(tx, team_ids) if team_ids else []
    known = okrs.key_results_by_id(tx, [one.source.key_result_id for one, _ in begun])
    told = []
    for one, fault in begun:
        if one.account_id is not None:
            accounts = [one.account_id]
        else:
            accounts = [account for account, team in leads if team == one.team_id]
        facts = {
            "key_result_id": one.source.key_result_id,
            "title": known[one.source.key_result_id].title,
            "source": one.source.kind.value,
            "fault": fault.kind.value,
            "since": fault.since.isoformat(),
            "facts": dict(fault.facts),
        }
        told += [
            {
                "account_id": account,
                "team_id": one.team_id,
                "kind": KIND,
                "facts": facts,
                "at": now,
            }
            for account in accounts
        ]
    notices.add_notices(tx, told)
