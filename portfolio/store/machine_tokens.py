"""The tokens of machines as they are used: found by their hash, and when they were."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from portfolio.store.tables.people import tokens


@dataclass(frozen=True, slots=True)
class Alive:
    """A token that is neither revoked nor expired."""

    id: int
    scopes: tuple[str, ...]


def alive(tx: Connection, token_hash: str, *, now: datetime) -> Alive | None:
    """Return the token of a hash; None for one unknown, revoked or expired."""
    query = select(tokens.c.id, tokens.c.scopes).where(
        tokens.c.token_hash == token_hash, tokens.c.revoked_at.is_(None), tokens.c.expires_at > now
    )
    row = tx.execute(query).one_or_none()
    return Alive(row.id, tuple(row.scopes)) if row else None


def note_use(tx: Connection, token_id: int, *, now: datetime) -> None:
    """Note when a token was used."""
    tx.execute(update(tokens).where(tokens.c.id == token_id).values(last_used_at=now))
