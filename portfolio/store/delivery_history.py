"""Read the weeks of deliveries that the sources of key results need, all at once."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from portfolio.domain.delivery_history import DeliveryHistory, Shared
from portfolio.domain.delivery_weeks import WeekCell
from portfolio.store import delivery_cells, delivery_facts, delivery_overlaps, services, teams


def load(tx: Connection, first_week: date, last_week: date) -> DeliveryHistory:
    """Return these weeks, both ends counted, of every service: the same few queries always."""
    every = services.all_services(tx)
    ids = [one.id for one in every]
    cells: dict[int, dict[date, WeekCell]] = defaultdict(dict)
    for cell in delivery_cells.cells(tx, first_week, last_week):
        cells[cell.service_id][cell.week_on] = cell
    shared: dict[date, list[Shared]] = defaultdict(list)
    for one in delivery_overlaps.overlaps(tx, first_week, last_week):
        shared[one.week_on].append(Shared(one.service_ids, one.deployments))
    firsts = delivery_facts.firsts(tx, ids, services.production_ids(tx)) if ids else {}
    zones = services.zones(tx, ids) if ids else {}
    return DeliveryHistory(
        services=tuple(every),
        teams=tuple(teams.all_teams(tx)),
        areas=tuple(teams.all_areas(tx)),
        cells=cells,
        first_days={
            one: first.finished_at.astimezone(zones[one]).date() for one, first in firsts.items()
        },
        shared=shared,
    )
