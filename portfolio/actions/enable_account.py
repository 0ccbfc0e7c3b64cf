"""Enable an account that was disabled."""

from datetime import datetime

from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import accounts, people, trail
from portfolio.store.unit import Tx


def enable_account(tx: Tx, by: Viewer, account_id: int, *, version: int, now: datetime) -> None:
    """Let the account sign in again, with its password or a new one-time link."""
    require(by, Deed.MANAGE_ACCOUNTS)
    if people.one_account(tx, account_id).disabled_at is None:
        return
    accounts.save_account(tx, account_id, version=version, values={"disabled_at": None})
    trail.record(tx, by, "enable account", f"account:{account_id}", now=now)
