"""Let some key results of the running quarter measure themselves: one by each kind of source."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from portfolio.actions.add_key_result import add_key_result
from portfolio.actions.import_values import import_values
from portfolio.actions.measure_sources import measure_sources
from portfolio.actions.push_values import push_values
from portfolio.actions.save_filter import save_filter
from portfolio.actions.set_source import set_source
from portfolio.actions.tell_values import Value
from portfolio.domain.cycles import Cycle
from portfolio.domain.guardrails import GuardrailDraft
from portfolio.domain.metrics import TimeUnit
from portfolio.domain.okr_drafts import KeyResultDraft
from portfolio.domain.okrs import Kind
from portfolio.domain.people import Viewer
from portfolio.domain.saved_filters import FilterDraft
from portfolio.domain.source_drafts import SourceDraft
from portfolio.domain.sources import (
    BacklogSettings,
    Counted,
    CsvSettings,
    Figure,
    Measure,
    MetricSettings,
    PushSettings,
    SourceKind,
)
from portfolio.store import okrs
from portfolio.store.unit import Tx
from seed.okrs import Said

DEPLOYMENTS = "Production deployments a week"
RECOVERY = "Recovery after a failed deployment, median"
COST = "Cost per million messages"
STORAGE = "Storage cost a month"
ON_TIME = "Delivered within 10 seconds"
MEASURED = (DEPLOYMENTS, RECOVERY, COST, STORAGE, ON_TIME)
LATE_BY = timedelta(days=21)  # the finance file of the storage cost stopped coming
PROOFS = "Consent proofs on file"
FILTER = "Stories of Trust"
TOKEN = 0  # of the monitoring, which pushed before anybody made a token for it


def measure(
    tx: Tx, by: Viewer, cycle: Cycle, aims: Mapping[str, int], *, said: Said, today: date
) -> None:
    """Set the sources on the quarter's first day, and read them as they would have been read."""
    first = _at(cycle.span.starts_on)
    for title, draft in _delivery().items():
        _set(tx, by, aims[title], draft, now=first)
    _set(tx, by, aims[COST], SourceDraft(SourceKind.CSV, CsvSettings("day", "euro", 10)), now=first)
    _set(tx, by, aims[STORAGE], SourceDraft(SourceKind.CSV, CsvSettings(rhythm_days=7)), now=first)
    _set(tx, by, aims[ON_TIME], SourceDraft(SourceKind.PUSH, PushSettings(8)), now=first)
    own = [aims[title] for title in _delivery()]
    for monday in _mondays(cycle, today):
        measure_sources(tx, now=_at(monday), today=monday, ids=own)
    for title, until in ((COST, today), (STORAGE, today - LATE_BY)):
        rows = _values(said[title], until)
        import_values(tx, by, aims[title], rows, now=_at(today), today=today)
    told = _values(said[ON_TIME], today)
    if told:
        push_values(tx, TOKEN, aims[ON_TIME], told, now=_at(today), today=today)
    _count_backlog(tx, by, aims[PROOFS], now=first, today=today)
    measure_sources(tx, now=_at(today), today=today)


def _count_backlog(tx: Tx, by: Viewer, key_result_id: int, *, now: datetime, today: date) -> None:
    """Add a key result that is counted in the backlog, beside another of its objective."""
    query = {"area": "trust", "level": "story"}
    filter_id = save_filter(tx, by, FilterDraft(FILTER, query, is_shared=True), now=now)
    other = FilterDraft("Open epics of Routing", {"area": "routing", "level": "epic"}, True)
    save_filter(tx, by, other, now=now)
    beside = okrs.one_key_result(tx, key_result_id)
    draft = KeyResultDraft(
        "Stories of Trust that are done", Kind.INCREASE, 60, 90, unit="%", aspirational=True
    )
    made = add_key_result(tx, by, beside.objective_id, draft, now=now)
    settings = BacklogSettings(filter_id, FILTER, Figure.SHARE, Counted.DONE, Measure.ITEMS)
    _set(tx, by, made, SourceDraft(SourceKind.BACKLOG, settings), now=_at(today))


def _delivery() -> dict[str, SourceDraft]:
    fails = GuardrailDraft(
        metric=MetricSettings("change_fail_rate"),
        limit=8.0,
        why="More deployments are worth nothing if more of them fail.",
    )
    rework = GuardrailDraft(
        metric=MetricSettings("rework_rate", weeks=4),
        limit=4.0,
        why="A quick way back must not become the usual way.",
    )
    weekly = MetricSettings("deployments_per_week", weeks=2)
    recovery = MetricSettings("recovery_hours", weeks=4, unit=TimeUnit.MINUTES)
    return {
        DEPLOYMENTS: SourceDraft(SourceKind.DELIVERY, weekly, fails),
        RECOVERY: SourceDraft(SourceKind.DELIVERY, recovery, rework),
    }


def _values(said: Sequence[tuple[date, float]], until: date) -> list[Value]:
    """Return what is known of a key result until a day, as its file or its machine tells it."""
    return [
        Value(place, monday, value)
        for place, (monday, value) in enumerate(said, start=2)
        if monday < until and place > 2  # the first week was told by hand
    ]


def _set(tx: Tx, by: Viewer, key_result_id: int, draft: SourceDraft, *, now: datetime) -> None:
    set_source(tx, by, key_result_id, draft, version=0, now=now, today=now.date())


def _mondays(cycle: Cycle, today: date) -> list[date]:
    first = cycle.span.starts_on + timedelta(days=-cycle.span.starts_on.weekday() % 7)
    return [first + timedelta(weeks=n) for n in range((today - first).days // 7 + 1)]


def _at(day: date) -> datetime:
    return datetime.combine(day, time(7), UTC)
