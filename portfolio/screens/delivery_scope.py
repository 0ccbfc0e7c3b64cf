"""Which services a delivery page is about: one, a team's, an area's or all."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.domain.delivery import Service
from portfolio.domain.errors import NotFound
from portfolio.domain.teams import Area, Team
from portfolio.store import services as store_services
from portfolio.store import teams as store_teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for, as slugs; the narrowest that is given counts."""

    service: str | None = None
    team: str | None = None
    area: str | None = None

    @property
    def as_query(self) -> dict[str, str]:
        """The wish as it stands in the query string."""
        if self.service:
            return {"service": self.service}
        if self.team:
            return {"team": self.team}
        return {"area": self.area} if self.area else {}


@dataclass(frozen=True, slots=True)
class Scope:
    """The services in view, and everything that can be chosen instead."""

    wish: Wish
    services: tuple[Service, ...]
    every_service: tuple[Service, ...]
    every_team: tuple[Team, ...]
    every_area: tuple[Area, ...]

    @property
    def service_ids(self) -> list[int]:
        """The ids of the services in view."""
        return [one.id for one in self.services]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.wish.as_query

    @property
    def is_one_service(self) -> bool:
        """Whether it is about a single service."""
        return self.wish.service is not None

    @property
    def name(self) -> str:
        """What the service, team or area in view is called; "" for the whole product."""
        named: Sequence[Service | Team | Area]
        for slug, named in (
            (self.wish.service, self.every_service),
            (self.wish.team, self.every_team),
            (self.wish.area, self.every_area),
        ):
            if slug:
                return next(one.name for one in named if one.slug == slug)
        return ""

    def team_of(self, service: Service) -> Team | None:
        """Return the team that owns a service."""
        return next((one for one in self.every_team if one.id == service.team_id), None)

    def services_of(self, team: Team) -> list[Service]:
        """Return the services in view that a team owns."""
        return [one for one in self.services if one.team_id == team.id]


def load(tx: Tx, wish: Wish) -> Scope:
    """Read services, teams and areas; raise NotFound where a slug names none."""
    services = store_services.all_services(tx)
    teams = store_teams.all_teams(tx)
    areas = store_teams.all_areas(tx)
    return Scope(
        wish,
        tuple(_chosen(wish, services, teams, areas)),
        tuple(services),
        tuple(teams),
        tuple(areas),
    )


def _chosen(
    wish: Wish, services: list[Service], teams: list[Team], areas: list[Area]
) -> list[Service]:
    if wish.service:
        found = [one for one in services if one.slug == wish.service]
        if not found:
            raise NotFound("service", wish.service)
        return found
    if wish.team:
        team_ids = {one.id for one in teams if one.slug == wish.team}
        if not team_ids:
            raise NotFound("team", wish.team)
    elif wish.area:
        area_ids = {one.id for one in areas if one.slug == wish.area}
        if not area_ids:
            raise NotFound("area", wish.area)
        team_ids = {one.id for one in teams if one.area_id in area_ids}
    else:
        return services
    return [one for one in services if one.team_id in team_ids]
