"""Invite an account: add it where it is new, and make its one-time link."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Role, Viewer, require
from portfolio.store import people, trail
from portfolio.store.unit import Tx

LINK_LIFE = timedelta(minutes=30)


def invite_account(
    tx: Tx,
    by: Viewer,
    email: str,
    role: Role,
    *,
    now: datetime,
    name: str = "",
    team_ids: Sequence[int] = (),
    area_ids: Sequence[int] = (),
) -> str:
    """Add the account and return the token of its one-time link (30 minutes, single use)."""
    require(by, Deed.MANAGE_ACCOUNTS)
    if email.count("@") != 1 or email.strip() != email or not all(email.split("@")):
        raise Refused(f"{email!r} is no address.", {"email": "Write it like name@example.org."})
    if people.account_by_email(tx, email):
        raise Refused(f"There is an account {email} already.", {"email": "Choose another."})
    account_id = people.add_account(tx, email=email, name=name, role=role, now=now)
    people.set_scopes(tx, account_id, teams=team_ids, areas=area_ids)
    token = new_link(tx, account_id, now=now)
    trail.record(
        tx,
        by,
        "invite account",
        f"account:{account_id}",
        now=now,
        after={"role": role.value, "teams": list(team_ids), "areas": list(area_ids)},
    )
    return token


def new_link(tx: Tx, account_id: int, *, now: datetime) -> str:
    """Store a one-time link by its hash and return its token, for this once."""
    token = secrets.token_urlsafe(32)
    digest = sha256(token.encode()).hexdigest()
    people.add_link(tx, digest, account_id, expires_at=now + LINK_LIFE)
    return token
