"""What signing in and one's own account show."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from portfolio.domain.mail import Wishes, wants_digest
from portfolio.domain.people import PERMISSIONS, Deed, Role, Scope, Viewer
from portfolio.store import mail, people
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One button of the demo's sign-in page."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Reach:
    """One line of what the account may do."""

    deed: Deed
    scope: Scope


@dataclass(frozen=True, slots=True)
class Screen:
    """One's own account."""

    viewer: Viewer
    reach: tuple[Reach, ...]
    wishes: Wishes

    @property
    def wants_digest(self) -> bool:
        """Whether the account gets the weekly digest: as chosen, else as its role has it."""
        return wants_digest(self.viewer.role, self.wishes.digest)


def load(tx: Tx, viewer: Viewer) -> Screen:
    """Return what the account may do, from the permission table."""
    allowed = ((deed, roles.get(viewer.role)) for deed, roles in PERMISSIONS.items())
    reach = tuple(Reach(deed, scope) for deed, scope in allowed if scope)
    wishes = mail.wishes_of(tx, viewer.account_id) if viewer.account_id else Wishes()
    return Screen(viewer, reach, wishes)


def demo_accounts(tx: Tx) -> tuple[DemoAccount, ...]:
    """Return the first account of each role, in the order of the roles."""
    order = {role: place for place, role in enumerate(Role)}
    first: dict[Role, DemoAccount] = {}
    for account in sorted(people.all_accounts(tx), key=lambda one: one.id):
        if account.disabled_at is None:
            first.setdefault(account.role, DemoAccount(account.id, account.name, account.role))
    return tuple(sorted(first.values(), key=lambda one: order[one.role]))


def link_is_open(tx: Tx, token: str, *, now: datetime) -> bool:
    """Whether a one-time link can still be used."""
    return people.link_is_open(tx, sha256(token.encode()).hexdigest(), now=now)


def rows(tx: Tx) -> list[dict[str, object]]:
    """Return every account as a plain row."""
    return [
        {
            "email": one.email,
            "name": one.name,
            "role": one.role.value,
            "disabled": one.disabled_at is not None,
            "has_password": one.password_hash is not None,
        }
        for one in people.all_accounts(tx)
    ]
