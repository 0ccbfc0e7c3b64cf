"""The five delivery metrics, from weekly cells; no data is None, never zero."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf, isfinite, sqrt

from portfolio.domain.delivery import complete_weeks
from portfolio.domain.delivery_weeks import WeekCell

Z95 = 1.959964
ENOUGH = 10  # below this a rate says too little
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of deployments with its 95 % interval (Wilson)."""

    part: int
    of: int

    @property
    def share(self) -> float:
        """The share, 0 to 1."""
        return self.part / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies in 95 of 100 cases."""
        return wilson(self.part, self.of)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough deployments to say something."""
        return self.of >= ENOUGH


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, in hours, for `n` of `of`; None where most is not over yet."""

    median: float | None
    p75: float | None
    p90: float | None
    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A metric over several services: the median, its quartiles, and how many have data."""

    median: float | None
    low: float | None
    high: float | None
    have: int
    of: int


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """The five metrics of one service; None where there is nothing to measure."""

    service_id: int
    deployments: int
    weeks: int
    frequency: float | None
    lead: Times | None
    fail_rate: Rate | None
    recovery: Times | None
    rework_rate: Rate | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The five metrics over services; `deployments` is a sum and no frequency."""

    deployments: int
    frequency: Spread
    lead_hours: Spread
    fail_rate: Spread
    recovery_hours: Spread
    rework_rate: Spread
    attempts: int
    failed: int
    open_failures: int
    changes: int
    measured_changes: int
    linked_changes: int


def counted_weeks(
    first_on: date,
    last_on: date,
    *,
    first_deployed_on: date | None,
    retired_on: date | None = None,
) -> list[date]:
    """Return the complete weeks in which a service could deploy: none before its first time."""
    if first_deployed_on is None:
        return []
    until = last_on if retired_on is None else min(last_on, retired_on - timedelta(days=1))
    return complete_weeks(max(first_on, first_deployed_on), until)


def service_figures(
    service_id: int, cells: Sequence[WeekCell], weeks: Collection[date]
) -> ServiceFigures:
    """Return the figures of one service from its cells; `weeks` are those its frequency counts."""
    return ServiceFigures(
        service_id=service_id,
        deployments=sum(cell.deployments for cell in cells),
        weeks=len(weeks),
        frequency=frequency(cells, weeks),
        lead=lead_time(cells),
        fail_rate=fail_rate(cells),
        recovery=recovery(cells),
        rework_rate=rework_rate(cells),
    )


def figures(
    every: Sequence[ServiceFigures], cells: Sequence[WeekCell], *, counted_twice: int
) -> Figures:
    """Return the figures over services; `counted_twice` is what the sum has too many."""
    return Figures(
        deployments=sum(one.deployments for one in every) - counted_twice,
        frequency=across([one.frequency for one in every]),
        lead_hours=across([one.lead.median if one.lead else None for one in every]),
        fail_rate=across([_share(one.fail_rate) for one in every]),
        recovery_hours=across([one.recovery.median if one.recovery else None for one in every]),
        rework_rate=across([_share(one.rework_rate) for one in every]),
        attempts=sum(cell.attempts for cell in cells),
        failed=sum(cell.failed for cell in cells),
        open_failures=sum(cell.open_failures for cell in cells),
        changes=sum(cell.changes for cell in cells),
        measured_changes=sum(len(cell.leads) for cell in cells),
        linked_changes=sum(cell.linked for cell in cells),
    )


def per_week(cells: Iterable[WeekCell], weeks: Sequence[date]) -> list[int]:
    """Return the service deployments of each week, zero where there were none."""
    counted: dict[date, int] = defaultdict(int)
    for cell in cells:
        counted[cell.week_on] += cell.deployments
    return [counted[week] for week in weeks]


def frequency(cells: Iterable[WeekCell], weeks: Collection[date]) -> float | None:
    """Return the median of deployments a week over these weeks; None without a week."""
    counts = per_week(cells, sorted(weeks))
    return quantile(counts, 0.5)


def fail_rate(cells: Iterable[WeekCell]) -> Rate | None:
    """Return the share of deployments that failed."""
    attempts, failed = 0, 0
    for cell in cells:
        attempts, failed = attempts + cell.attempts, failed + cell.failed
    return Rate(failed, attempts) if attempts else None


def rework_rate(cells: Iterable[WeekCell]) -> Rate | None:
    """Return the share of deployments that were hotfixes or rollbacks."""
    attempts, rework = 0, 0
    for cell in cells:
        attempts, rework = attempts + cell.attempts, rework + cell.rework
    return Rate(rework, attempts) if attempts else None


def lead_time(cells: Iterable[WeekCell]) -> Times | None:
    """Return the hours from commit to production."""
    changes = 0
    seconds: list[int] = []
    for cell in cells:
        changes += cell.changes
        seconds += cell.leads
    return _times(seconds, changes) if seconds else None


def recovery(cells: Iterable[WeekCell]) -> Times | None:
    """Return the hours from failure to recovery; a failure still open is longer than all."""
    failed = 0
    seconds: list[int] = []
    for cell in cells:
        failed += cell.failed
        seconds += cell.recoveries
    return _times(seconds, failed, still_open=failed - len(seconds)) if failed else None


def across(values: Sequence[float | None]) -> Spread:
    """Return the median and quartiles of the values that are there."""
    known = [value for value in values if value is not None]
    return Spread(
        quantile(known, 0.5), quantile(known, 0.25), quantile(known, 0.75), len(known), len(values)
    )


def by_service(cells: Iterable[WeekCell]) -> dict[int, list[WeekCell]]:
    """Return the cells of each service."""
    own: dict[int, list[WeekCell]] = defaultdict(list)
    for cell in cells:
        own[cell.service_id].append(cell)
    return own


def by_month(cells: Iterable[WeekCell]) -> Mapping[date, list[WeekCell]]:
    """Return the cells of each month; a week belongs to the month that holds its Thursday."""
    own: dict[date, list[WeekCell]] = {}
    for cell in sorted(cells, key=lambda one: one.week_on):
        own.setdefault((cell.week_on + timedelta(days=3)).replace(day=1), []).append(cell)
    return own


def wilson(part: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, which never leaves 0 to 1."""
    if of <= 0:
        return 0.0, 1.0
    share, z2 = part / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return a quantile, halfway between neighbours where it falls there; None without values."""
    return _at(sorted(values), share) if values else None


def _share(rate: Rate | None) -> float | None:
    return rate.share if rate else None


def _times(seconds: Sequence[int], of: int, *, still_open: int = 0) -> Times:
    ordered = [*sorted(seconds), *[inf] * still_open]

    def at(share: float) -> float | None:
        found = _at(ordered, share)
        return found / HOUR if isfinite(found) else None

    return Times(at(0.5), at(0.75), at(0.9), len(seconds), of)


def _at(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    rest = place - below
    if rest == 0:
        return float(ordered[below])
    return float(ordered[below] + rest * (ordered[below + 1] - ordered[below]))
