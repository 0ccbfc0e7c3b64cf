"""The roll-up of deliveries: what one service did in one week, from the facts alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from portfolio.domain.cycles import Span
from portfolio.domain.delivery import RETRY_WITHIN, DeploymentKind, DeploymentStatus, monday

# A retry that runs longer than this is a deployment of its own. The bound lets one week be
# recomputed without reading the whole history behind it.
LONGEST_RETRY = timedelta(days=1)


class Carried(NamedTuple):  # a tuple, for a rebuild makes millions
    """A change, as far as its way to production is measured."""

    authored_at: datetime | None
    committed_at: datetime | None
    is_merge: bool = False
    is_linked: bool = False

    def seconds_until(self, moment: datetime) -> int | None:
        """Return how long it took to get there; None where its clock ran ahead, or has no time."""
        for written_at in (self.authored_at, self.committed_at):
            if written_at is not None and written_at <= moment:
                return round((moment - written_at).total_seconds())
        return None


class Fact(NamedTuple):
    """A production deployment, as one of the services that it reached saw it."""

    deployment_id: int
    finished_at: datetime
    status: DeploymentStatus = DeploymentStatus.SUCCESS
    kind: DeploymentKind = DeploymentKind.PLANNED
    revision: str | None = None
    started_at: datetime | None = None
    changed_hosts: bool = True
    has_no_impact: bool = False
    incident_at: datetime | None = None  # the first linked incident's begin
    recovered_at: datetime | None = None  # the last linked incident's end, None while one is open
    changes: tuple[Carried, ...] = ()

    @property
    def order(self) -> tuple[datetime, int]:
        """Its place in the history of the service."""
        return self.finished_at, self.deployment_id

    def is_retried_by(self, later: "Fact") -> bool:
        """Whether the later deployment is another try of this failed one."""
        if self.revision is None or later.revision != self.revision:
            return False
        begun_at = later.started_at or later.finished_at
        waited, ran = begun_at - self.finished_at, later.finished_at - self.finished_at
        return timedelta(0) <= waited <= RETRY_WITHIN and ran <= LONGEST_RETRY

    @property
    def is_attempt(self) -> bool:
        """Whether it counts among the deployments of which a share fails.

        What ended before any host was changed does not, whether cancelled or failed.
        """
        return self.status.reached_production or self.changed_hosts

    @property
    def is_failure(self) -> bool:
        """Whether users were hurt: it failed, was rolled back or led to an incident."""
        if self.has_no_impact or not self.is_attempt:
            return False
        ended_badly = self.status in (DeploymentStatus.FAILED, DeploymentStatus.ROLLED_BACK)
        return ended_badly or self.incident_at is not None

    @property
    def failed_at(self) -> datetime:
        """When it began to hurt: its own end, or the incident's begin."""
        if self.incident_at is None:
            return self.finished_at
        if self.status is DeploymentStatus.FAILED:
            return min(self.incident_at, self.finished_at)
        return self.incident_at


class WeekCell(NamedTuple):
    """One service in one week, in production. Sorted seconds keep every median exact.

    A named tuple, for a page may read ten thousand of them.
    """

    service_id: int
    week_on: date
    deployments: int = 0
    attempts: int = 0
    failed: int = 0
    rework: int = 0
    days: int = 0
    changes: int = 0
    linked: int = 0
    leads: tuple[int, ...] = ()
    recoveries: tuple[int, ...] = ()

    @property
    def open_failures(self) -> int:
        """How many failures have not been recovered from yet."""
        return self.failed - len(self.recoveries)


@dataclass(slots=True)
class _Tally:
    deployments: int = 0
    attempts: int = 0
    failed: int = 0
    rework: int = 0
    days: set[date] = field(default_factory=set)
    changes: int = 0
    linked: int = 0
    leads: list[int] = field(default_factory=list)
    recoveries: list[int] = field(default_factory=list)

    def cell(self, service_id: int, week_on: date) -> WeekCell:
        return WeekCell(
            service_id,
            week_on,
            self.deployments,
            self.attempts,
            self.failed,
            self.rework,
            len(self.days),
            self.changes,
            self.linked,
            tuple(sorted(self.leads)),
            tuple(sorted(self.recoveries)),
        )


def week_cells(
    service_id: int,
    facts: Iterable[Fact],
    *,
    zone: tzinfo,
    first_id: int | None,
    days: Span | None = None,
) -> list[WeekCell]:
    """Return the cells of a service, by week.

    `first_id` is the first deployment that reached production in all its history: what that one
    carried is the whole past, so its changes have no lead time. A change that failed to get there
    is carried by the next deployment that does. With `days`, only what happened on these counts;
    the facts around them say what was retried, recovered and carried.
    """
    history = sorted(facts, key=lambda fact: fact.order)
    tallies: dict[date, _Tally] = {}
    waiting: list[Carried] = []
    recovered = _recoveries(history)
    for place, fact in enumerate(history):
        waiting.extend(fact.changes)
        on = fact.finished_at.astimezone(zone).date()
        is_wanted = days is None or days.has(on)
        tally = tallies.setdefault(monday(on), _Tally()) if is_wanted else _Tally()
        if fact.status.reached_production:
            _count_reached(tally, fact, waiting, zone=zone, is_first=fact.deployment_id == first_id)
            waiting = []
        if fact.is_attempt and not _is_retried(history, place):
            _count_attempt(tally, fact, recovered[place])
    cells = (tally.cell(service_id, week_on) for week_on, tally in sorted(tallies.items()))
    return [cell for cell in cells if cell.attempts or cell.changes]


def _recoveries(history: Sequence[Fact]) -> list[datetime | None]:
    ends: list[datetime | None] = []
    next_success: datetime | None = None
    for fact in reversed(history):
        ends.append(next_success if fact.incident_at is None else fact.recovered_at)
        if fact.status is DeploymentStatus.SUCCESS:
            next_success = fact.finished_at
    return ends[::-1]


def _is_retried(history: Sequence[Fact], place: int) -> bool:
    fact = history[place]
    if fact.status is not DeploymentStatus.FAILED or fact.revision is None:
        return False
    for later in history[place + 1 :]:
        if later.finished_at - fact.finished_at > LONGEST_RETRY:
            return False
        if fact.is_retried_by(later):
            return True
    return False


def _count_reached(
    tally: _Tally, fact: Fact, carried: Iterable[Carried], *, zone: tzinfo, is_first: bool
) -> None:
    tally.deployments += 1
    tally.days.add(fact.finished_at.astimezone(zone).date())
    for change in carried:
        if change.is_merge:
            continue
        tally.changes += 1
        tally.linked += change.is_linked
        seconds = None if is_first else change.seconds_until(fact.finished_at)
        if seconds is not None:
            tally.leads.append(seconds)


def _count_attempt(tally: _Tally, fact: Fact, recovered_at: datetime | None) -> None:
    tally.attempts += 1
    tally.rework += fact.kind.is_rework
    if not fact.is_failure:
        return
    tally.failed += 1
    if recovered_at is not None:
        tally.recoveries.append(max(0, round((recovered_at - fact.failed_at).total_seconds())))
