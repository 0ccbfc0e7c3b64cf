"""Eighteen months of deployments: a rise, a freeze, and a cluster of failures after a release."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from portfolio.domain.delivery import (
    ChangeRecord,
    DeploymentKind,
    DeploymentRecord,
    DeploymentStatus,
)
from seed.company import SERVICES

Done = tuple[str, datetime]  # a story, and when

WEEKS = 78
TOTAL = 15_000
CLUSTER = ("router", 16)  # the service, and how many days ago its release went wrong
CLUSTER_TRIES = 7
FAIL_SHARE = 0.05
FAILED = DeploymentStatus.FAILED
LINKED_SHARE = 0.66  # of the changes that finish no story
STEPS_AMONG = 15
STORY_TAKES = timedelta(days=21)


def deployments(rng: Random, today: date) -> list[DeploymentRecord]:
    """Return about 15,000 deployments of the 40 services, oldest first."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS)
    services = [name for names in SERVICES.values() for name in names]
    pace = {name: rng.uniform(0.5, 1.6) for name in services}
    weights = [_season(first + timedelta(weeks=week), week) for week in range(WEEKS + 1)]
    unit = TOTAL / (sum(weights) * sum(pace.values()))
    made = [
        one
        for service in services
        for week, weight in enumerate(weights)
        for one in _week(
            rng, service, first + timedelta(weeks=week), unit * weight * pace[service], today=today
        )
    ]
    made += _cluster(today)
    return sorted(made, key=lambda one: one.finished_at)


def changes(
    rng: Random, made: Sequence[DeploymentRecord], done: Mapping[str, Sequence[Done]]
) -> Iterator[ChangeRecord]:
    """Yield the changes each deployment carries; most name a story they finish or work on.

    `done` has each team's stories with the moment at which each was done.
    """
    stories = {
        team: sorted(own, key=lambda pair: pair[1], reverse=True) for team, own in done.items()
    }
    team_of = {service: team for team, names in SERVICES.items() for service in names}
    for number, deployment in enumerate(made, start=1):
        if deployment.kind is DeploymentKind.ROLLBACK:
            continue
        keys: list[str] = []
        waiting = stories.get(team_of[deployment.services[0]], [])
        while waiting and waiting[-1][1] <= deployment.finished_at and len(keys) < 2:
            keys.append(waiting.pop()[0])
        if not keys and rng.random() < LINKED_SHARE:
            keys += _step_of(rng, waiting, deployment.finished_at)
        yield _change(rng, deployment, number, tuple(keys))


def _step_of(rng: Random, waiting: Sequence[Done], moment: datetime) -> list[str]:
    """Return one of the stories that are done soon after: most changes are a step of one."""
    soon = [key for key, done_at in waiting[-STEPS_AMONG:] if done_at - moment <= STORY_TAKES]
    return [rng.choice(soon)] if soon else []


def _season(week_on: date, week: int) -> float:
    growth = 0.62 + 0.38 * week / WEEKS + (0.22 if week > WEEKS - 10 else 0.0)
    if (week_on.month, week_on.day) >= (12, 19) or (week_on.month, week_on.day) <= (1, 2):
        return growth * 0.3  # the freeze at the turn of the year
    return growth


def _week(
    rng: Random, service: str, monday: date, mean: float, *, today: date
) -> Iterator[DeploymentRecord]:
    count = int(mean) + (rng.random() < mean % 1)
    count = max(0, count + rng.choice((-1, 0, 0, 0, 1)))
    for number in range(count):
        day = monday + timedelta(days=rng.choices(range(7), (20, 22, 22, 21, 11, 2, 2))[0])
        if day >= today:
            continue
        moment = datetime.combine(day, time(rng.randint(7, 17), rng.randint(0, 59)), UTC)
        yield from _deployment(rng, service, moment, f"{service}-{monday:%y%m%d}-{number}")


def _deployment(
    rng: Random, service: str, moment: datetime, name: str
) -> Iterator[DeploymentRecord]:
    failed = rng.random() < FAIL_SHARE
    yield _record(service, moment, name, FAILED if failed else DeploymentStatus.SUCCESS)
    if not failed:
        return
    minutes = rng.lognormvariate(3.6, 0.8)
    kind = rng.choice((DeploymentKind.ROLLBACK, DeploymentKind.HOTFIX))
    yield _record(service, moment + timedelta(minutes=31 + minutes), f"{name}-fix", kind=kind)


def _cluster(today: date) -> list[DeploymentRecord]:
    service, days = CLUSTER
    start = datetime.combine(today - timedelta(days=days), time(9, 5), UTC)
    tries = [
        _record(service, start + timedelta(hours=3 * n), f"router-7.0.{n}", FAILED)
        for n in range(CLUSTER_TRIES)
    ]
    back = start + timedelta(hours=3 * CLUSTER_TRIES)
    rollback = _record(service, back, "router-6.9.4", kind=DeploymentKind.ROLLBACK)
    return [*tries, rollback]


def _record(
    service: str,
    moment: datetime,
    name: str,
    status: DeploymentStatus = DeploymentStatus.SUCCESS,
    *,
    kind: DeploymentKind = DeploymentKind.PLANNED,
) -> DeploymentRecord:
    return DeploymentRecord(
        external_id=name,
        services=(service,),
        finished_at=moment,
        started_at=moment - timedelta(minutes=9),
        status=status,
        kind=kind,
        name=name,
        revision=_sha(name),
    )


def _change(
    rng: Random, deployment: DeploymentRecord, number: int, keys: tuple[str, ...]
) -> ChangeRecord:
    merged = deployment.finished_at - timedelta(hours=rng.lognormvariate(0.6, 0.8))
    authored = merged - timedelta(hours=rng.lognormvariate(2.6, 0.9))
    subject = f"{', '.join(keys)}: step {number}" if keys else f"Keep {deployment.name} current"
    return ChangeRecord(
        repository=f"meridian/{deployment.services[0]}",
        sha=_sha(f"{deployment.external_id}/{number}"),
        title=subject,
        number=number,
        deployment=deployment.external_id,
        authored_at=authored,
        committed_at=authored,
        merged_at=merged,
        size_lines=int(rng.lognormvariate(3.8, 1.0)) + 1,
        item_keys=keys,
    )


def _sha(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()[:40]
