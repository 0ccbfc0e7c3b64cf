"""All teams by area: what they can take this cycle against the open work that asks for it."""

from dataclasses import dataclass
from datetime import date, tzinfo

from portfolio.domain.capacity import capacities
from portfolio.domain.cycles import Cycle
from portfolio.domain.demand import Demand, demand_by_area, demand_by_team
from portfolio.domain.person_days import Staff, full_time
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.domain.teams import Area, Team, area_warnings, has_areas
from portfolio.store import capacity, demand, estimates, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team of the list."""

    team: Team
    area: Area | None
    people: int
    full_time: float
    capacity: TeamCapacity | None  # None before the first cycle
    planned: float
    demand: Demand

    @property
    def points(self) -> float:
        """What the team can take over the cycle."""
        return self.capacity.points if self.capacity else 0.0

    @property
    def items(self) -> float:
        """The same in items."""
        return self.capacity.items if self.capacity else 0.0

    @property
    def load(self) -> float | None:
        """Open points a point of capacity; None without capacity."""
        return self.demand.points / self.points if self.points else None


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """The teams of one area; without an area where the product has none, or for those outside."""

    area: Area | None
    rows: tuple[TeamRow, ...]
    demand: Demand
    warns: bool = False  # outside of 4 to 8 teams

    @property
    def points(self) -> float:
        """What the area's teams can take over the cycle."""
        return sum(row.points for row in self.rows)

    @property
    def full_time(self) -> float:
        """The full-time equivalents of the area."""
        return sum(row.full_time for row in self.rows)

    @property
    def load(self) -> float | None:
        """Open points a point of capacity; None without capacity."""
        return self.demand.points / self.points if self.points else None


@dataclass(frozen=True, slots=True)
class TeamsScreen:
    """The page of all teams."""

    cycle: Cycle | None
    groups: tuple[AreaGroup, ...]
    shows_areas: bool
    people: int
    nobody_s: Demand  # open work of no team yet

    @property
    def rows(self) -> tuple[TeamRow, ...]:
        """Every team in the order of the page."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def points(self) -> float:
        """What all teams can take over the cycle."""
        return sum(row.points for row in self.rows)

    @property
    def items(self) -> float:
        """The same in items."""
        return sum(row.items for row in self.rows)

    @property
    def planned(self) -> float:
        """The points that the plan in force gives."""
        return sum(row.planned for row in self.rows)

    @property
    def demand(self) -> Demand:
        """All open work."""
        return sum((group.demand for group in self.groups), Demand())

    @property
    def over(self) -> tuple[AreaGroup, ...]:
        """The areas with more open work than capacity."""
        return tuple(group for group in self.groups if group.load is not None and group.load > 1)

    @property
    def marked(self) -> tuple[TeamRow, ...]:
        """The teams whose capacity carries a warning."""
        return tuple(row for row in self.rows if row.capacity and row.capacity.warnings)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the rows are made of."""

    staff: Staff
    found: dict[int, TeamCapacity]
    planned: dict[tuple[int, int], float]


def load(tx: Tx, cycle: Cycle | None, *, today: date, zone: tzinfo) -> TeamsScreen:
    """Read the page of all teams in a constant number of queries."""
    every = [team for team in teams.all_teams(tx) if team.exists_on(today)]
    areas = teams.all_areas(tx)
    read = _read(tx, cycle, today=today, zone=zone)
    works = demand.open_work(tx)
    classes = estimates.classes_until(tx, today, zone=zone)
    by_team = demand_by_team(works, classes)
    rows = _rows(every, areas, read, by_team, today=today)
    shows_areas = has_areas(every) and bool(areas)
    by_area = demand_by_area(works, classes)
    warned = {warning.area_id for warning in area_warnings(areas, every)}
    groups = (
        _groups(rows, areas, by_area, warned)
        if shows_areas
        else (AreaGroup(None, rows, sum(by_area.values(), Demand()), None in warned),)
    )
    people = {one.person_id for one in read.staff.memberships}
    return TeamsScreen(cycle, groups, shows_areas, len(people), by_team.get(None, Demand()))


def _read(tx: Tx, cycle: Cycle | None, *, today: date, zone: tzinfo) -> _Read:
    if cycle is None:
        return _Read(Staff(), {}, {})
    facts = capacity.facts(tx, cycle, today=today, zone=zone)
    return _Read(facts.staff, capacities(facts), demand.planned_points(tx, cycle.id))


def _rows(
    every: list[Team],
    areas: list[Area],
    read: _Read,
    by_team: dict[int | None, Demand],
    *,
    today: date,
) -> tuple[TeamRow, ...]:
    area_of = {area.id: area for area in areas}
    present = full_time(read.staff, today)
    members: dict[int, set[int]] = {}
    for one in read.staff.memberships:
        if (one.starts_on or date.min) <= today <= (one.ends_on or date.max):
            members.setdefault(one.team_id, set()).add(one.person_id)
    return tuple(
        TeamRow(
            team=team,
            area=area_of.get(team.area_id) if team.area_id is not None else None,
            people=len(members.get(team.id, ())),
            full_time=present.get(team.id, 0.0),
            capacity=read.found.get(team.id),
            planned=sum(points for (own, _), points in read.planned.items() if own == team.id),
            demand=by_team.get(team.id, Demand()),
        )
        for team in every
    )


def _groups(
    rows: tuple[TeamRow, ...],
    areas: list[Area],
    by_area: dict[int | None, Demand],
    warned: set[int | None],
) -> tuple[AreaGroup, ...]:
    groups = [
        AreaGroup(
            area,
            tuple(row for row in rows if row.team.area_id == area.id),
            by_area.get(area.id, Demand()),
            area.id in warned,
        )
        for area in areas
    ]
    outside = tuple(row for row in rows if row.area is None)
    if outside or None in by_area:
        groups.append(AreaGroup(None, outside, by_area.get(None, Demand()), None in warned))
    return tuple(groups)
