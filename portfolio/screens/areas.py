"""Requirement areas with their teams, which team has which skill, and the offices."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta, tzinfo

from portfolio.domain.capacity import capacities
from portfolio.domain.coverage import SkillLoad, skill_loads
from portfolio.domain.cycles import Cycle
from portfolio.domain.demand import demand_by_area
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.domain.team_moves import TeamMove
from portfolio.domain.teams import Area, Office, Skill, Team, area_warnings, coverage, has_areas
from portfolio.store import capacity, demand, estimates, staff, team_moves, teams
from portfolio.store.unit import Tx

SHOWN_FOR = timedelta(days=91)  # a quarter after it took effect a move is history


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area with its teams; None for the teams outside of any."""

    area: Area | None
    teams: tuple[Team, ...]
    warns: bool


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office, how many people it has, and its days off in the cycle."""

    office: Office
    people: int
    holidays: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A decided move of a team, to come or of the last quarter."""

    move: TeamMove
    team: Team


@dataclass(frozen=True, slots=True)
class AreasScreen:
    """The page of areas, skills and offices."""

    areas: tuple[AreaRow, ...]
    teams: tuple[Team, ...]
    skills: tuple[Skill, ...]
    having: dict[str, int]  # teams by skill
    shows_areas: bool
    offices: tuple[OfficeRow, ...]
    loads: tuple[SkillLoad, ...] = ()
    points: Mapping[int, float] = field(default_factory=dict)  # of the quarter, by team
    moves: tuple[MoveRow, ...] = ()
    firsts: tuple[Cycle, ...] = ()  # the quarters with whose first sprint a move may begin
    calendar: tuple[Cycle, ...] = ()

    @property
    def bottlenecks(self) -> tuple[SkillLoad, ...]:
        """The skills that are scarcer than their area."""
        return tuple(one for one in self.loads if one.is_bottleneck)

    def skill_name(self, slug: str) -> str:
        """The name of a skill."""
        return next((one.name for one in self.skills if one.slug == slug), slug)

    def area_name(self, area_id: int | None) -> str:
        """The name of an area; "" for none."""
        return next(
            (row.area.name for row in self.areas if row.area and row.area.id == area_id), ""
        )

    @property
    def rare(self) -> tuple[Skill, ...]:
        """The skills that fewer than two teams have."""
        return tuple(skill for skill in self.skills if self.having[skill.slug] < 2)


def load(
    tx: Tx,
    cycle: Cycle | None,
    *,
    every_cycle: Sequence[Cycle],
    today: date,
    zone: tzinfo = UTC,
) -> AreasScreen:
    """Read the page in a constant number of queries; the calendar is the request's, read once."""
    every = tuple(team for team in teams.all_teams(tx) if team.exists_on(today))
    areas = teams.all_areas(tx)
    skills = tuple(teams.all_skills(tx))
    warned = {warning.area_id for warning in area_warnings(areas, every)}
    known: list[Area | None] = [*areas]
    if any(team.area_id is None for team in every):
        known.append(None)
    rows = tuple(
        AreaRow(
            area,
            tuple(team for team in every if team.area_id == (area.id if area else None)),
            (area.id if area else None) in warned,
        )
        for area in known
    )
    found = _capacities(tx, cycle, today=today, zone=zone)
    return AreasScreen(
        loads=_loads(tx, found, today=today, zone=zone),
        points={team_id: one.points for team_id, one in found.items()},
        moves=_moves(tx, every, today),
        firsts=tuple(one for one in every_cycle if one.sprints and one.span.ends_on >= today),
        calendar=tuple(every_cycle[-6:]),
        areas=rows,
        teams=tuple(team for row in rows for team in row.teams),
        skills=skills,
        having=dict(coverage(skills, every)),
        shows_areas=has_areas(every),
        offices=_offices(tx, cycle),
    )


def _capacities(
    tx: Tx, cycle: Cycle | None, *, today: date, zone: tzinfo
) -> dict[int, TeamCapacity]:
    if cycle is None:
        return {}
    return capacities(capacity.facts(tx, cycle, today=today, zone=zone))


def _loads(
    tx: Tx, found: Mapping[int, TeamCapacity], *, today: date, zone: tzinfo
) -> tuple[SkillLoad, ...]:
    if not found:
        return ()
    classes = estimates.classes_until(tx, today, zone=zone)
    by_area = demand_by_area(demand.open_work(tx), classes)
    return tuple(skill_loads(demand.skill_work(tx), classes, list(found.values()), by_area))


def _moves(tx: Tx, every: Sequence[Team], today: date) -> tuple[MoveRow, ...]:
    by_id = {team.id: team for team in every}
    shown = today - SHOWN_FOR
    return tuple(
        MoveRow(move, by_id[move.team_id])
        for move in team_moves.all_moves(tx)
        if move.team_id in by_id and move.on >= shown
    )


def _offices(tx: Tx, cycle: Cycle | None) -> tuple[OfficeRow, ...]:
    closed = teams.holidays(tx)
    people = Counter(person.office_id for person in staff.all_people(tx))
    return tuple(
        OfficeRow(
            office,
            people[office.id],
            tuple(
                (on, name)
                for on, name in sorted(closed.get(office.id, {}).items())
                if cycle and cycle.span.has(on) and on.weekday() < 5
            ),
        )
        for office in teams.all_offices(tx)
    )
