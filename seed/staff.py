"""Fill the company with areas, teams, offices, people and what takes their days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from portfolio.actions.add_absences import add_absences
from portfolio.actions.add_area import add_area
from portfolio.actions.add_office import add_office
from portfolio.actions.add_person import add_person
from portfolio.actions.add_rota import add_rota
from portfolio.actions.add_team import add_team
from portfolio.actions.invite_account import invite_account
from portfolio.actions.set_focus import set_focus
from portfolio.domain.people import SYSTEM, Role, Viewer
from portfolio.domain.teams import Team
from portfolio.store import people
from portfolio.store.unit import Tx
from seed.company import (
    ACCOUNTS,
    AREAS,
    FIRST_NAMES,
    LAST_NAMES,
    LED_TEAM,
    OFFICES,
    OWNED_AREA,
    Squad,
)


@dataclass
class Staff:
    """Who is there, by name."""

    areas: dict[str, int] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, list[int]] = field(default_factory=dict)  # of each team
    viewers: dict[str, Viewer] = field(default_factory=dict)  # of each role

    def team_of(self, team_id: int) -> str:
        """The name of a team."""
        return next(name for name, team in self.teams.items() if team.id == team_id)


def hire(tx: Tx, rng: Random, *, now: datetime) -> Staff:
    """Add the areas, offices, teams, people and accounts."""
    staff = Staff()
    offices = [
        add_office(tx, SYSTEM, name, country, now=now, subdivision=part, time_zone=zone)
        for name, country, part, zone in OFFICES
    ]
    names = _names(rng)
    for area, squads in AREAS.items():
        staff.areas[area] = add_area(tx, SYSTEM, area, now=now).id
        home = rng.sample(range(len(offices)), 2)
        for squad in squads:
            near = [offices[n].id for n in home]
            _settle(tx, rng, staff, area, squad, names=names, offices=near, now=now)
    _give_accounts(tx, staff, now=now)
    return staff


def fill_calendar(
    tx: Tx, rng: Random, staff: Staff, first: date, last: date, *, now: datetime
) -> None:
    """Enter leave and on-call for the days from first to last, and a team's own focus."""
    every = [person for members in staff.people.values() for person in members]
    add_absences(tx, SYSTEM, list(_leave(rng, every, first, last)), now=now)
    for name, members in staff.people.items():
        add_rota(tx, SYSTEM, staff.teams[name].id, list(_rota(members, first, last)), now=now)
    lead = staff.viewers["lead"]
    note = "Hand-over of the retry queues"
    set_focus(tx, lead, staff.teams[LED_TEAM].id, first, 0.65, now=now, note=note)


def _settle(
    tx: Tx,
    rng: Random,
    staff: Staff,
    area: str,
    squad: Squad,
    *,
    names: Iterator[str],
    offices: Sequence[int],
    now: datetime,
) -> None:
    team = add_team(tx, SYSTEM, squad.name, staff.areas[area], now=now, skills=squad.skills)
    staff.teams[squad.name] = team
    staff.people[squad.name] = [
        add_person(
            tx,
            SYSTEM,
            next(names),
            {team.id: rng.choice((1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.5))},
            now=now,
            office_id=offices[rng.random() < 0.4],
        )
        for _ in range(squad.people)
    ]


def _give_accounts(tx: Tx, staff: Staff, *, now: datetime) -> None:
    reach = {
        "lead": {"team_ids": [staff.teams[LED_TEAM].id]},
        "member": {"team_ids": [staff.teams[LED_TEAM].id]},
        "area_owner": {"area_ids": [staff.areas[OWNED_AREA]]},
    }
    for role, name in ACCOUNTS:
        email = f"{name.split()[0].lower()}@meridian.example"
        invite_account(tx, SYSTEM, email, Role(role), now=now, name=name, **reach.get(role, {}))
        account = people.account_by_email(tx, email)
        if account:
            staff.viewers[role] = people.viewer_of(tx, account.id)


def _names(rng: Random) -> Iterator[str]:
    pairs = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    rng.shuffle(pairs)
    return (f"{first} {last}" for first, last in pairs)


def _leave(
    rng: Random, every: Sequence[int], first: date, last: date
) -> Iterator[tuple[int, date, date, float]]:
    days = (last - first).days
    for person in every:
        start = first + timedelta(days=rng.randrange(0, 60))
        while (start - first).days < days:
            start += timedelta(days=-start.weekday() % 7)
            length = rng.choice((1, 2, 5, 5, 5, 12))
            yield person, start, start + timedelta(days=length - 1), 1.0
            start += timedelta(days=length + rng.randrange(30, 80))


def _rota(
    members: Sequence[int], first: date, last: date
) -> Iterator[tuple[int, date, date, float]]:
    start = first - timedelta(days=first.weekday())
    week = 0
    while start <= last:
        yield members[week % len(members)], start, start + timedelta(days=4), 0.5
        start += timedelta(weeks=1)
        week += 1
