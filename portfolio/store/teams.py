"""Areas, teams, skills and offices."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from portfolio.domain.errors import NotFound
from portfolio.domain.teams import Area, Office, Skill, Team
from portfolio.store import rows
from portfolio.store.tables.teams import (
    areas,
    extra_holidays,
    office_holidays,
    offices,
    skills,
    team_skills,
    teams,
)

_TEAM = tuple(teams.c[name] for name in Team.__dataclass_fields__ if name != "skills")
_AREA = tuple(areas.c[name] for name in Area.__dataclass_fields__)
_OFFICE = tuple(offices.c[name] for name in Office.__dataclass_fields__)


def all_areas(tx: Connection) -> list[Area]:
    """Return every area in the product's order."""
    query = select(*_AREA).order_by(areas.c.position, areas.c.name)
    return [Area(*row) for row in tx.execute(query)]


def one_area(tx: Connection, slug: str) -> Area:
    """Return the area of a slug; raise NotFound."""
    row = tx.execute(select(*_AREA).where(areas.c.slug == slug)).one_or_none()
    if row is None:
        raise NotFound("area", slug)
    return Area(*row)


def all_teams(tx: Connection) -> list[Team]:
    """Return every team with its skills, in the product's order; disbanded ones too."""
    own = _skills_by_team(tx)
    query = select(*_TEAM).order_by(teams.c.position, teams.c.name)
    return [_team(row, own.get(row.id, ())) for row in tx.execute(query)]


def one_team(tx: Connection, slug: str) -> Team:
    """Return the team of a slug with its skills; raise NotFound."""
    row = tx.execute(select(*_TEAM).where(teams.c.slug == slug)).one_or_none()
    if row is None:
        raise NotFound("team", slug)
    return _team(row, _skills_by_team(tx, row.id).get(row.id, ()))


def team_by_id(tx: Connection, team_id: int) -> Team:
    """Return the team of an id with its skills; raise NotFound."""
    row = tx.execute(select(*_TEAM).where(teams.c.id == team_id)).one_or_none()
    if row is None:
        raise NotFound("team", team_id)
    return _team(row, _skills_by_team(tx, team_id).get(team_id, ()))


def all_skills(tx: Connection) -> list[Skill]:
    """Return every skill, by name."""
    query = select(skills.c.id, skills.c.slug, skills.c.name).order_by(skills.c.name)
    return [Skill(*row) for row in tx.execute(query)]


def all_offices(tx: Connection) -> list[Office]:
    """Return every office, by name."""
    return [Office(*row) for row in tx.execute(select(*_OFFICE).order_by(offices.c.name))]


def taken_slugs(tx: Connection, kind: str) -> set[str]:
    """Return the slugs that areas, teams or skills have already."""
    table = {"area": areas, "team": teams, "skill": skills}[kind]
    return set(tx.execute(select(table.c.slug)).scalars())


def add_area(tx: Connection, *, slug: str, name: str, position: int) -> int:
    """Add an area and return its id."""
    return rows.add(tx, areas, {"slug": slug, "name": name, "position": position})


def save_area(tx: Connection, area: Area, values: Mapping[str, Any]) -> int:
    """Save an area and return its new version; raise Stale."""
    return rows.save(tx, areas, area.id, version=area.version, values=values)


def add_team(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add a team and return its id."""
    return rows.add(tx, teams, values)


def save_team(tx: Connection, team_id: int, *, version: int, values: Mapping[str, Any]) -> int:
    """Save a team and return its new version; raise Stale."""
    return rows.save(tx, teams, team_id, version=version, values=values)


def set_area(tx: Connection, team_id: int, area_id: int | None) -> None:
    """Let the row of a team say the area that it has by now."""
    tx.execute(update(teams).where(teams.c.id == team_id).values(area_id=area_id))


def add_skill(tx: Connection, *, slug: str, name: str) -> int:
    """Add a skill and return its id."""
    return rows.add(tx, skills, {"slug": slug, "name": name})


def set_team_skills(tx: Connection, team_id: int, skill_ids: Collection[int]) -> None:
    """Replace the skills of a team."""
    tx.execute(delete(team_skills).where(team_skills.c.team_id == team_id))
    own = [{"team_id": team_id, "skill_id": one} for one in sorted(set(skill_ids))]
    if own:
        tx.execute(insert(team_skills), own)


def add_office(
    tx: Connection, *, name: str, country: str, subdivision: str | None, time_zone: str
) -> int:
    """Add an office and return its id."""
    values = {
        "name": name,
        "country": country,
        "subdivision": subdivision,
        "time_zone": time_zone,
    }
    return rows.add(tx, offices, values)


def holidays(tx: Connection) -> dict[int, dict[date, str]]:
    """Return each office's days off with their names: its public holidays and its own days.

    A public holiday on which the office works is left out.
    """
    found: dict[int, dict[date, str]] = defaultdict(dict)
    public = select(office_holidays.c.office_id, office_holidays.c.on, office_holidays.c.name)
    for office_id, on, name in tx.execute(public):
        found[office_id][on] = name
    own = select(extra_holidays.c.office_id, extra_holidays.c.on, extra_holidays.c.is_worked)
    for office_id, on, is_worked in tx.execute(own):
        if is_worked:
            found[office_id].pop(on, None)
        else:
            found[office_id].setdefault(on, "")
    return dict(found)


def holiday_years(tx: Connection) -> dict[int, set[int]]:
    """Return the years for which each office's public holidays are stored."""
    query = select(office_holidays.c.office_id, office_holidays.c.on)
    found: dict[int, set[int]] = defaultdict(set)
    for office_id, on in tx.execute(query):
        found[office_id].add(on.year)
    return found


def add_holidays(tx: Connection, found: Iterable[tuple[int, date, str]]) -> None:
    """Store public holidays: office, day, name."""
    values = [{"office_id": office, "on": on, "name": name} for office, on, name in found]
    if values:
        tx.execute(insert(office_holidays), values)


def set_extra_holiday(tx: Connection, office_id: int, on: date, *, is_worked: bool) -> None:
    """Say that an office is closed on a day, or works on a public holiday."""
    tx.execute(
        delete(extra_holidays).where(
            extra_holidays.c.office_id == office_id, extra_holidays.c.on == on
        )
    )
    rows.add(tx, extra_holidays, {"office_id": office_id, "on": on, "is_worked": is_worked})


def _skills_by_team(tx: Connection, team_id: int | None = None) -> dict[int, list[str]]:
    query = (
        select(team_skills.c.team_id, skills.c.slug)
        .join(skills, skills.c.id == team_skills.c.skill_id)
        .order_by(skills.c.slug)
    )
    if team_id is not None:
        query = query.where(team_skills.c.team_id == team_id)
    found: dict[int, list[str]] = defaultdict(list)
    for team, slug in tx.execute(query):
        found[team].append(slug)
    return found


def _team(row: Row[Any], own: Iterable[str]) -> Team:
    return Team(**row._mapping, skills=tuple(own))
