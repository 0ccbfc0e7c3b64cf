"""The rows of the delivery page: weeks, months, services, teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.delivery import Service
from portfolio.domain.delivery_range import WeekRange
from portfolio.domain.delivery_weeks import WeekCell
from portfolio.domain.teams import Team
from portfolio.measures import dora
from portfolio.measures.dora import Rate, ServiceFigures, Spread
from portfolio.measures.headcount import Headcount
from portfolio.screens.delivery_scope import Scope
from portfolio.store.delivery_overlaps import Overlap


@dataclass(frozen=True, slots=True)
class WeekRow:
    """Deployments of a week, each counted once."""

    week_on: date
    deployments: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The failed deployments of a month, and the services' median beside them.

    Of one service the share is its change fail rate. Of several it is no metric of theirs but a
    share of the sum, which says sooner that something went wrong in many places.
    """

    month: date
    rate: Rate
    median: float | None
    have: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service with its five metrics."""

    service: Service
    team: Team | None
    figures: ServiceFigures


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team with its services' deployments; per developer only where the group is large enough."""

    team: Team
    services: int
    deployments: int
    frequency: Spread
    headcount: Headcount
    per_week: tuple[float, ...]  # service deployments, by developer where that may be shown
    mean: float | None
    change: float | None  # of the second half against the first, as a share

    @property
    def is_per_developer(self) -> bool:
        """Whether its figures are divided by its developers."""
        return self.headcount.may_be_shown


def week_rows(
    cells: Sequence[WeekCell], overlaps: Sequence[Overlap], scope: Scope, weeks: WeekRange
) -> list[WeekRow]:
    """Return each week with its deployments."""
    ids = scope.service_ids
    twice: dict[date, int] = {}
    for one in overlaps:
        twice[one.week_on] = twice.get(one.week_on, 0) + one.counted_twice(ids)
    mondays = weeks.weeks
    return [
        WeekRow(week, count - twice.get(week, 0), week == weeks.running)
        for week, count in zip(mondays, dora.per_week(cells, mondays), strict=True)
    ]


def month_rows(cells: Sequence[WeekCell]) -> list[MonthRow]:
    """Return each month that has deployments, with those that failed."""
    found = []
    for month, own in dora.by_month(cells).items():
        rate = dora.fail_rate(own)
        if rate is not None:
            rates = [dora.fail_rate(cells) for cells in dora.by_service(own).values()]
            spread = dora.across([one.share for one in rates if one is not None])
            found.append(MonthRow(month, rate, spread.median, spread.have))
    return found


def service_rows(
    own: Mapping[int, Sequence[WeekCell]],
    scope: Scope,
    weeks: WeekRange,
    first_deployed_on: Mapping[int, date],
) -> list[ServiceRow]:
    """Return each service in view, those that deploy most first."""
    found = []
    for service in scope.services:
        counted = dora.counted_weeks(
            weeks.over.starts_on,
            weeks.over.ends_on,
            first_deployed_on=first_deployed_on.get(service.id),
            retired_on=service.retired_on,
        )
        figures = dora.service_figures(service.id, own.get(service.id, ()), counted)
        found.append(ServiceRow(service, scope.team_of(service), figures))
    return sorted(found, key=lambda row: (-row.figures.deployments, row.service.name))


def team_rows(
    rows: Sequence[ServiceRow],
    own: Mapping[int, Sequence[WeekCell]],
    *,
    weeks: WeekRange,
    headcounts: Mapping[int, Headcount],
    teams: Sequence[Team],
) -> list[TeamRow]:
    """Return each team that owns a service in view."""
    by_team: dict[int, list[ServiceRow]] = {}
    for row in rows:
        if row.team is not None:
            by_team.setdefault(row.team.id, []).append(row)
    return [
        _team(
            one,
            by_team[one.id],
            own,
            weeks=weeks,
            headcount=headcounts.get(one.id, Headcount()),
        )
        for one in teams
        if one.id in by_team
    ]


def half_change(values: Sequence[float]) -> float | None:
    """Return how much the second half's mean is above the first's, as a share of that."""
    half = len(values) // 2
    if half == 0:
        return None
    before, after = sum(values[:half]) / half, sum(values[-half:]) / half
    return after / before - 1 if before else None


def _team(
    team: Team,
    rows: Sequence[ServiceRow],
    own: Mapping[int, Sequence[WeekCell]],
    *,
    weeks: WeekRange,
    headcount: Headcount,
) -> TeamRow:
    cells = [cell for row in rows for cell in own.get(row.service.id, ())]
    mondays = weeks.complete or weeks.weeks
    counts = [float(count) for count in dora.per_week(cells, mondays)]
    by = headcount.full_time if headcount.may_be_shown else 1.0
    values = tuple(count / by for count in counts)
    return TeamRow(
        team=team,
        services=len(rows),
        deployments=sum(row.figures.deployments for row in rows),
        frequency=dora.across([row.figures.frequency for row in rows]),
        headcount=headcount,
        per_week=values,
        mean=sum(values) / len(values) if values else None,
        change=half_change(values),
    )
