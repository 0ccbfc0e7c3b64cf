"""Accounts, sessions, one-time links and tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, literal, select, union_all, update

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Role, Viewer
from portfolio.store import rows
from portfolio.store.tables.people import (
    account_areas,
    account_teams,
    accounts,
    sessions,
    sign_in_links,
    sign_in_tries,
    tokens,
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its owner and the administrator see it."""

    id: int
    email: str
    name: str
    role: Role
    password_hash: str | None
    locale: str | None
    theme: str | None
    disabled_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Token:
    """A machine's key; only its hash is kept."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


_ACCOUNT = (
    accounts.c.id,
    accounts.c.email,
    accounts.c.name,
    accounts.c.role,
    accounts.c.password_hash,
    accounts.c.locale,
    accounts.c.theme,
    accounts.c.disabled_at,
    accounts.c.version,
)


def all_accounts(tx: Connection) -> list[Account]:
    """Return every account, by address."""
    return [_account(row) for row in tx.execute(select(*_ACCOUNT).order_by(accounts.c.email))]


def one_account(tx: Connection, account_id: int) -> Account:
    """Return an account; raise NotFound."""
    row = tx.execute(select(*_ACCOUNT).where(accounts.c.id == account_id)).one_or_none()
    if row is None:
        raise NotFound("account", account_id)
    return _account(row)


def account_by_email(tx: Connection, email: str) -> Account | None:
    """Return the account of an address, whatever its case."""
    query = select(*_ACCOUNT).where(func.lower(accounts.c.email) == email.strip().lower())
    row = tx.execute(query).one_or_none()
    return _account(row) if row else None


def add_account(tx: Connection, *, email: str, name: str, role: Role, now: datetime) -> int:
    """Add an account without a password and return its id."""
    values = {"email": email.strip(), "name": name, "role": role.value, "created_at": now}
    return rows.add(tx, accounts, values)


def set_scopes(
    tx: Connection, account_id: int, *, teams: Iterable[int] = (), areas: Iterable[int] = ()
) -> None:
    """Replace the teams and areas that an account's role reaches."""
    tx.execute(delete(account_teams).where(account_teams.c.account_id == account_id))
    tx.execute(delete(account_areas).where(account_areas.c.account_id == account_id))
    for table, column, ids in (
        (account_teams, "team_id", teams),
        (account_areas, "area_id", areas),
    ):
        rows = [{"account_id": account_id, column: one} for one in sorted(set(ids))]
        if rows:
            tx.execute(insert(table), rows)


def set_password(tx: Connection, account_id: int, password_hash: str) -> None:
    """Store the hash of a new password and end the account's sessions."""
    tx.execute(
        update(accounts).where(accounts.c.id == account_id).values(password_hash=password_hash)
    )
    tx.execute(delete(sessions).where(sessions.c.account_id == account_id))


def set_preferences(
    tx: Connection, account_id: int, *, locale: str | None, theme: str | None
) -> None:
    """Store the language and the theme that the account chose."""
    tx.execute(
        update(accounts).where(accounts.c.id == account_id).values(locale=locale, theme=theme)
    )


def viewer_of(tx: Connection, account_id: int) -> Viewer:
    """Return the account as somebody who asks; raise NotFound."""
    account = one_account(tx, account_id)
    return _with_scopes(tx, account.id, account)


def viewer_of_session(tx: Connection, token_hash: str, *, now: datetime) -> Viewer | None:
    """Return who holds the session, or None where it ended, expired or the account is disabled."""
    query = (
        select(*_ACCOUNT)
        .join(sessions, sessions.c.account_id == accounts.c.id)
        .where(
            sessions.c.token_hash == token_hash,
            sessions.c.ended_at.is_(None),
            sessions.c.expires_at > now,
            accounts.c.disabled_at.is_(None),
        )
    )
    row = tx.execute(query).one_or_none()
    return _with_scopes(tx, row.id, _account(row)) if row else None


def add_session(
    tx: Connection, token_hash: str, account_id: int, *, now: datetime, expires_at: datetime
) -> None:
    """Begin a session."""
    tx.execute(
        insert(sessions).values(
            token_hash=token_hash,
            account_id=account_id,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
    )


def end_session(tx: Connection, token_hash: str, *, now: datetime) -> None:
    """End a session at once."""
    tx.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(ended_at=now))


def add_link(tx: Connection, token_hash: str, account_id: int, *, expires_at: datetime) -> None:
    """Add a one-time link."""
    tx.execute(
        insert(sign_in_links).values(
            token_hash=token_hash, account_id=account_id, expires_at=expires_at
        )
    )


def use_link(tx: Connection, token_hash: str, *, now: datetime) -> int | None:
    """Use up a one-time link: return its account, or None where it is used, old or unknown."""
    used = tx.execute(
        update(sign_in_links)
        .where(
            sign_in_links.c.token_hash == token_hash,
            sign_in_links.c.used_at.is_(None),
            sign_in_links.c.expires_at > now,
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:
        return None
    query = select(sign_in_links.c.account_id).where(sign_in_links.c.token_hash == token_hash)
    return int(tx.execute(query).scalar_one())


def link_is_open(tx: Connection, token_hash: str, *, now: datetime) -> bool:
    """Whether a one-time link can still be used."""
    query = select(sign_in_links.c.account_id).where(
        sign_in_links.c.token_hash == token_hash,
        sign_in_links.c.used_at.is_(None),
        sign_in_links.c.expires_at > now,
    )
    return tx.execute(query).one_or_none() is not None


def add_try(tx: Connection, subject: str, *, now: datetime, failed: bool) -> None:
    """Count a sign-in of a subject (the digest of an address or an account)."""
    tx.execute(insert(sign_in_tries).values(subject=subject, at=now, failed=int(failed)))


def failed_tries(tx: Connection, subject: str, *, since: datetime) -> int:
    """Return how often a subject failed to sign in since then."""
    query = select(func.coalesce(func.sum(sign_in_tries.c.failed), 0)).where(
        sign_in_tries.c.subject == subject, sign_in_tries.c.at >= since
    )
    return int(tx.execute(query).scalar_one())


def add_token(
    tx: Connection,
    *,
    name: str,
    token_hash: str,
    scopes: Iterable[str],
    now: datetime,
    expires_at: datetime,
) -> int:
    """Add a machine's token by its hash and return its id."""
    values = {
        "name": name,
        "token_hash": token_hash,
        "scopes": sorted(scopes),
        "created_at": now,
        "expires_at": expires_at,
    }
    return rows.add(tx, tokens, values)


def scopes_of_token(tx: Connection, token_hash: str, *, now: datetime) -> tuple[str, ...]:
    """Return what a machine's token may do; nothing for one unknown, revoked or expired."""
    query = select(tokens.c.scopes).where(
        tokens.c.token_hash == token_hash,
        tokens.c.revoked_at.is_(None),
        tokens.c.expires_at > now,
    )
    return tuple(tx.execute(query).scalar() or ())


def all_tokens(tx: Connection) -> list[Token]:
    """Return every token, the newest first."""
    query = select(
        tokens.c.id,
        tokens.c.name,
        tokens.c.scopes,
        tokens.c.created_at,
        tokens.c.expires_at,
        tokens.c.revoked_at,
    ).order_by(tokens.c.id.desc())
    return [
        Token(row.id, row.name, tuple(row.scopes), row.created_at, row.expires_at, row.revoked_at)
        for row in tx.execute(query)
    ]


def count_accounts(tx: Connection) -> int:
    """Return how many accounts there are."""
    return tx.execute(select(func.count()).select_from(accounts)).scalar_one()


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    return Account(**{**row._mapping, "role": Role(row.role)})


def _with_scopes(tx: Connection, account_id: int, account: Account) -> Viewer:
    query = union_all(
        select(literal("team").label("kind"), account_teams.c.team_id.label("one")).where(
            account_teams.c.account_id == account_id
        ),
        select(literal("area").label("kind"), account_areas.c.area_id.label("one")).where(
            account_areas.c.account_id == account_id
        ),
    )
    found = tx.execute(query).all()
    return Viewer(
        account_id=account.id,
        role=account.role,
        name=account.name or account.email,
        email=account.email,
        team_ids=frozenset(one for kind, one in found if kind == "team"),
        area_ids=frozenset(one for kind, one in found if kind == "area"),
        locale=account.locale,
        theme=account.theme,
    )
