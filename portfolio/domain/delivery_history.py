"""Some weeks of deliveries with everything that says whose they are: what sources read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.delivery import Service
from portfolio.domain.delivery_weeks import WeekCell
from portfolio.domain.teams import Area, Team


@dataclass(frozen=True, slots=True)
class Shared:
    """So many deployments of a week reached all of these services."""

    service_ids: frozenset[int]
    deployments: int


@dataclass(frozen=True, slots=True)
class DeliveryHistory:
    """The cells of some weeks by service, and whose the services are."""

    services: tuple[Service, ...]
    teams: tuple[Team, ...]
    areas: tuple[Area, ...]
    cells: Mapping[int, Mapping[date, WeekCell]]
    first_days: Mapping[int, date]  # when each service first reached production
    shared: Mapping[date, Sequence[Shared]]

    def of_scope(self, kind: str, slug: str) -> list[Service] | None:
        """Return the services of a service, a team, an area or the product; None: no such."""
        if kind == "product":
            return list(self.services)
        if kind == "service":
            return [one for one in self.services if one.slug == slug] or None
        if kind == "team":
            team_ids = {one.id for one in self.teams if one.slug == slug}
            return self._of_teams(team_ids) if team_ids else None
        area_ids = {one.id for one in self.areas if one.slug == slug}
        if not area_ids:
            return None
        return self._of_teams({one.id for one in self.teams if one.area_id in area_ids})

    def name_of(self, kind: str, slug: str) -> str:
        """Return what people call a scope; its slug where it is no more."""
        every: dict[str, Sequence[Service | Team | Area]] = {
            "service": self.services,
            "team": self.teams,
            "area": self.areas,
        }
        named = (one.name for one in every.get(kind, ()) if one.slug == slug)
        return next(named, slug)

    def own_cells(self, service_id: int, weeks: Sequence[date]) -> list[WeekCell]:
        """Return the cells of a service in these weeks."""
        own = self.cells.get(service_id, {})
        return [own[week] for week in weeks if week in own]

    def counted_twice(self, service_ids: set[int], week: date) -> int:
        """How many too many a sum over these services counts in a week."""
        return sum(
            one.deployments * max(0, len(one.service_ids & service_ids) - 1)
            for one in self.shared.get(week, ())
        )

    def _of_teams(self, team_ids: set[int]) -> list[Service]:
        return [one for one in self.services if one.team_id in team_ids]
