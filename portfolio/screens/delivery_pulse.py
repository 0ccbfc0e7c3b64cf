"""Delivery in six lines: last week, twelve weeks ago and the weeks between, over services."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.delivery import WEEK, Service, monday
from portfolio.domain.delivery_weeks import WeekCell
from portfolio.measures import dora
from portfolio.measures.dora import Spread
from portfolio.screens import delivery, delivery_scope
from portfolio.screens.delivery import CLOSE_TO_TARGET
from portfolio.screens.delivery_scope import Scope, Wish
from portfolio.store import delivery_cells, delivery_overlaps, services
from portfolio.store.unit import Tx

BACK = 12  # weeks
WINDOW = 4  # weeks of a rate or a recovery: one week has too few failures to say anything
Cells = Mapping[int, Mapping[date, WeekCell]]
Measured = Callable[[Sequence[WeekCell]], float | None]


@dataclass(frozen=True, slots=True)
class PulseRow:
    """One of the five metrics: over services, last and twelve weeks before, and week by week."""

    name: str  # as in TARGET_METRICS
    now: Spread
    then: Spread
    line: tuple[float | None, ...]
    target: float | None
    more_is_better: bool = False

    @property
    def standing(self) -> str | None:
        """met, close (met, but barely) or missed; None without a value or a target."""
        value = self.now.median
        if value is None or self.target is None:
            return None
        room = value - self.target if self.more_is_better else self.target - value
        if room < 0:
            return "missed"
        return "close" if room < CLOSE_TO_TARGET * self.target else "met"


@dataclass(frozen=True, slots=True)
class Pulse:
    """Deployments a week, and the five metrics."""

    last_week: date  # its Monday
    deployments: tuple[int, ...]  # of 13 weeks, the last one at the end
    target: float | None
    rows: tuple[PulseRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing reached production in these weeks."""
        return not any(self.deployments)

    @property
    def standing(self) -> str | None:
        """Whether last week's deployments reach their target."""
        if self.target is None or self.is_empty:
            return None
        return "met" if self.deployments[-1] >= self.target else "missed"

    @property
    def streak(self) -> int:
        """For how many weeks running, until the last, the target was reached."""
        weeks = 0
        for count in reversed(self.deployments):
            if self.target is None or count < self.target:
                break
            weeks += 1
        return weeks

    @property
    def is_record(self) -> bool:
        """Whether last week had more deployments than each of the twelve before."""
        return self.deployments[-1] > max(self.deployments[:-1], default=0)

    @property
    def standings(self) -> tuple[str, ...]:
        """The standing of everything that has a target."""
        found = (self.standing, *(row.standing for row in self.rows))
        return tuple(one for one in found if one is not None)


def load(tx: Tx, *, on: date) -> Pulse:
    """Read the weeks that were over on a day, in seven queries."""
    last = monday(on) - WEEK
    weeks = [last - WEEK * back for back in range(BACK, -1, -1)]
    first = weeks[0] - WEEK * (WINDOW - 1)
    scope = delivery_scope.load(tx, Wish())
    cells = delivery_cells.cells(tx, first, last)
    targets = {name: one.value for name, one in services.all_targets(tx).items()}
    rows = delivery_overlaps.overlaps(tx, weeks[0], last)
    counts = dora.per_week(cells, weeks)
    twice: defaultdict[date, int] = defaultdict(int)
    for one in rows:
        twice[one.week_on] += one.counted_twice(scope.service_ids)
    return Pulse(
        last_week=last,
        deployments=tuple(count - twice[week] for week, count in zip(weeks, counts, strict=True)),
        target=targets.get("deployments_per_week"),
        rows=_rows(_Read(scope, _by_week(cells), weeks, delivery.first_days(tx, scope)), targets),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    scope: Scope
    own: Cells
    weeks: Sequence[date]
    first_days: Mapping[int, date]

    def deployed(self) -> list[Spread]:
        """Deployments of a service, week by week."""
        services = self.scope.services
        return [dora.across([self._count(one, week) for one in services]) for week in self.weeks]

    def spreads(self, measured: Measured, window: int) -> list[Spread]:
        """A measure of the weeks that end with each week."""
        cells = [self.own.get(one, {}) for one in self.scope.service_ids]
        return [
            dora.across([measured(_window(own, week, window)) for own in cells])
            for week in self.weeks
        ]

    def _count(self, service: Service, week: date) -> float | None:
        """Return the deployments of a week; None before the first and after the last there are."""
        first = self.first_days.get(service.id)
        if first is None or week < first:
            return None
        if service.retired_on is not None and week + WEEK > service.retired_on:
            return None
        cell = self.own.get(service.id, {}).get(week)
        return float(cell.deployments) if cell else 0.0


def _rows(read: _Read, targets: Mapping[str, float]) -> tuple[PulseRow, ...]:
    measured = (
        ("deployment_frequency", read.deployed()),
        ("lead_time_hours", read.spreads(_lead, 1)),
        ("change_fail_rate", read.spreads(_failed, WINDOW)),
        ("recovery_hours", read.spreads(_recovered, WINDOW)),
        ("rework_rate", read.spreads(_rework, WINDOW)),
    )
    return tuple(
        PulseRow(
            name,
            now=line[-1],
            then=line[0],
            line=tuple(one.median for one in line),
            target=targets.get(name),
            more_is_better=name == "deployment_frequency",
        )
        for name, line in measured
    )


def _by_week(cells: Sequence[WeekCell]) -> Cells:
    own: defaultdict[int, dict[date, WeekCell]] = defaultdict(dict)
    for cell in cells:
        own[cell.service_id][cell.week_on] = cell
    return own


def _window(own: Mapping[date, WeekCell], week: date, weeks: int) -> list[WeekCell]:
    days = (week - WEEK * back for back in range(weeks))
    return [own[day] for day in days if day in own]


def _lead(cells: Sequence[WeekCell]) -> float | None:
    found = dora.lead_time(cells)
    return found.median if found else None


def _recovered(cells: Sequence[WeekCell]) -> float | None:
    found = dora.recovery(cells)
    return found.median if found else None


def _failed(cells: Sequence[WeekCell]) -> float | None:
    found = dora.fail_rate(cells)
    return found.share if found else None


def _rework(cells: Sequence[WeekCell]) -> float | None:
    found = dora.rework_rate(cells)
    return found.share if found else None
