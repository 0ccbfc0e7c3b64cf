"""How far each account has read the trail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from portfolio.store.tables.trail import trail_looks


@dataclass(frozen=True, slots=True)
class Look:
    """Where the present look began, the newest entry that was shown, and when."""

    seq: int
    last_seq: int
    looked_at: datetime


def look_of(tx: Connection, account_id: int) -> Look | None:
    """Return the last look of an account, None where it never looked."""
    query = select(trail_looks.c.seq, trail_looks.c.last_seq, trail_looks.c.looked_at).where(
        trail_looks.c.account_id == account_id
    )
    row = tx.execute(query).one_or_none()
    return Look(*row) if row else None


def keep_look(tx: Connection, account_id: int, look: Look) -> None:
    """Keep the look of an account."""
    values = {"seq": look.seq, "last_seq": look.last_seq, "looked_at": look.looked_at}
    query = update(trail_looks).where(trail_looks.c.account_id == account_id)
    if not tx.execute(query.values(**values)).rowcount:
        tx.execute(insert(trail_looks).values(account_id=account_id, **values))
