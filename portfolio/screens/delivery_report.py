"""The five metrics of exact days, as `flask delivery` tells them: with n and coverage."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from portfolio.domain.cycles import Span
from portfolio.domain.delivery_weeks import WeekCell
from portfolio.measures import dora
from portfolio.measures.dora import Rate, ServiceFigures, Spread, Times
from portfolio.screens import delivery_scope
from portfolio.screens.delivery_scope import Scope, Wish
from portfolio.store import delivery_facts, delivery_overlaps, delivery_weeks, services
from portfolio.store.unit import Tx


def load(tx: Tx, wish: Wish, days: Span, *, today: date) -> dict[str, Any]:
    """Return the metrics of the services between two days, both counted, as plain values.

    Rates are shares from 0 to 1, times are hours; what has no data is None.
    """
    scope = delivery_scope.load(tx, wish)
    cells = delivery_weeks.cells_of_days(tx, days, scope.service_ids)
    over = Span(days.starts_on, max(days.starts_on, min(days.ends_on, today - timedelta(days=1))))
    every = _service_figures(tx, scope, cells, over)
    figures = dora.figures(every, cells, counted_twice=_counted_twice(tx, scope, days))
    names = {one.id: one.slug for one in scope.services}
    return {
        "since": days.starts_on.isoformat(),
        "until": days.ends_on.isoformat(),
        **wish.as_query,
        "services": len(every),
        "deployments": figures.deployments,
        "attempts": figures.attempts,
        "failed": figures.failed,
        "open_failures": figures.open_failures,
        "changes": figures.changes,
        "changes_measured": figures.measured_changes,
        "changes_with_items": figures.linked_changes,
        "deployment_frequency": _spread(figures.frequency),
        "lead_time_hours": _spread(figures.lead_hours),
        "change_fail_rate": _spread(figures.fail_rate),
        "recovery_hours": _spread(figures.recovery_hours),
        "rework_rate": _spread(figures.rework_rate),
        "by_service": {names[one.service_id]: _service(one) for one in every},
    }


def _service_figures(
    tx: Tx, scope: Scope, cells: Sequence[WeekCell], days: Span
) -> list[ServiceFigures]:
    if not scope.services:
        return []
    zones = services.zones(tx, scope.service_ids)
    firsts = delivery_facts.firsts(tx, scope.service_ids, services.production_ids(tx))
    own = dora.by_service(cells)
    found = []
    for one in scope.services:
        first = firsts.get(one.id)
        weeks = dora.counted_weeks(
            days.starts_on,
            days.ends_on,
            first_deployed_on=first.finished_at.astimezone(zones[one.id]).date() if first else None,
            retired_on=one.retired_on,
        )
        found.append(dora.service_figures(one.id, own.get(one.id, ()), weeks))
    return found


def _counted_twice(tx: Tx, scope: Scope, days: Span) -> int:
    ids = set(scope.service_ids)
    found = delivery_overlaps.shared_between(tx, days)
    return sum(max(0, len(ids.intersection(one.service_ids)) - 1) for one in found)


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "median": spread.median,
        "q1": spread.low,
        "q3": spread.high,
        "services_with_data": spread.have,
        "services": spread.of,
    }


def _service(one: ServiceFigures) -> dict[str, Any]:
    return {
        "deployments": one.deployments,
        "complete_weeks": one.weeks,
        "deployment_frequency": one.frequency,
        "lead_time_hours": _times(one.lead),
        "change_fail_rate": _rate(one.fail_rate),
        "recovery_hours": _times(one.recovery),
        "rework_rate": _rate(one.rework_rate),
    }


def _times(times: Times | None) -> dict[str, Any] | None:
    if times is None:
        return None
    return {
        "median": times.median,
        "p75": times.p75,
        "p90": times.p90,
        "n": times.n,
        "of": times.of,
    }


def _rate(rate: Rate | None) -> dict[str, Any] | None:
    if rate is None:
        return None
    low, high = rate.interval
    return {"rate": rate.share, "low": low, "high": high, "n": rate.part, "of": rate.of}
