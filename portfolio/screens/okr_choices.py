"""What the forms of objectives and key results offer to choose from."""

from dataclasses import dataclass
from datetime import date

from portfolio.store import okrs, people, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Choices:
    """Names by id."""

    areas: dict[int, str]
    teams: dict[int, str]
    objectives: dict[int, str]
    accounts: dict[int, str]


def load(tx: Tx, cycle_id: int | None, *, on: date) -> Choices:
    """Read the areas, teams, accounts, and the objectives of a cycle."""
    tree = okrs.tree(tx, cycle_id, on=on) if cycle_id is not None else None
    return Choices(
        areas={one.id: one.name for one in teams.all_areas(tx)},
        teams={one.id: one.name for one in teams.all_teams(tx) if one.exists_on(on)},
        objectives={
            one.id: f"{one.code} {one.title}" for one in (tree.every_objective() if tree else ())
        },
        accounts={
            one.id: one.name or one.email
            for one in people.all_accounts(tx)
            if one.disabled_at is None
        },
    )
