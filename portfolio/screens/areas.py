"""Requirement areas with their teams, which team has which skill, and the offices."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.teams import Area, Office, Skill, Team, area_warnings, coverage, has_areas
from portfolio.store import staff, teams
from portfolio.store.unit import Tx


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
class AreasScreen:
    """The page of areas, skills and offices."""

    areas: tuple[AreaRow, ...]
    teams: tuple[Team, ...]
    skills: tuple[Skill, ...]
    having: dict[str, int]  # teams by skill
    shows_areas: bool
    offices: tuple[OfficeRow, ...]

    @property
    def rare(self) -> tuple[Skill, ...]:
        """The skills that fewer than two teams have."""
        return tuple(skill for skill in self.skills if self.having[skill.slug] < 2)


def load(tx: Tx, cycle: Cycle | None, *, today: date) -> AreasScreen:
    """Read the page in a constant number of queries."""
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
    return AreasScreen(
        areas=rows,
        teams=tuple(team for row in rows for team in row.teams),
        skills=skills,
        having=dict(coverage(skills, every)),
        shows_areas=has_areas(every),
        offices=_offices(tx, cycle),
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
