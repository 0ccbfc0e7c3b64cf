"""Notices: what others did to one's team."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from portfolio.domain.notices import Notice
from portfolio.domain.people import Role
from portfolio.store.tables.people import account_teams, accounts
from portfolio.store.tables.teams import notices, people, teams


def leads_of(tx: Connection, team_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return the leads of some teams: account, team."""
    query = (
        select(account_teams.c.account_id, account_teams.c.team_id)
        .join(accounts, accounts.c.id == account_teams.c.account_id)
        .where(
            account_teams.c.team_id.in_(sorted(team_ids)),
            accounts.c.role == Role.LEAD.value,
            accounts.c.disabled_at.is_(None),
        )
        .order_by(account_teams.c.account_id, account_teams.c.team_id)
    )
    return [(row.account_id, row.team_id) for row in tx.execute(query)]


def add_notices(tx: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Tell several accounts."""
    if values:
        tx.execute(insert(notices), [dict(one) for one in values])


def own_notices(tx: Connection, account_id: int, *, most: int = 50) -> list[Notice]:
    """Return what an account was told, what it has not seen yet first, then the newest."""
    by = accounts.alias("by")
    query = (
        select(
            notices.c.id,
            notices.c.kind,
            notices.c.facts,
            notices.c.at,
            notices.c.seen_at,
            teams.c.slug.label("team_slug"),
            teams.c.name.label("team_name"),
            people.c.name.label("person_name"),
            by.c.name.label("by_name"),
        )
        .outerjoin(teams, teams.c.id == notices.c.team_id)
        .outerjoin(people, people.c.id == notices.c.person_id)
        .outerjoin(by, by.c.id == notices.c.by_id)
        .where(notices.c.account_id == account_id)
        .order_by(notices.c.seen_at.is_not(None), notices.c.at.desc(), notices.c.id.desc())
        .limit(most)
    )
    return [Notice(**row._mapping) for row in tx.execute(query)]


def count_unseen(tx: Connection, account_id: int) -> int:
    """Return how many notices an account has not seen yet."""
    return int(tx.execute(unseen(account_id)).scalar_one())


def unseen(account_id: int) -> Select[int]:
    """Return the query of how many notices an account has not seen yet."""
    return select(func.count(notices.c.id)).where(
        notices.c.account_id == account_id, notices.c.seen_at.is_(None)
    )


def mark_seen(tx: Connection, account_id: int, *, up_to: int, now: datetime) -> int:
    """Mark what the account was told up to a notice's number as seen, and return how many."""
    seen = tx.execute(
        update(notices)
        .where(
            notices.c.account_id == account_id,
            notices.c.seen_at.is_(None),
            notices.c.id <= up_to,
        )
        .values(seen_at=now)
    )
    return seen.rowcount
