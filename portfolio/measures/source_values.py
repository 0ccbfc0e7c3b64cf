"""The value of a delivery metric over some weeks, as a key result's source reads it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from portfolio.domain.delivery import Service
from portfolio.domain.delivery_history import DeliveryHistory
from portfolio.domain.delivery_weeks import WeekCell
from portfolio.domain.metrics import SUNDAY, Window
from portfolio.domain.sources import Fault, FaultKind, Look, MetricSettings
from portfolio.measures import dora

DIGITS = 6  # beyond them is noise of the arithmetic, and would make equal values differ
Found = tuple[float | None, int]  # the value of one service, and how many it is of


def look(settings: MetricSettings, history: DeliveryHistory, window: Window) -> Look:
    """Return what a metric was over a window: of a service its own, else the services' median."""
    kind, slug = settings.scope
    own = history.of_scope(kind, slug)
    facts = {
        "scope": kind,
        "name": history.name_of(kind, slug),
        "weeks": len(window.weeks),
        "first": window.weeks[0].isoformat(),
    }
    if own is None:
        return Look(window.on, fault=Fault(FaultKind.SCOPE_GONE, window.on, facts))
    if not own:
        return Look(window.on, fault=Fault(FaultKind.NO_SERVICES, window.on, facts))
    living = [one for one in own if not _is_retired(one, window.on)]
    if not living:
        retired = max(one.retired_on for one in own if one.retired_on is not None)
        return Look(window.on, fault=Fault(FaultKind.RETIRED, retired, facts))
    if settings.metric == "deployments_per_week":
        return _summed(settings, history, window, services=living, facts=facts)
    return _median(settings, history, window, services=living, facts=facts)


def fault_today(settings: MetricSettings, history: DeliveryHistory, today: date) -> Fault | None:
    """Return what will be wrong from now on, though the last weeks still have a value."""
    kind, slug = settings.scope
    own = history.of_scope(kind, slug) or []
    gone = [one.retired_on for one in own if one.retired_on and one.retired_on <= today]
    if not own or len(gone) < len(own):
        return None
    facts = {"scope": kind, "name": history.name_of(kind, slug)}
    return Fault(FaultKind.RETIRED, max(gone), facts)


def _summed(
    settings: MetricSettings,
    history: DeliveryHistory,
    window: Window,
    *,
    services: Sequence[Service],
    facts: Mapping[str, object],
) -> Look:
    ids = {one.id for one in services}
    by_service = {one: history.own_cells(one, window.weeks) for one in ids}
    counts = dora.per_week([cell for own in by_service.values() for cell in own], window.weeks)
    sums = [
        count - history.counted_twice(ids, week)
        for count, week in zip(counts, window.weeks, strict=True)
    ]
    firsts = [history.first_days.get(one) for one in ids]
    have = sum(1 for first in firsts if first is not None and first <= window.on)
    if not have:
        return Look(window.on, fault=_no_data(facts, window))
    return Look(
        window.on,
        _rounded(dora.quantile(sums, 0.5) or 0.0),
        sum(sums),
        have / len(services),
        {**facts, "have": have, "of": len(services)},
    )


def _median(
    settings: MetricSettings,
    history: DeliveryHistory,
    window: Window,
    *,
    services: Sequence[Service],
    facts: Mapping[str, object],
) -> Look:
    measure = _MEASURES[settings.metric]
    found: list[Found] = []
    has_deployed = False
    for one in services:
        cells = history.own_cells(one.id, window.weeks)
        has_deployed = has_deployed or any(cell.attempts for cell in cells)
        counted = dora.counted_weeks(
            window.weeks[0],
            window.weeks[-1] + SUNDAY,
            first_deployed_on=history.first_days.get(one.id),
            retired_on=one.retired_on,
        )
        found.append(measure(cells, counted))
    spread = dora.across([value for value, _n in found])
    if spread.median is None:
        is_good = settings.metric == "recovery_hours" and has_deployed
        is_open = any(n for _value, n in found)  # failures there are, but most are still open
        if is_good and not is_open:
            return Look(window.on, fault=Fault(FaultKind.NOTHING_FAILED, window.weeks[0], facts))
        return Look(window.on, fault=_no_data(facts, window))
    return Look(
        window.on,
        _rounded(_in_unit(settings, spread.median)),
        sum(n for value, n in found if value is not None),
        spread.have / spread.of,
        {**facts, "have": spread.have, "of": spread.of},
    )


def _frequency(cells: Sequence[WeekCell], weeks: Sequence[date]) -> Found:
    return dora.frequency(cells, weeks), sum(cell.deployments for cell in cells)


def _lead(cells: Sequence[WeekCell], weeks: Sequence[date]) -> Found:
    times = dora.lead_time(cells)
    return (times.median, times.n) if times else (None, 0)


def _recovery(cells: Sequence[WeekCell], weeks: Sequence[date]) -> Found:
    times = dora.recovery(cells)
    return (times.median, times.of) if times else (None, 0)


def _failing(cells: Sequence[WeekCell], weeks: Sequence[date]) -> Found:
    rate = dora.fail_rate(cells)
    return (rate.share, rate.of) if rate else (None, 0)


def _rework(cells: Sequence[WeekCell], weeks: Sequence[date]) -> Found:
    rate = dora.rework_rate(cells)
    return (rate.share, rate.of) if rate else (None, 0)


_MEASURES: Mapping[str, Callable[[Sequence[WeekCell], Sequence[date]], Found]] = {
    "deployment_frequency": _frequency,
    "lead_time_hours": _lead,
    "recovery_hours": _recovery,
    "change_fail_rate": _failing,
    "rework_rate": _rework,
}


def _in_unit(settings: MetricSettings, value: float) -> float:
    if settings.what.is_time:
        return value * settings.unit.per_hour
    return 100 * value if settings.what.is_share else value


def _is_retired(service: Service, on: date) -> bool:
    return service.retired_on is not None and service.retired_on <= on


def _no_data(facts: Mapping[str, object], window: Window) -> Fault:
    return Fault(FaultKind.NO_DATA, window.weeks[0], facts)


def _rounded(value: float) -> float:
    return round(value, DIGITS)
