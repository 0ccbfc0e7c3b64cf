"""What the administrator sees and changes of accounts and tokens; people.py has their sign-in."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Role
from portfolio.store import rows
from portfolio.store.tables.people import (
    account_areas,
    account_teams,
    accounts,
    sessions,
    sign_in_links,
    tokens,
)


@dataclass(frozen=True, slots=True)
class Reach:
    """The teams and the areas that an account's role reaches."""

    team_ids: tuple[int, ...] = ()
    area_ids: tuple[int, ...] = ()


def reaches(tx: Connection) -> dict[int, Reach]:
    """Return the reach of every account that has one."""
    teams: dict[int, list[int]] = defaultdict(list)
    areas: dict[int, list[int]] = defaultdict(list)
    for table, column, found in (
        (account_teams, account_teams.c.team_id, teams),
        (account_areas, account_areas.c.area_id, areas),
    ):
        for account_id, one in tx.execute(select(table.c.account_id, column).order_by(column)):
            found[account_id].append(one)
    return {one: Reach(tuple(teams[one]), tuple(areas[one])) for one in {*teams, *areas}}


def last_seen(tx: Connection) -> dict[int, datetime]:
    """Return when each account that has a session was last seen."""
    query = select(sessions.c.account_id, func.max(sessions.c.seen_at).label("at")).group_by(
        sessions.c.account_id
    )
    return {row.account_id: row.at for row in tx.execute(query)}


def save_account(
    tx: Connection, account_id: int, *, version: int, values: Mapping[str, Any]
) -> int:
    """Save an account that still has `version`; raise Stale or NotFound."""
    return rows.save(tx, accounts, account_id, version=version, values=values)


def other_administrators(tx: Connection, account_id: int) -> int:
    """Count the administrators but this one who can sign in, or could with their link.

    Their rows stay locked until the transaction ends, so that two administrators cannot remove
    one another at the same moment.
    """
    query = select(accounts.c.id).where(
        accounts.c.role == Role.ADMINISTRATOR.value, accounts.c.disabled_at.is_(None)
    )
    if tx.dialect.name != "sqlite":
        query = query.with_for_update()
    return sum(one != account_id for one in tx.execute(query).scalars())


def end_everything(tx: Connection, account_id: int) -> None:
    """End the sessions of an account and make its open one-time links useless."""
    tx.execute(delete(sessions).where(sessions.c.account_id == account_id))
    tx.execute(delete(sign_in_links).where(sign_in_links.c.account_id == account_id))


def revoke_token(tx: Connection, token_id: int, *, now: datetime) -> bool:
    """Revoke a token; return False where it was revoked already. Raises NotFound."""
    done = tx.execute(
        update(tokens)
        .where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if done.rowcount:
        return True
    if tx.execute(select(tokens.c.id).where(tokens.c.id == token_id)).one_or_none() is None:
        raise NotFound("token", token_id)
    return False


def tokens_used_at(tx: Connection) -> dict[int, datetime]:
    """Return when each token that was used was last used."""
    query = select(tokens.c.id, tokens.c.last_used_at).where(tokens.c.last_used_at.is_not(None))
    return {row.id: row.last_used_at for row in tx.execute(query)}
