"""A key result's source: how it is set, what it would read, and what it has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from portfolio.charts import source_preview
from portfolio.charts.strokes import Figure
from portfolio.domain import backlog_shares
from portfolio.domain.cycles import Cycle
from portfolio.domain.delivery import WEEK, Service
from portfolio.domain.delivery_history import DeliveryHistory
from portfolio.domain.errors import NotFound
from portfolio.domain.guardrails import Guardrail, GuardrailDraft, factor_of, keeps
from portfolio.domain.metrics import METRICS, SUNDAY, last_complete_week, window_ending
from portfolio.domain.okrs import KeyResult, Objective
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.saved_filters import SavedFilter
from portfolio.domain.sources import (
    MOST_WEEKS,
    BacklogSettings,
    Fault,
    FaultKind,
    Look,
    MetricSettings,
    Reading,
    Settings,
    Source,
)
from portfolio.domain.teams import Area, Team
from portfolio.measures import source_values
from portfolio.store import (
    backlog_counts,
    delivery_history,
    guardrails,
    okr_scopes,
    okrs,
    readings,
    saved_filters,
    services,
    sources,
    teams,
)
from portfolio.store.unit import Tx

WEEKS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers."""

    services: tuple[Service, ...]
    teams: tuple[Team, ...]
    areas: tuple[Area, ...]
    filters: tuple[SavedFilter, ...]
    guards: tuple[tuple[KeyResult, str], ...]  # key results that could guard, with their metric


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One week of the preview; the guardrail's value beside it."""

    look: Look
    guard: Look | None = None
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a source would read now, and what it would have read in the last twelve weeks."""

    now: Look
    rows: tuple[PreviewRow, ...]  # the newest last
    figure: Figure | None
    guard_now: Look | None = None
    is_partial: bool = False  # the past is told from when items were created and resolved

    @property
    def known(self) -> int:
        """In how many of the weeks it would have said something."""
        return sum(1 for one in self.rows if one.look.value is not None)


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of one key result's source."""

    key_result: KeyResult
    objective: Objective
    cycle: Cycle
    source: Source | None
    guardrail: Guardrail | None
    guard_title: str
    history: tuple[tuple[Reading, bool], ...]
    choices: Choices
    may_edit: bool
    may_check_in: bool


def load(tx: Tx, viewer: Viewer, key_result_id: int) -> Screen:
    """Read the page; raise NotFound."""
    one = okrs.one_key_result(tx, key_result_id)
    objective = okrs.one_objective(tx, one.objective_id)
    cycle = okrs.cycle_of(tx, one.objective_id)
    scope = okr_scopes.of_key_result(tx, key_result_id)
    guard = guardrails.of_key_results(tx, [key_result_id]).get(key_result_id)
    choices = _choices(tx, viewer, cycle.id, but=key_result_id)
    title = ""
    if guard is not None and guard.other_id is not None:
        title = okrs.one_key_result(tx, guard.other_id).title
    is_open = one.struck_on is None and not cycle.is_closed
    return Screen(
        key_result=one,
        objective=objective,
        cycle=cycle,
        source=sources.one_source(tx, key_result_id),
        guardrail=guard,
        guard_title=title,
        history=tuple(readings.history(tx, key_result_id)),
        choices=choices,
        may_edit=is_open and may(viewer, Deed.EDIT_OKRS, scope),
        may_check_in=is_open and may(viewer, Deed.CHECK_IN, scope),
    )


def preview(
    tx: Tx,
    screen: Screen,
    settings: Settings,
    guard: GuardrailDraft,
    *,
    today: date,
    zone: tzinfo,
    words: Sequence[str] = ("", "", ""),
) -> Preview | None:
    """Return what a source would read; None for what somebody else has to send."""
    if isinstance(settings, MetricSettings):
        return _metric_preview(tx, screen, settings, guard, today=today, words=words)
    if isinstance(settings, BacklogSettings):
        return _backlog_preview(tx, screen, settings, today=today, zone=zone, words=words)
    return None


def _metric_preview(
    tx: Tx,
    screen: Screen,
    settings: MetricSettings,
    guard: GuardrailDraft,
    *,
    today: date,
    words: Sequence[str],
) -> Preview:
    last = last_complete_week(today)
    history = delivery_history.load(tx, last - WEEK * (MOST_WEEKS + WEEKS_SHOWN), last)
    rows = []
    for back in reversed(range(WEEKS_SHOWN)):
        week = last - WEEK * back
        found = _look(settings, history, week, screen)
        beside = _look(guard.metric, history, week, screen) if guard.metric else None
        holds = None
        if beside and beside.value is not None and guard.metric and guard.limit is not None:
            holds = keeps(guard.metric, beside.value, guard.limit)
        rows.append(PreviewRow(found, beside, holds))
    return Preview(rows[-1].look, tuple(rows), _figure(screen, rows, words), rows[-1].guard)


def _look(settings: MetricSettings, history: DeliveryHistory, week: date, screen: Screen) -> Look:
    window = window_ending(week, weeks=settings.weeks, span=screen.cycle.span)
    return source_values.look(settings, history, window) if window else Look(week + SUNDAY)


def _backlog_preview(
    tx: Tx,
    screen: Screen,
    settings: BacklogSettings,
    *,
    today: date,
    zone: tzinfo,
    words: Sequence[str],
) -> Preview | None:
    saved = saved_filters.by_id(tx, [settings.filter_id]).get(settings.filter_id)
    if saved is None:
        return None
    names = saved_filters.names(tx, [saved])
    try:
        wanted = saved_filters.as_filter(saved, names, cycle_id=screen.cycle.id)
    except NotFound as gone:
        facts = {"name": saved.name, "kind": gone.kind, "key": str(gone.key)}
        fault = Fault(FaultKind.FILTER_NAMES_NOTHING, today, facts)
        return Preview(Look(today, fault=fault), (), None)
    category = wanted.category
    tallies = backlog_counts.today(tx, {0: wanted})[0]
    now = backlog_shares.look(settings, tallies, category=category, on=today)
    days = [last_complete_week(today) - WEEK * back + SUNDAY for back in range(WEEKS_SHOWN)]
    known = backlog_counts.on_days(tx, wanted, [(day, _end_of(day, zone)) for day in days])
    rows = []
    for day in reversed(days):
        # Nobody keeps which of the open items had been begun.
        is_known = category is None or not category.is_open
        found = backlog_shares.look(settings, known[day], category=category, on=day)
        rows.append(PreviewRow(found if is_known else Look(day)))
    rows.append(PreviewRow(now))
    return Preview(now, tuple(rows), _figure(screen, rows, words), is_partial=True)


def _figure(screen: Screen, rows: Sequence[PreviewRow], words: Sequence[str]) -> Figure | None:
    points = [(one.look.on, one.look.value) for one in rows if one.look.value is not None]
    if len(points) < 2:
        return None
    target = screen.key_result.target
    return source_preview.figure(points, words=words, target=target)


def _end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _choices(tx: Tx, viewer: Viewer, cycle_id: int, *, but: int) -> Choices:
    own = sources.of_cycle(tx, cycle_id)
    known = okrs.key_results_by_id(tx, [one for one in own if one != but])
    guards = [
        (known[key], one.settings.metric)
        for key, one in own.items()
        if key in known and isinstance(one.settings, MetricSettings)
    ]
    return Choices(
        services=tuple(one for one in services.all_services(tx) if one.retired_on is None),
        teams=tuple(one for one in teams.all_teams(tx) if one.disbanded_on is None),
        areas=tuple(teams.all_areas(tx)),
        filters=tuple(
            one for one in saved_filters.seen_by(tx, viewer.account_id) if one.is_measurable
        ),
        guards=tuple(sorted(guards, key=lambda pair: pair[0].code)),
    )


def guards_of(choices: Choices, settings: Settings) -> list[KeyResult]:
    """Return the key results that may guard one that is measured so."""
    factor = factor_of(settings)
    return [
        one
        for one, metric in choices.guards
        if factor is None or METRICS[metric].factor is factor.other
    ]
