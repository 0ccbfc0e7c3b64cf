"""Gather what the forecasts of a cycle are made from on a day; writes nothing."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from statistics import mean
from zoneinfo import ZoneInfo

from portfolio.domain.capacity import capacities
from portfolio.domain.cycles import FORTNIGHT, Cycle, Span
from portfolio.domain.forecast_facts import ForecastFacts, Room, Spot
from portfolio.domain.forecasts import Kind
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.domain.teams import Team
from portfolio.store import (
    capacity,
    effects,
    estimates,
    forecast_facts,
    forecasts,
    okrs,
    planning_facts,
    plans,
    teams,
)
from portfolio.store.unit import Tx

MEMORY = timedelta(weeks=156)
TAUGHT = timedelta(weeks=104)  # how far back forecasts of epics teach
MOST_ROOM = 1.5  # more people than ever deliver no more than so much at once
DAY = timedelta(days=1)


def gather_forecast_facts(tx: Tx, cycle: Cycle, *, on: date, zone: tzinfo = UTC) -> ForecastFacts:
    """Return the facts of a cycle on a day, in a constant number of queries.

    What became known later is read too where the database has no day for it: the leave of people,
    the points of items. What has a day is looked at as of that day.
    """
    known = teams.all_teams(tx)
    zones = {team.id: ZoneInfo(team.time_zone) if team.time_zone else zone for team in known}
    since = on - MEMORY
    return ForecastFacts(
        cycle=cycle,
        teams=tuple(known),
        works=forecast_facts.works(tx, since=since, zones=zones, zone=zone),
        epics=forecast_facts.epics(tx, since=since, zone=zone),
        rooms=_rooms(tx, cycle, known, on=on, zone=zone),
        spots=_spots(tx, cycle, on, zone),
        reference=estimates.classes(tx, before=_start_of(on, zone)),
        claims=planning_facts.claims(tx, cycle.id),
        tree=okrs.tree(tx, cycle.id, on=on),
        pairs=tuple(effects.pairs(tx, until=on - DAY)),
        former=tuple(forecasts.former(tx, Kind.EPIC, since=on - TAUGHT, until=on)),
        ended=tuple(forecasts.ended(tx, Kind.KEY_RESULT_SCORE, until=on)),
    )


def _spots(tx: Tx, cycle: Cycle, on: date, zone: tzinfo) -> dict[int, tuple[Spot, ...]]:
    force = plans.in_force(tx, cycle.id)
    is_known = (
        force is not None
        and force.published_at is not None
        and force.published_at < _start_of(on + DAY, zone)
    )
    placed = plans.placed(tx, force.id) if force is not None and is_known else ()
    taken = planning_facts.taken(tx, [sprint.id for sprint in cycle.sprints])
    return forecast_facts.spots(cycle, placed, taken)


def _rooms(
    tx: Tx, cycle: Cycle, known: Iterable[Team], *, on: date, zone: tzinfo
) -> dict[int, tuple[Room, ...]]:
    facts = capacity.facts(tx, cycle, today=on, zone=zone)
    found = capacities(facts)
    return {team.id: _rooms_of(found[team.id]) for team in known if team.id in found}


def _rooms_of(found: TeamCapacity) -> tuple[Room, ...]:
    """Return the focused days of each sprint over those of the sprints behind."""
    usual = [one.focused for one in found.learned if one.focused]
    if not usual:
        return ()
    return tuple(
        Room(
            Span(one.sprint.span.starts_on, one.sprint.span.starts_on + FORTNIGHT - DAY),
            min(one.focused * (1 - one.switching) / mean(usual), MOST_ROOM),
        )
        for one in found.sprints
    )


def _start_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
