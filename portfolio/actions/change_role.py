"""Change what an account is: its role, and the teams and areas that it reaches."""

from collections.abc import Collection
from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Role, Viewer, require
from portfolio.store import accounts, people, teams, trail
from portfolio.store.unit import Tx


def change_role(
    tx: Tx,
    by: Viewer,
    account_id: int,
    role: Role,
    *,
    version: int,
    now: datetime,
    team_ids: Collection[int] = (),
    area_ids: Collection[int] = (),
) -> None:
    """Give the account this role and this reach, at once: rights are read at each request.

    The last administrator stays one. Raises Stale where somebody saved the account in between.
    """
    require(by, Deed.MANAGE_ACCOUNTS)
    account = people.one_account(tx, account_id)
    if account.role is Role.ADMINISTRATOR and role is not Role.ADMINISTRATOR:
        require_another_administrator(tx, account_id)
    _require_known(tx, team_ids, area_ids)
    before = accounts.reaches(tx).get(account_id, accounts.Reach())
    accounts.save_account(tx, account_id, version=version, values={"role": role.value})
    people.set_scopes(tx, account_id, teams=team_ids, areas=area_ids)
    trail.record(
        tx,
        by,
        "change role",
        f"account:{account_id}",
        now=now,
        before=_told(account.role, before.team_ids, before.area_ids),
        after=_told(role, team_ids, area_ids),
    )


def require_another_administrator(tx: Tx, account_id: int) -> None:
    """Raise Refused where this account is the last administrator."""
    if accounts.other_administrators(tx, account_id) == 0:
        raise Refused(
            "This is the last administrator. Make another account administrator first.",
            {"role": "The last administrator stays one."},
        )


def _require_known(tx: Tx, team_ids: Collection[int], area_ids: Collection[int]) -> None:
    if not set(team_ids) <= {one.id for one in teams.all_teams(tx)}:
        raise Refused("One of the teams is gone.", {"team_ids": "Choose again."})
    if not set(area_ids) <= {one.id for one in teams.all_areas(tx)}:
        raise Refused("One of the areas is gone.", {"area_ids": "Choose again."})


def _told(role: Role, team_ids: Collection[int], area_ids: Collection[int]) -> dict[str, object]:
    return {"role": role.value, "teams": sorted(team_ids), "areas": sorted(area_ids)}
