"""What the administrator sees: accounts, tokens, workers and jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portfolio.domain.jobs import Job
from portfolio.domain.people import Role
from portfolio.domain.teams import Area, Team
from portfolio.store import accounts, health, jobs, mail, people, teams
from portfolio.store.accounts import Reach
from portfolio.store.people import Account, Token
from portfolio.store.unit import Tx

ALIVE = timedelta(seconds=30)
NEWEST_JOBS = 20


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in one line."""

    account: Account
    teams: tuple[str, ...]
    areas: tuple[str, ...]
    seen_at: datetime | None

    @property
    def state(self) -> str:
        """disabled, invited (no password yet) or active."""
        if self.account.disabled_at is not None:
            return "disabled"
        return "active" if self.account.password_hash else "invited"


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token in one line."""

    token: Token
    used_at: datetime | None
    state: str  # active, expired, revoked


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """A worker and its last sign of life."""

    name: str
    beat_at: datetime
    is_alive: bool


@dataclass(frozen=True, slots=True)
class Admin:
    """Everything the page shows."""

    accounts: tuple[AccountLine, ...]
    tokens: tuple[TokenLine, ...]
    workers: tuple[WorkerLine, ...]
    jobs: tuple[Job, ...]
    jobs_by_state: Mapping[str, int]
    mail_given_up: int

    @property
    def active(self) -> int:
        """How many accounts can sign in, or could with their link."""
        return sum(line.state != "disabled" for line in self.accounts)

    @property
    def alive(self) -> int:
        """How many workers are alive."""
        return sum(worker.is_alive for worker in self.workers)


@dataclass(frozen=True, slots=True)
class AccountForm:
    """An account as its form shows it (None: a new one), and what there is to choose from."""

    account: Account | None
    reach: Reach
    teams: tuple[Team, ...]
    areas: tuple[Area, ...]
    is_last_administrator: bool = False


def load(tx: Tx, *, now: datetime) -> Admin:
    """Read the page in a fixed number of queries."""
    team_names = {one.id: one.name for one in teams.all_teams(tx)}
    area_names = {one.id: one.name for one in teams.all_areas(tx)}
    reaches, seen, used = accounts.reaches(tx), accounts.last_seen(tx), accounts.tokens_used_at(tx)
    return Admin(
        accounts=tuple(
            AccountLine(
                one,
                tuple(team_names[i] for i in reaches.get(one.id, Reach()).team_ids),
                tuple(area_names[i] for i in reaches.get(one.id, Reach()).area_ids),
                seen.get(one.id),
            )
            for one in people.all_accounts(tx)
        ),
        tokens=tuple(
            TokenLine(one, used.get(one.id), _state(one, now)) for one in people.all_tokens(tx)
        ),
        workers=tuple(
            WorkerLine(name, beat_at, now - beat_at <= ALIVE)
            for name, beat_at in jobs.all_workers(tx).items()
        ),
        jobs=tuple(jobs.newest_jobs(tx, limit=NEWEST_JOBS)),
        jobs_by_state=health.jobs_by_state(tx),
        mail_given_up=mail.counts(tx, since=now)["given_up"],
    )


def form(tx: Tx, account_id: int | None = None) -> AccountForm:
    """Read what the form of an account needs; raise NotFound."""
    account = people.one_account(tx, account_id) if account_id is not None else None
    reach = accounts.reaches(tx).get(account.id, Reach()) if account else Reach()
    every = people.all_accounts(tx)
    others = [
        one
        for one in every
        if one.role is Role.ADMINISTRATOR
        and one.disabled_at is None
        and (account is None or one.id != account.id)
    ]
    return AccountForm(
        account=account,
        reach=reach,
        teams=tuple(one for one in teams.all_teams(tx) if one.disbanded_on is None),
        areas=tuple(teams.all_areas(tx)),
        is_last_administrator=bool(account and account.role is Role.ADMINISTRATOR and not others),
    )


def _state(token: Token, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at <= now else "active"
