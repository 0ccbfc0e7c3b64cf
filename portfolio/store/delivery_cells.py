"""Read the weekly roll-up of deliveries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from portfolio.domain.delivery_weeks import WeekCell
from portfolio.store.tables.delivery import deployment_weeks


@dataclass(frozen=True, slots=True)
class Covered:
    """The first and last week of a history."""

    first_week: date
    last_week: date


def cells(
    tx: Connection,
    first_week: date,
    last_week: date,
    *,
    service_ids: Collection[int] | None = None,
) -> list[WeekCell]:
    """Return the cells of whole weeks, both ends counted, of some services or of all."""
    cell = deployment_weeks.c
    query = select(*[cell[name] for name in WeekCell._fields]).where(
        cell.week_on >= first_week, cell.week_on <= last_week
    )
    if service_ids is not None:
        query = query.where(cell.service_id.in_(service_ids))
    return [_cell(row) for row in tx.execute(query)]


def covered(tx: Connection, service_ids: Collection[int] | None = None) -> Covered | None:
    """Return the first and last week with anything in it; None where nothing ever was."""
    cell = deployment_weeks.c
    query = select(func.min(cell.week_on), func.max(cell.week_on))
    if service_ids is not None:
        query = query.where(cell.service_id.in_(service_ids))
    first, last = tx.execute(query).one()
    return Covered(first, last) if first is not None else None


def _cell(row: Any) -> WeekCell:
    *plain, leads, recoveries = row
    return WeekCell._make((*plain, _seconds(leads), _seconds(recoveries)))


def _seconds(text: str) -> tuple[int, ...]:
    return () if text == "[]" else tuple(orjson.loads(text))
