"""Links for readers without an account, by the digest of their token."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from portfolio.domain.errors import NotFound
from portfolio.domain.shares import Share, ShareDraft
from portfolio.store import rows
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.people import accounts
from portfolio.store.tables.shares import shares


def add(
    tx: Connection, account_id: int, draft: ShareDraft, *, token_hash: str, now: datetime
) -> int:
    """Add a link by its token's digest and return its id."""
    values = {
        "account_id": account_id,
        "cycle_id": draft.cycle_id,
        "title": draft.title.strip(),
        "token_hash": token_hash,
        "created_at": now,
        "expires_at": draft.expires_at,
    }
    return rows.add(tx, shares, values)


def by_hash(tx: Connection, token_hash: str) -> Share | None:
    """Return the link of a token's digest, open or not."""
    row = tx.execute(_shares().where(shares.c.token_hash == token_hash)).one_or_none()
    return _share(row) if row else None


def one(tx: Connection, share_id: int) -> Share:
    """Return a link; raise NotFound."""
    row = tx.execute(_shares().where(shares.c.id == share_id)).one_or_none()
    if row is None:
        raise NotFound("share link", share_id)
    return _share(row)


def made_by(tx: Connection, account_id: int | None, *, most: int = 200) -> list[Share]:
    """Return the links of an account, or of everybody, the newest first."""
    query = _shares().order_by(shares.c.id.desc()).limit(most)
    if account_id is not None:
        query = query.where(shares.c.account_id == account_id)
    return [_share(row) for row in tx.execute(query)]


def revoke(tx: Connection, share_id: int, *, now: datetime) -> bool:
    """Close a link; False where it was closed already."""
    done = update(shares).where(shares.c.id == share_id, shares.c.revoked_at.is_(None))
    return tx.execute(done.values(revoked_at=now)).rowcount == 1


def mark_used(tx: Connection, share_id: int, *, now: datetime) -> None:
    """Note that somebody read by the link."""
    used = update(shares).where(shares.c.id == share_id)
    tx.execute(used.values(last_used_at=now, uses=shares.c.uses + 1))


def _shares() -> Select[Any]:
    return (
        select(
            shares.c.id,
            shares.c.account_id,
            shares.c.cycle_id,
            cycles.c.name.label("cycle_name"),
            shares.c.title,
            shares.c.created_at,
            shares.c.expires_at,
            shares.c.revoked_at,
            shares.c.last_used_at,
            shares.c.uses,
            accounts.c.name,
            accounts.c.email,
            accounts.c.disabled_at,
        )
        .join(accounts, accounts.c.id == shares.c.account_id)
        .join(cycles, cycles.c.id == shares.c.cycle_id)
    )


def _share(row: Row[Any]) -> Share:
    values = dict(row._mapping)
    name, email, disabled_at = (values.pop(one) for one in ("name", "email", "disabled_at"))
    return Share(**values, by_name=name or email, is_disabled=disabled_at is not None)
