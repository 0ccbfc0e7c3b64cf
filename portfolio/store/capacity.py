"""Everything that the capacity of all teams over a cycle is computed from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from portfolio.domain.capacity import CapacityFacts
from portfolio.domain.cycles import FORTNIGHT, Cycle
from portfolio.domain.rates import MEMORY_SPRINTS, Delivered
from portfolio.domain.team_moves import teams_on
from portfolio.store import cycles, estimates, team_moves
from portfolio.store import staff as staff_rows
from portfolio.store import teams as team_rows
from portfolio.store.tables.backlog import items

MEMORY = MEMORY_SPRINTS * FORTNIGHT
DAY = timedelta(days=1)


def facts(tx: Connection, cycle: Cycle, *, today: date, zone: tzinfo = UTC) -> CapacityFacts:
    """Read what capacities() needs, for every team, in a constant number of queries.

    `zone` is the product's time zone: the day of a delivery is that of the team's zone, else of
    this one.
    """
    bare = CapacityFacts(cycle=cycle, today=today)
    since = min(bare.known_until, bare.fortnights_until) - MEMORY - FORTNIGHT
    until = max(cycle.span.ends_on, *(sprint.span.ends_on for sprint in cycle.sprints), today)
    moves = team_moves.all_moves(tx)
    teams = teams_on(team_rows.all_teams(tx), moves, _first_day(cycle))
    zones = {team.id: ZoneInfo(team.time_zone) if team.time_zone else zone for team in teams}
    return CapacityFacts(
        cycle=cycle,
        today=today,
        teams=teams,
        calendar=tuple(cycles.all_sprints(tx)),
        staff=staff_rows.staff(tx, since=since, until=until),
        focus=tuple(staff_rows.all_focus(tx)),
        delivered=_delivered(tx, zones, since=since, until=bare.known_until),
        first_delivered_on=_first_delivered_on(tx, zones),
        moves=moves,
        median_points=estimates.classes_until(tx, bare.known_until, zone=zone).median_points,
    )


def _first_day(cycle: Cycle) -> date:
    return cycle.sprints[0].span.starts_on if cycle.sprints else cycle.span.starts_on


def again(tx: Connection, known: CapacityFacts) -> CapacityFacts:
    """Read once more what an edit of capacity can change: people, their days, focus, teams."""
    since = min(known.known_until, known.fortnights_until) - MEMORY - FORTNIGHT
    ends = [sprint.span.ends_on for sprint in known.cycle.sprints]
    until = max(known.cycle.span.ends_on, *ends, known.today)
    moves = team_moves.all_moves(tx)
    return replace(
        known,
        teams=teams_on(team_rows.all_teams(tx), moves, _first_day(known.cycle)),
        moves=moves,
        staff=staff_rows.staff(tx, since=since, until=until),
        focus=tuple(staff_rows.all_focus(tx)),
    )


def _delivered(
    tx: Connection, zones: Mapping[int, tzinfo], *, since: date, until: date
) -> tuple[Delivered, ...]:
    # A day more at both ends, for the time zones; the days are compared exactly below.
    query = select(items.c.team_id, items.c.resolved_at, items.c.points).where(
        estimates.delivered_work(),
        items.c.team_id.is_not(None),
        items.c.resolved_at >= datetime.combine(since - DAY, time(), UTC),
        items.c.resolved_at < datetime.combine(until + DAY, time(), UTC),
    )
    found = (
        Delivered(team_id, resolved_at.astimezone(zones[team_id]).date(), points)
        for team_id, resolved_at, points in tx.execute(query)
    )
    return tuple(one for one in found if since <= one.on < until)


def _first_delivered_on(tx: Connection, zones: Mapping[int, tzinfo]) -> dict[int, date]:
    query = (
        select(items.c.team_id, func.min(items.c.resolved_at))
        .where(estimates.delivered_work(), items.c.team_id.is_not(None))
        .group_by(items.c.team_id)
    )
    return {
        team_id: first.astimezone(zones[team_id]).date() for team_id, first in tx.execute(query)
    }
