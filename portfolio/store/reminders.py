"""Who was reminded of which check-in, and which of these still wait for one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from portfolio.domain.mail import Wishes
from portfolio.domain.people import Role
from portfolio.domain.reminders import Due, Reminder, Stage
from portfolio.store import rows
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.okrs import check_ins, key_results, milestone_steps, objectives
from portfolio.store.tables.people import account_teams, accounts
from portfolio.store.tables.rhythms import reminders


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be told something: the language, and what is wanted by mail."""

    account_id: int
    name: str
    role: Role
    locale: str | None
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A check-in that somebody was reminded of and that nobody has made since."""

    key_result_id: int
    code: str
    title: str
    cycle_name: str
    due_on: date


def recipients(tx: Connection) -> dict[int, Recipient]:
    """Return every account that is not disabled."""
    query = select(
        accounts.c.id, accounts.c.name, accounts.c.email, accounts.c.role, accounts.c.locale,
        accounts.c.mail_reminders, accounts.c.mail_digest,
    ).where(accounts.c.disabled_at.is_(None))  # fmt: skip
    return {
        row.id: Recipient(
            row.id,
            row.name or row.email,
            Role(row.role),
            row.locale,
            Wishes(row.mail_reminders, row.mail_digest),
        )
        for row in tx.execute(query)
    }


def leads(tx: Connection) -> dict[int, list[int]]:
    """Return the accounts that lead each team."""
    query = (
        select(account_teams.c.team_id, account_teams.c.account_id)
        .join(accounts, accounts.c.id == account_teams.c.account_id)
        .where(accounts.c.role == Role.LEAD.value, accounts.c.disabled_at.is_(None))
        .order_by(account_teams.c.account_id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for team_id, account_id in tx.execute(query):
        found[team_id].append(account_id)
    return dict(found)


def told(tx: Connection, key_result_ids: Collection[int]) -> set[Reminder]:
    """Return everything that was said about some key results."""
    query = select(
        reminders.c.account_id, reminders.c.key_result_id, reminders.c.due_on, reminders.c.stage
    ).where(reminders.c.key_result_id.in_(sorted(key_result_ids)))
    return {
        Reminder(Due(row.account_id, row.key_result_id, row.due_on), Stage(row.stage))
        for row in tx.execute(query)
    }


def tell(tx: Connection, one: Reminder, *, now: datetime, today: date) -> bool:
    """Note that somebody is told; False where that was said already."""
    return rows.add_new(
        tx,
        reminders,
        {
            "account_id": one.due.account_id,
            "key_result_id": one.due.key_result_id,
            "due_on": one.due.due_on,
            "stage": one.stage.value,
            "told_at": now,
            "told_on": today,
        },
    )


def waiting(tx: Connection, account_id: int, *, today: date) -> list[Waiting]:
    """Return what an account was reminded of and nobody has checked in since, oldest first."""
    query = (
        _waiting(
            account_id,
            today,
            key_results.c.id.label("key_result_id"),
            key_results.c.code,
            key_results.c.title,
            cycles.c.name.label("cycle_name"),
            func.max(reminders.c.due_on).label("due_on"),
        )
        .group_by(key_results.c.id, key_results.c.code, key_results.c.title, cycles.c.name)
        .order_by(func.max(reminders.c.due_on), key_results.c.code)
    )
    return [Waiting(**row._mapping) for row in tx.execute(query)]


def count_waiting(tx: Connection, account_id: int, *, today: date) -> int:
    """Return how many key results wait so."""
    return int(tx.execute(waiting_count(account_id, today)).scalar_one())


def waiting_count(account_id: int, today: date) -> Select[Any]:
    """Return the query of how many key results wait so."""
    return _waiting(account_id, today, func.count(reminders.c.key_result_id.distinct()))


def _waiting(account_id: int, today: date, *columns: Any) -> Select[Any]:
    # A check-in or a finished step after the reminder answers it, whoever made it.
    checked_in = exists().where(
        check_ins.c.key_result_id == reminders.c.key_result_id,
        check_ins.c.made_at >= reminders.c.told_at,
    )
    stepped = exists().where(
        milestone_steps.c.key_result_id == reminders.c.key_result_id,
        milestone_steps.c.done_on >= reminders.c.told_on,
    )
    return (
        select(*columns)
        .select_from(reminders)
        .join(key_results, key_results.c.id == reminders.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(
            reminders.c.account_id == account_id,
            and_(cycles.c.ends_on >= today, cycles.c.closed_at.is_(None)),
            or_(key_results.c.struck_on.is_(None), key_results.c.struck_on > today),
            ~checked_in,
            ~stepped,
        )
    )
