"""Mail that waits to be sent: written with the deed, claimed for a while, marked when it went."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, case, delete, func, select, update

from portfolio.domain.errors import NotFound
from portfolio.domain.mail import Kind, Letter, Mail, Wishes, wait_after
from portfolio.store import rows
from portfolio.store.tables.mail import mails
from portfolio.store.tables.people import accounts

_MAIL: tuple[Any, ...] = (
    mails.c.id,
    mails.c.account_id,
    accounts.c.email,
    accounts.c.disabled_at,
    mails.c.kind,
    mails.c.subject,
    mails.c.text,
    mails.c.html,
    mails.c.created_at,
    mails.c.next_at,
    mails.c.sent_at,
    mails.c.given_up_at,
    mails.c.tries,
    mails.c.fault,
)


def add(
    tx: Connection, account_id: int, kind: Kind, letter: Letter, *, once: str, now: datetime
) -> bool:
    """Write a mail down to be sent; False where the one named `once` was written before."""
    return rows.add_new(
        tx,
        mails,
        {
            "account_id": account_id,
            "kind": kind.value,
            "once": once,
            "subject": letter.subject,
            "text": letter.text,
            "html": letter.html,
            "created_at": now,
            "next_at": now,
        },
    )


def written(tx: Connection, names: Collection[str]) -> set[str]:
    """Return which of the mails with these names were written before."""
    query = select(mails.c.once).where(mails.c.once.in_(sorted(names)))
    return set(tx.execute(query).scalars())


def waits(tx: Connection, *, now: datetime) -> bool:
    """Whether a mail may be tried."""
    return tx.execute(_due(select(mails.c.id), now).limit(1)).first() is not None


def claim(tx: Connection, *, now: datetime, most: int = 20) -> list[Mail]:
    """Take some mails to be sent; until their next try nobody else takes them.

    A process that dies before it marks them loses nothing: they are tried again then.
    """
    query = _due(select(mails.c.id, mails.c.tries), now).order_by(mails.c.id).limit(most)
    if tx.dialect.name != "sqlite":
        query = query.with_for_update(skip_locked=True)
    found = tx.execute(query).all()
    if not found:
        return []
    waits_until = case(
        *((mails.c.tries == tries, now + wait_after(tries + 1)) for tries in _numbers(found))
    )
    ids = [row.id for row in found]
    tx.execute(
        update(mails)
        .where(mails.c.id.in_(ids))
        .values(tries=mails.c.tries + 1, next_at=waits_until)
    )
    return [_mail(row) for row in tx.execute(_mails().where(mails.c.id.in_(ids)))]


def mark(tx: Connection, mail_id: int, values: Mapping[str, Any]) -> None:
    """Say what became of a mail: `sent_at`, or a `fault`, or `given_up_at` too."""
    tx.execute(update(mails).where(mails.c.id == mail_id).values(dict(values)))


def try_again(tx: Connection, mail_id: int, *, now: datetime) -> None:
    """Let a mail that was given up be tried afresh; raise NotFound where it was not."""
    saved = tx.execute(
        update(mails)
        .where(mails.c.id == mail_id, mails.c.given_up_at.is_not(None))
        .values(given_up_at=None, tries=0, next_at=now)
    )
    if saved.rowcount != 1:
        raise NotFound("mail", mail_id)


def unsent(tx: Connection, *, most: int = 200) -> list[Mail]:
    """Return what waits or was given up, the newest first."""
    query = _mails().where(mails.c.sent_at.is_(None)).order_by(None).order_by(mails.c.id.desc())
    return [_mail(row) for row in tx.execute(query.limit(most))]


def counts(tx: Connection, *, since: datetime) -> dict[str, int]:
    """Return how many mails were sent since, wait, and were given up."""
    sent = mails.c.sent_at.is_not(None)
    query = select(
        func.coalesce(func.sum(case((mails.c.sent_at >= since, 1), else_=0)), 0).label("sent"),
        func.coalesce(
            func.sum(case((sent | mails.c.given_up_at.is_not(None), 0), else_=1)), 0
        ).label("waiting"),
        func.coalesce(
            func.sum(case((sent, 0), (mails.c.given_up_at.is_not(None), 1), else_=0)), 0
        ).label("given_up"),
    )
    return {name: int(count) for name, count in tx.execute(query).one()._mapping.items()}


def tidy(tx: Connection, *, before: datetime) -> int:
    """Delete what was sent or given up before a moment and return how many."""
    gone = delete(mails).where(
        mails.c.created_at < before,
        mails.c.sent_at.is_not(None) | mails.c.given_up_at.is_not(None),
    )
    return tx.execute(gone).rowcount


def wishes_of(tx: Connection, account_id: int) -> Wishes:
    """Return what an account wants by mail."""
    query = select(accounts.c.mail_reminders, accounts.c.mail_digest).where(
        accounts.c.id == account_id
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("account", account_id)
    return Wishes(row.mail_reminders, row.mail_digest)


def set_wishes(tx: Connection, account_id: int, wishes: Wishes, *, locale: str | None) -> None:
    """Store what an account wants by mail, and in which language."""
    tx.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(mail_reminders=wishes.reminders, mail_digest=wishes.digest, locale=locale)
    )


def _due(query: Select[Any], now: datetime) -> Select[Any]:
    return query.where(
        mails.c.sent_at.is_(None), mails.c.given_up_at.is_(None), mails.c.next_at <= now
    )


def _mails() -> Select[Any]:
    return select(*_MAIL).join(accounts, accounts.c.id == mails.c.account_id).order_by(mails.c.id)


def _numbers(found: Collection[Row[Any]]) -> list[int]:
    return sorted({row.tries for row in found})


def _mail(row: Row[Any]) -> Mail:
    return Mail(
        id=row.id,
        account_id=row.account_id,
        address=row.email,
        is_disabled=row.disabled_at is not None,
        kind=Kind(row.kind),
        letter=Letter(row.subject, row.text, row.html),
        created_at=row.created_at,
        next_at=row.next_at,
        sent_at=row.sent_at,
        given_up_at=row.given_up_at,
        tries=row.tries,
        fault=row.fault,
    )
