"""The wishes of a scenario with who made them and when, as their page lists them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from portfolio.domain.plans import Lever, LeverKind
from portfolio.store.tables.people import accounts
from portfolio.store.tables.plans import levers


@dataclass(frozen=True, slots=True)
class Wish:
    """A lever, the name of whoever pulled it, and the moment."""

    lever: Lever
    who: str
    made_at: datetime


def wishes_of(tx: Connection, scenario_id: int) -> list[Wish]:
    """Return the levers of a scenario, the newest first."""
    query = (
        select(
            levers.c.kind,
            levers.c.item_id,
            levers.c.value,
            levers.c.id,
            levers.c.version,
            levers.c.made_at,
            accounts.c.name,
        )
        .outerjoin(accounts, accounts.c.id == levers.c.account_id)
        .where(levers.c.scenario_id == scenario_id)
        .order_by(levers.c.id.desc())
    )
    return [
        Wish(
            Lever(LeverKind(row.kind), row.item_id, row.value or {}, row.id, row.version),
            row.name or "",
            row.made_at,
        )
        for row in tx.execute(query)
    ]
