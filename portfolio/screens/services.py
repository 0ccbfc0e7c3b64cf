"""The page where services get their teams and the figures their targets."""

from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.domain.delivery import Service
from portfolio.domain.teams import Team
from portfolio.store import services as store_services
from portfolio.store import teams as store_teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Screen:
    """Services, teams and targets."""

    services: tuple[Service, ...]
    teams: tuple[Team, ...]
    targets: Mapping[str, float]

    @property
    def without_team(self) -> int:
        """How many services no team owns."""
        return sum(1 for one in self.services if one.team_id is None)


def load(tx: Tx) -> Screen:
    """Read services, teams and targets."""
    return Screen(
        tuple(store_services.all_services(tx)),
        tuple(store_teams.all_teams(tx)),
        {name: one.value for name, one in store_services.all_targets(tx).items()},
    )
