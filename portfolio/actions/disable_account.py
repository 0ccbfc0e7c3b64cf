"""Disable an account: its sessions end at once, what it did stays."""

from datetime import datetime

from portfolio.actions.change_role import require_another_administrator
from portfolio.domain.people import Deed, Role, Viewer, require
from portfolio.store import accounts, people, trail
from portfolio.store.unit import Tx


def disable_account(tx: Tx, by: Viewer, account_id: int, *, version: int, now: datetime) -> None:
    """Let the account sign in no more; the last administrator cannot be disabled."""
    require(by, Deed.MANAGE_ACCOUNTS)
    account = people.one_account(tx, account_id)
    if account.disabled_at is not None:
        return
    if account.role is Role.ADMINISTRATOR:
        require_another_administrator(tx, account_id)
    accounts.save_account(tx, account_id, version=version, values={"disabled_at": now})
    accounts.end_everything(tx, account_id)
    trail.record(tx, by, "disable account", f"account:{account_id}", now=now)
