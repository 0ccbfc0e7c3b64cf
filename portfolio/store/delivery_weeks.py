"""The weekly roll-up of deliveries: brought up to date with the facts, or made anew from them."""

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    insert,
    literal,
    or_,
    select,
    union_all,
)

from portfolio.domain.cycles import Span
from portfolio.domain.delivery import WEEK, DeploymentStatus, instant, week_of
from portfolio.domain.delivery_weeks import LONGEST_RETRY, WeekCell, week_cells
from portfolio.store import delivery_facts, delivery_overlaps, services
from portfolio.store.tables.delivery import deployment_weeks, service_deployments

SERVICES_AT_ONCE = 40
SUCCESS = (DeploymentStatus.SUCCESS.value,)
REACHED = (DeploymentStatus.SUCCESS.value, DeploymentStatus.ROLLED_BACK.value)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
END = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Touched:
    """Which services were recorded for, and the first and last moment of what was recorded."""

    spans: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    shared: tuple[datetime, datetime] | None = None  # of deployments of several services

    def add(self, service_ids: Collection[int], moment: datetime) -> None:
        """Note a deployment that appeared, changed or vanished at this moment."""
        for service_id in service_ids:
            first, last = self.spans.get(service_id, (moment, moment))
            self.spans[service_id] = min(first, moment), max(last, moment)
        if len(service_ids) > 1:
            first, last = self.shared or (moment, moment)
            self.shared = min(first, moment), max(last, moment)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The weeks to recompute of a service, and the facts that they depend on."""

    service_id: int
    first_week: date | None  # None: from the very first
    last_week: date | None  # None: to the very last
    from_at: datetime
    to_at: datetime


def refresh(tx: Connection, touched: Touched) -> None:
    """Recompute every cell that what was recorded can have changed."""
    if not touched.spans:
        return
    services.lock(tx, list(touched.spans))
    zones = services.zones(tx, list(touched.spans))
    production = services.production_ids(tx)
    for some in _batches(sorted(touched.spans)):
        stretches = _stretches(tx, {one: touched.spans[one] for one in some}, zones, production)
        _recompute(tx, stretches, zones, production)
    if touched.shared:
        delivery_overlaps.refresh(tx, *touched.shared, production=production)


def rebuild(tx: Connection, service_ids: Collection[int] | None = None) -> None:
    """Make the cells of some services, or of all, anew from the facts."""
    wanted = [one.id for one in services.all_services(tx)] if service_ids is None else service_ids
    if not wanted:
        return
    services.lock(tx, wanted)
    zones = services.zones(tx, wanted)
    production = services.production_ids(tx)
    with _unswept():
        for some in _batches(sorted(wanted)):
            whole = [_Stretch(one, None, None, BEGINNING, END) for one in some]
            _recompute(tx, whole, zones, production)
    delivery_overlaps.rebuild(tx, production=production)


@contextmanager
def _unswept() -> Iterator[None]:
    """Look for no circles among millions of facts: there are none, and it takes a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def cells_of_days(tx: Connection, days: Span, service_ids: Collection[int]) -> list[WeekCell]:
    """Return what happened on these days alone, straight from the facts."""
    found: list[WeekCell] = []
    zones = services.zones(tx, service_ids) if service_ids else {}
    production = services.production_ids(tx)
    for some in _batches(sorted(service_ids)):
        edges = {
            one: (
                instant(days.starts_on, zones[one]),
                instant(days.ends_on + timedelta(days=1), zones[one]),
            )
            for one in some
        }
        near = _neighbours(tx, edges, production)
        spans = {
            one: (near[one][0] or BEGINNING, max(near[one][2] or END, last + LONGEST_RETRY))
            for one, (_, last) in edges.items()
        }
        facts = delivery_facts.facts(tx, spans, production)
        firsts = delivery_facts.first_ids(tx, some, production)
        for one in some:
            first_id = firsts.get(one)
            own = facts.get(one, ())
            found += week_cells(one, own, zone=zones[one], first_id=first_id, days=days)
    return found


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), SERVICES_AT_ONCE):
        yield ids[start : start + SERVICES_AT_ONCE]


def _stretches(
    tx: Connection,
    spans: Mapping[int, tuple[datetime, datetime]],
    zones: Mapping[int, ZoneInfo],
    production: Collection[int],
) -> list[_Stretch]:
    """Find how far the effect of a record reaches.

    Backwards to the last success: failures since then may now recover at another moment. Forwards
    to the next deployment that gets through: it may carry what a failed one could not. And the
    facts that those weeks depend on begin and end at a success outside of them.
    """
    near = _neighbours(
        tx, {one: (first - LONGEST_RETRY, last) for one, (first, last) in spans.items()}, production
    )
    weeks: dict[int, tuple[date | None, date]] = {}
    edges: dict[int, tuple[datetime, datetime]] = {}
    for one, (_, last) in spans.items():
        before, reached, _ = near[one]
        first_week = week_of(before, zones[one]) if before else None
        last_week = week_of(reached or last, zones[one])
        weeks[one] = first_week, last_week
        starts_at = instant(first_week, zones[one]) if first_week else BEGINNING
        edges[one] = starts_at, instant(last_week + WEEK, zones[one])
    far = _neighbours(tx, edges, production)
    return [
        _Stretch(
            one,
            *weeks[one],
            from_at=far[one][0] or BEGINNING,
            to_at=max(far[one][2] or END, edges[one][1] + LONGEST_RETRY),
        )
        for one in spans
    ]


def _neighbours(
    tx: Connection,
    edges: Mapping[int, tuple[datetime, datetime]],
    production: Collection[int],
) -> dict[int, tuple[datetime | None, datetime | None, datetime | None]]:
    """Return of each service the last success before its first edge, and after its last edge the
    first deployment that got through and the first success."""
    one = service_deployments.c

    def nearest(
        service_id: int, statuses: Sequence[str], side: ColumnElement[bool], *, latest: bool
    ) -> Any:
        order = one.finished_at.desc() if latest else one.finished_at.asc()
        return (
            select(one.finished_at)
            .where(
                one.service_id == service_id,
                one.environment_id.in_(production),
                one.status.in_(statuses),
                side,
            )
            .order_by(order)
            .limit(1)
            .scalar_subquery()
        )

    queries = [
        select(
            literal(service_id).label("service_id"),
            nearest(service_id, SUCCESS, one.finished_at < first, latest=True).label("before"),
            nearest(service_id, REACHED, one.finished_at > last, latest=False).label("reached"),
            nearest(service_id, SUCCESS, one.finished_at >= last, latest=False).label("after"),
        )
        for service_id, (first, last) in edges.items()
    ]
    if not queries:
        return {}
    found = tx.execute(union_all(*queries))
    return {row[0]: (row[1], row[2], row[3]) for row in found}


def _recompute(
    tx: Connection,
    stretches: Sequence[_Stretch],
    zones: Mapping[int, ZoneInfo],
    production: Collection[int],
) -> None:
    facts = delivery_facts.facts(
        tx, {one.service_id: (one.from_at, one.to_at) for one in stretches}, production
    )
    firsts = delivery_facts.first_ids(tx, [one.service_id for one in stretches], production)
    values: list[dict[str, Any]] = []
    for one in stretches:
        service_id = one.service_id
        for cell in week_cells(
            service_id,
            facts.get(service_id, ()),
            zone=zones[service_id],
            first_id=firsts.get(service_id),
        ):
            if _is_within(cell.week_on, one):
                values.append(_values(cell))
    tx.execute(delete(deployment_weeks).where(or_(*[_covers(one) for one in stretches])))
    if values:
        tx.execute(insert(deployment_weeks), values)


def _is_within(week_on: date, stretch: _Stretch) -> bool:
    if stretch.first_week is not None and week_on < stretch.first_week:
        return False
    return stretch.last_week is None or week_on <= stretch.last_week


def _covers(stretch: _Stretch) -> ColumnElement[bool]:
    cell = deployment_weeks.c
    parts = [cell.service_id == stretch.service_id]
    if stretch.first_week is not None:
        parts.append(cell.week_on >= stretch.first_week)
    if stretch.last_week is not None:
        parts.append(cell.week_on <= stretch.last_week)
    return and_(*parts)


def _values(cell: WeekCell) -> dict[str, Any]:
    return {
        **cell._asdict(),
        "leads": orjson.dumps(cell.leads).decode(),
        "recoveries": orjson.dumps(cell.recoveries).decode(),
    }
