"""Read the capacity of a quarter as it was known at a moment, and with the days that came."""

from dataclasses import replace
from datetime import datetime, tzinfo

from portfolio.domain.capacity import capacities
from portfolio.domain.cycles import Cycle
from portfolio.domain.staff_then import DEEDS as STAFF_DEEDS
from portfolio.domain.staff_then import staff_then
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.store import capacity, then
from portfolio.store.unit import Tx


def room_then(
    tx: Tx, cycle: Cycle, moment: datetime, zone: tzinfo
) -> tuple[dict[int, TeamCapacity], dict[int, TeamCapacity], int]:
    """Return each team's capacity as known at a moment, the same with the days that really were,
    and of how many shifts it is not known when they were entered.
    """
    today = capacity.facts(tx, cycle, today=moment.astimezone(zone).date(), zone=zone)
    back = staff_then(
        today.staff,
        today.focus,
        later_absences=then.absences_since(tx, moment),
        entries=then.entries_since(tx, moment, STAFF_DEEDS),
        team_ids={team.slug: team.id for team in today.teams},
    )
    ended = then.entries_since(tx, moment, ("end team",))
    slugs = {one.object.removeprefix("team:") for one in ended}
    stood = tuple(
        replace(team, disbanded_on=None) if team.slug in slugs else team for team in today.teams
    )
    was = replace(today, staff=back.staff, focus=back.focus, teams=stood)
    return capacities(was), capacities(today), back.unsure
