"""Measure: read the sources of key results, keep what they say and what is wrong with them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from portfolio.actions.judge_guardrails import WEEKS_BACK, judge_guardrails
from portfolio.actions.keep_readings import keep_readings
from portfolio.actions.tell_failing import tell_failing
from portfolio.domain import backlog_shares
from portfolio.domain.delivery import WEEK
from portfolio.domain.delivery_history import DeliveryHistory
from portfolio.domain.errors import NotFound
from portfolio.domain.metrics import SUNDAY, last_complete_week, window_ending
from portfolio.domain.people import SYSTEM
from portfolio.domain.sources import (
    MOST_WEEKS,
    BacklogSettings,
    Fault,
    FaultKind,
    Look,
    MetricSettings,
    Reading,
    SourceKind,
    lateness,
)
from portfolio.measures import source_values
from portfolio.store import (
    backlog_counts,
    delivery_history,
    readings,
    saved_filters,
    sources,
    trail,
)
from portfolio.store.sources import Measured
from portfolio.store.unit import Tx

GRACE = timedelta(days=7)  # a quarter's last week is complete, and read, after its end
DAY = timedelta(days=1)
READ_AGAIN = 8  # weeks that late deployments may still change


@dataclass(frozen=True, slots=True)
class Measuring:
    """What measuring found: how many sources, what is new, and which of them fail."""

    sources: int = 0
    news: tuple[Reading, ...] = ()
    faults: Mapping[int, Fault] = field(default_factory=dict)  # by key result


def measure_sources(
    tx: Tx, *, now: datetime, today: date, ids: Collection[int] | None = None
) -> Measuring:
    """Read every source of the running quarters, or of some key results, in a few queries."""
    every = sources.to_measure(tx, since=today - GRACE, ids=ids)
    sources.lock(tx, [one.source.id for one in every])
    own = [one.source.key_result_id for one in every]
    latest = readings.latest(tx, own)
    looks: dict[int, list[Look]] = defaultdict(list)
    delivery = [one for one in every if one.source.kind is SourceKind.DELIVERY]
    history = _history(tx, today) if delivery else None
    if history is not None:
        known = readings.of_key_results(tx, [one.source.key_result_id for one in delivery])
        for one in delivery:
            key = one.source.key_result_id
            looks[key] = _metric_looks(one, known[key], history, today=today)
    looks |= _backlog_looks(tx, every, today=today)
    faults = {one.source.key_result_id: _fault(one, looks, latest, today=today) for one in every}
    made = {
        one.source.key_result_id: [
            look.reading(one.source.key_result_id, one.source.kind, now)
            for look in looks[one.source.key_result_id]
            if look.value is not None
        ]
        for one in every
    }
    kept = keep_readings(tx, made, now=now, today=today)
    judge_guardrails(tx, every, history, today=today)
    _note(tx, every, faults, now=now)
    news = tuple(one for own_news in kept.values() for one in own_news.news)
    if news:
        after = {f"kr:{one.key_result_id}": one.value for one in news}
        trail.record(tx, SYSTEM, "measure key results", "source:all", now=now, after=after)
    failing = {key: fault for key, fault in faults.items() if fault is not None}
    return Measuring(len(every), news, failing)


def _history(tx: Tx, today: date) -> DeliveryHistory:
    last = last_complete_week(today)
    return delivery_history.load(tx, last - WEEK * (MOST_WEEKS + WEEKS_BACK), last)


def _metric_looks(
    one: Measured, known: Mapping[date, Reading], history: DeliveryHistory, *, today: date
) -> list[Look]:
    """Return what the metric is for the newest week, and for those read before that may change."""
    settings = one.source.settings
    assert isinstance(settings, MetricSettings)
    newest = min(last_complete_week(today), last_complete_week(one.span.ends_on + DAY))
    weeks = {newest} | {
        reading.on - SUNDAY
        for reading in known.values()
        if reading.kind is SourceKind.DELIVERY
        and reading.read_at >= one.source.set_at
        and reading.on > newest - READ_AGAIN * WEEK
    }
    found = []
    for week in sorted(weeks):
        window = window_ending(week, weeks=settings.weeks, span=one.span)
        if window is None:
            found.append(Look(today, fault=Fault(FaultKind.NOTHING_YET, one.span.starts_on)))
        elif week == newest or window.on in known:
            found.append(source_values.look(settings, history, window))
    if found and found[-1].fault is None:
        found[-1] = replace(found[-1], fault=source_values.fault_today(settings, history, today))
    return found


def _backlog_looks(tx: Tx, every: Sequence[Measured], *, today: date) -> dict[int, list[Look]]:
    """Return what the backlog says today, of all sources at once."""
    asked = {
        one.source.key_result_id: (one, one.source.settings)
        for one in every
        if isinstance(one.source.settings, BacklogSettings) and today <= one.span.ends_on
    }
    if not asked:
        return {}
    kept = saved_filters.by_id(tx, {settings.filter_id for _, settings in asked.values()})
    names = saved_filters.names(tx, list(kept.values()))
    found: dict[int, list[Look]] = {}
    wanted = {}
    for key, (one, settings) in asked.items():
        saved = kept.get(settings.filter_id)
        if saved is None:
            fault = Fault(FaultKind.FILTER_GONE, today, {"name": settings.filter_name})
            found[key] = [Look(today, fault=fault)]
            continue
        try:
            wanted[key] = saved_filters.as_filter(saved, names, cycle_id=one.cycle_id)
        except NotFound as gone:
            facts = {"name": saved.name, "kind": gone.kind, "key": str(gone.key)}
            fault = Fault(FaultKind.FILTER_NAMES_NOTHING, today, facts)
            found[key] = [Look(today, fault=fault)]
    tallies = backlog_counts.today(tx, wanted)
    for key, one_filter in wanted.items():
        settings, category = asked[key][1], one_filter.category
        found[key] = [backlog_shares.look(settings, tallies[key], category=category, on=today)]
    return found


def _fault(
    one: Measured,
    looks: Mapping[int, Sequence[Look]],
    latest: Mapping[int, Reading],
    *,
    today: date,
) -> Fault | None:
    """Return what is wrong with a source; one that was wrong before is wrong since then."""
    key = one.source.key_result_id
    if one.source.kind.is_read:
        own = looks.get(key)
        found = own[-1].fault if own else None
    else:
        reading = latest.get(key)
        told = reading is not None and reading.kind is one.source.kind
        found = lateness(one.source, reading.on if told and reading else None, today)
    before = one.source.fault
    if found is not None and before is not None and before.kind is found.kind:
        return replace(found, since=min(found.since, before.since))
    return found


def _note(
    tx: Tx,
    every: Sequence[Measured],
    faults: Mapping[int, Fault | None],
    *,
    now: datetime,
) -> None:
    states = {one.source.id: faults[one.source.key_result_id] for one in every}
    sources.note_states(tx, states, now=now)
    begun = []
    for one in every:
        fault, before = faults[one.source.key_result_id], one.source.fault
        if fault and not fault.kind.is_quiet and (not before or before.kind is not fault.kind):
            begun.append((one, fault))
    tell_failing(tx, begun, now=now)
