"""The delivery page: what reached production and how well, and the key results beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from portfolio.charts import change_fail_rate, deployment_frequency, deployments_per_week
from portfolio.charts.strokes import Figure
from portfolio.domain.cycles import Cycle
from portfolio.domain.delivery_range import SUNDAY, WeekRange
from portfolio.domain.delivery_weeks import WeekCell
from portfolio.measures import dora, headcount
from portfolio.measures.dora import Z95, Figures, Spread
from portfolio.screens import delivery_goals, delivery_rows, delivery_scope
from portfolio.screens.delivery_goals import KeyResultsOverTime
from portfolio.screens.delivery_rows import MonthRow, ServiceRow, TeamRow, WeekRow
from portfolio.screens.delivery_scope import Scope, Wish
from portfolio.store import delivery_cells, delivery_facts, delivery_overlaps, services, staff
from portfolio.store.delivery_cells import Covered
from portfolio.store.unit import Tx

CLOSE_TO_TARGET = 0.05
STEADY = 0.05
MOST_BARS = 40
MOST_ROWS = 100  # of the table on the page; its files have all
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Metric:
    """One of the five figures of the strip: over services their median, with quartiles."""

    name: str  # as in TARGET_METRICS
    spread: Spread
    interval: tuple[float, float] | None  # of a rate of a single service
    target: float | None
    more_is_better: bool = False

    @property
    def standing(self) -> str | None:
        """met, close (met, but barely) or missed; None without a value or a target."""
        value = self.spread.median
        if value is None or self.target is None:
            return None
        room = value - self.target if self.more_is_better else self.target - value
        if room < 0:
            return "missed"
        return "close" if room < CLOSE_TO_TARGET * self.target else "met"


@dataclass(frozen=True, slots=True)
class Trend:
    """The second half of the range against the first."""

    weeks: int  # in each half
    deployments: float | None  # the change as a share
    failing: str  # more, less, same or unknown

    @property
    def direction(self) -> str:
        """up, down, steady or unknown."""
        if self.deployments is None:
            return "unknown"
        if abs(self.deployments) < STEADY:
            return "steady"
        return "up" if self.deployments > 0 else "down"


@dataclass(frozen=True, slots=True)
class Screen:
    """The delivery page."""

    scope: Scope
    range: WeekRange
    figures: Figures
    metrics: tuple[Metric, ...]
    trend: Trend
    weeks: tuple[WeekRow, ...]
    months: tuple[MonthRow, ...]
    services: tuple[ServiceRow, ...]
    teams: tuple[TeamRow, ...]
    targets: Mapping[str, float]
    key_results: KeyResultsOverTime | None
    covered: Covered | None  # the weeks that have anything, read where this range has nothing

    @property
    def is_empty(self) -> bool:
        """Whether nothing reached production in the range, and nothing failed to."""
        return not self.figures.attempts

    @property
    def top_services(self) -> tuple[ServiceRow, ...]:
        """The services that the table shows, those that deploy most."""
        return self.services[:MOST_ROWS]

    @property
    def last_complete(self) -> WeekRow | None:
        """The newest week that is over."""
        over = [one for one in self.weeks if not one.is_running]
        return over[-1] if over else None

    @property
    def silent(self) -> int:
        """How many services have no deployment in the range."""
        return sum(1 for row in self.services if not row.figures.deployments)

    @property
    def covered_from(self) -> date:
        """The first day of what there is at all."""
        return self.covered.first_week if self.covered else self.range.first_week

    @property
    def covered_to(self) -> date:
        """The last day of what there is at all."""
        return self.covered.last_week + SUNDAY if self.covered else self.range.days.ends_on

    @property
    def highest_per_week(self) -> float:
        """The top of the one scale that all teams share."""
        return max((max(row.per_week) for row in self.teams if row.is_per_developer), default=1.0)

    @property
    def reference(self) -> tuple[float, ...]:
        """The median of the teams that are shown by developer, week by week."""
        shown = [row.per_week for row in self.teams if row.is_per_developer]
        return tuple(dora.quantile(week, 0.5) or 0.0 for week in zip(*shown, strict=True))


def load(tx: Tx, wish: Wish, weeks: WeekRange, *, cycle: Cycle | None, _: Say = str) -> Screen:
    """Read the page from the weekly roll-up: the same number of queries whatever its size."""
    scope = delivery_scope.load(tx, wish)
    ids = None if scope.is_whole else scope.service_ids
    cells = delivery_cells.cells(tx, weeks.first_week, weeks.last_week, service_ids=ids)
    overlaps = delivery_overlaps.overlaps(tx, weeks.first_week, weeks.last_week)
    own = dora.by_service(cells)
    rows = delivery_rows.service_rows(own, scope, weeks, first_days(tx, scope))
    targets = {name: one.value for name, one in services.all_targets(tx).items()}
    twice = sum(one.counted_twice(scope.service_ids) for one in overlaps)
    figures = dora.figures([row.figures for row in rows], cells, counted_twice=twice)
    heads = headcount.by_team(staff.all_memberships(tx), staff.all_people(tx), weeks.over)
    week_rows = delivery_rows.week_rows(cells, overlaps, scope, weeks)
    return Screen(
        scope=scope,
        range=weeks,
        figures=figures,
        metrics=_metrics(figures, rows, targets, scope),
        trend=_trend(week_rows, cells, weeks),
        weeks=tuple(week_rows),
        months=tuple(delivery_rows.month_rows(cells)),
        services=tuple(rows),
        teams=tuple(
            delivery_rows.team_rows(
                rows, own, weeks=weeks, headcounts=heads, teams=scope.every_team
            )
        ),
        targets=targets,
        key_results=delivery_goals.load(tx, cycle, today=weeks.today, _=_) if cycle else None,
        covered=None if figures.attempts else delivery_cells.covered(tx, ids),
    )


def deployments_figure(screen: Screen, _: Say = str) -> Figure:
    """Return the figure of deployments a week; the target is that of the whole product."""
    return deployments_per_week.figure(
        [row.week_on for row in screen.weeks],
        [row.deployments for row in screen.weeks],
        words=(_("Deployments"), _("Target"), _("so far")),
        target=screen.targets.get("deployments_per_week") if screen.scope.is_whole else None,
        running=screen.range.running,
    )


def frequency_bars(screen: Screen) -> list[deployment_frequency.Bar]:
    """Return the teams, or the services where there is one team or none."""
    bar = deployment_frequency.Bar
    if len(screen.teams) > 1:
        return [
            bar(row.team.name, row.frequency.median, row.frequency.low, row.frequency.high)
            for row in screen.teams
            if row.frequency.median is not None
        ]
    return [
        bar(row.service.name, row.figures.frequency)
        for row in screen.services[:MOST_BARS]
        if row.figures.frequency is not None
    ]


def frequency_figure(screen: Screen, _: Say = str) -> Figure:
    """Return the figure of deployment frequency by team, or by service."""
    return deployment_frequency.figure(
        frequency_bars(screen),
        words=(_("Median a week"), _("Quartiles"), _("Target")),
        target=screen.targets.get("deployment_frequency"),
    )


def fail_rate_figure(screen: Screen, _: Say = str) -> Figure:
    """Return the figure of the change fail rate by month."""
    points = [
        change_fail_rate.Point(row.month, row.rate.share, *row.rate.interval)
        for row in screen.months
    ]
    return change_fail_rate.figure(
        points,
        words=(_("Failed"), _("95 % interval"), _("Limit")),
        target=screen.targets.get("change_fail_rate"),
    )


def first_days(tx: Tx, scope: Scope) -> dict[int, date]:
    """Return the day on which each service in view first reached production."""
    if not scope.services:
        return {}
    zones = services.zones(tx, scope.service_ids)
    firsts = delivery_facts.firsts(tx, scope.service_ids, services.production_ids(tx))
    return {
        service_id: first.finished_at.astimezone(zones[service_id]).date()
        for service_id, first in firsts.items()
    }


def _metrics(
    figures: Figures, rows: Sequence[ServiceRow], targets: Mapping[str, float], scope: Scope
) -> tuple[Metric, ...]:
    only = rows[0].figures if scope.is_one_service else None
    failing = only.fail_rate.interval if only and only.fail_rate else None
    rework = only.rework_rate.interval if only and only.rework_rate else None
    return (
        Metric(
            "deployment_frequency",
            figures.frequency,
            None,
            targets.get("deployment_frequency"),
            more_is_better=True,
        ),
        Metric("lead_time_hours", figures.lead_hours, None, targets.get("lead_time_hours")),
        Metric("change_fail_rate", figures.fail_rate, failing, targets.get("change_fail_rate")),
        Metric("recovery_hours", figures.recovery_hours, None, targets.get("recovery_hours")),
        Metric("rework_rate", figures.rework_rate, rework, targets.get("rework_rate")),
    )


def _trend(rows: Sequence[WeekRow], cells: Sequence[WeekCell], weeks: WeekRange) -> Trend:
    complete = weeks.complete
    half = len(complete) // 2
    counts = [float(row.deployments) for row in rows if not row.is_running]
    if half == 0:
        return Trend(0, None, "unknown")
    before, after = set(complete[:half]), set(complete[-half:])
    return Trend(
        half,
        delivery_rows.half_change(counts),
        _failing(
            [cell for cell in cells if cell.week_on in before],
            [cell for cell in cells if cell.week_on in after],
        ),
    )


def _failing(before: Sequence[WeekCell], after: Sequence[WeekCell]) -> str:
    """Say whether more or less fails, beyond what chance alone does in 95 of 100 cases."""
    old, new = dora.fail_rate(before), dora.fail_rate(after)
    if old is None or new is None or not (old.is_enough and new.is_enough):
        return "unknown"
    pooled = (old.part + new.part) / (old.of + new.of)
    chance = Z95 * sqrt(pooled * (1 - pooled) * (1 / old.of + 1 / new.of))
    if abs(new.share - old.share) <= chance:
        return "same"
    return "more" if new.share > old.share else "less"
