"""The weekly roll-up: kept up to date it equals the one that is made anew, exactly."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from portfolio.domain.cycles import Span
from portfolio.domain.delivery import (
    ChangeRecord,
    DeploymentKind,
    DeploymentRecord,
    DeploymentStatus,
)
from portfolio.domain.incidents import IncidentRecord
from portfolio.store import deliveries, delivery_cells, delivery_weeks, incidents, product
from portfolio.store.services import all_services
from portfolio.store.tables.delivery import deployment_overlaps, deployment_weeks, services
from portfolio.store.tables.teams import teams
from portfolio.store.unit import Store, Tx

SUNDAY_NIGHT = datetime(2026, 3, 29, 21, 30, tzinfo=UTC)  # 23:30 in Zagreb, the day of the change
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def rolled_up(tx: Tx) -> tuple[list[Any], list[Any]]:
    cells = select(deployment_weeks).order_by(
        deployment_weeks.c.service_id, deployment_weeks.c.week_on
    )
    shared = select(deployment_overlaps).order_by(
        deployment_overlaps.c.week_on, deployment_overlaps.c.services
    )
    return list(tx.execute(cells)), list(tx.execute(shared))


def deliver(tx: Tx, *records: DeploymentRecord, changes: list[ChangeRecord] | None = None) -> None:
    deliveries.record(tx, records, changes or [], source="ci")


def one(name: str, at: datetime, **more: Any) -> DeploymentRecord:
    return DeploymentRecord(name, more.pop("services", ("api",)), at, **more)


def weeks(tx: Tx, column: str = "deployments") -> dict[date, Any]:
    return {row.week_on: getattr(row, column) for row in rolled_up(tx)[0]}


def random_batch(rnd: random.Random, names: list[str]) -> list[DeploymentRecord]:
    batch = []
    for _ in range(rnd.choice((1, 1, 1, 2, 7))):
        name = rnd.choice(names)
        # Mostly minutes around week ends, sometimes anywhere in a year.
        week = MONDAY + timedelta(weeks=rnd.randrange(6))
        near = week + timedelta(minutes=rnd.randrange(-90, 90))
        far = MONDAY + timedelta(minutes=rnd.randrange(60 * 24 * 60))
        at = rnd.choice((near, near, far))
        started = at - timedelta(minutes=rnd.choice((0, 5, 20, 600, 2000)))
        batch.append(
            one(
                name,
                at,
                services=tuple(rnd.sample(("api", "web", "jobs"), rnd.choice((1, 1, 2, 3)))),
                status=rnd.choice(list(DeploymentStatus)),
                kind=rnd.choice(list(DeploymentKind)),
                revision=rnd.choice((None, "a" * 7, "b" * 7)),
                started_at=rnd.choice((None, started)),
                changed_hosts=rnd.random() > 0.2,
                environment=rnd.choice(("production", "production", "production", "staging")),
            )
        )
    return batch


def random_changes(rnd: random.Random, names: list[str]) -> list[ChangeRecord]:
    return [
        ChangeRecord(
            "repo",
            f"{rnd.randrange(12):07x}",
            rnd.choice(("ABC-1 more", "less")),
            deployment=rnd.choice((None, *names)),
            authored_at=MONDAY + timedelta(hours=rnd.randrange(1000)),
            committed_at=MONDAY + timedelta(hours=rnd.randrange(1000)),
            is_merge=rnd.random() < 0.2,
        )
        for _ in range(rnd.randrange(4))
    ]


def random_incidents(rnd: random.Random, names: list[str]) -> list[IncidentRecord]:
    if rnd.random() < 0.7:
        return []
    opened = MONDAY + timedelta(minutes=rnd.randrange(60 * 24 * 50))
    return [
        IncidentRecord(
            f"i{rnd.randrange(4)}",
            "slow",
            opened,
            service=rnd.choice((None, "api", "web")),
            mitigated_at=rnd.choice((None, opened + timedelta(minutes=9))),
            resolved_at=rnd.choice((None, opened + timedelta(hours=9))),
            deployment=rnd.choice((None, *names)),
        )
    ]


@pytest.mark.parametrize("seed", range(340 if os.environ.get("PORTFOLIO_THOROUGH") else 6))
def test_kept_up_to_date_it_equals_what_a_rebuild_gives(store: Store, seed: int) -> None:
    rnd = random.Random(seed)
    names = [f"d{number}" for number in range(rnd.choice((6, 15, 40)))]
    with store.writing() as tx:
        product.say(tx, "time_zone", rnd.choice(("UTC", "Europe/Zagreb", "America/New_York")))
        deliver(tx, *[one(name, MONDAY) for name in names])
        for _ in range(30):
            deliver(tx, *random_batch(rnd, names), changes=random_changes(rnd, names))
            incidents.record(tx, random_incidents(rnd, names), source="ci")
            kept = rolled_up(tx)
            delivery_weeks.rebuild(tx)
            assert kept == rolled_up(tx)


def test_order_and_repetition_of_events_do_not_matter(store: Store) -> None:
    rnd = random.Random(7)
    names = [f"d{number}" for number in range(30)]
    events = {record.external_id: record for record in random_batch(rnd, names) * 1}
    for _ in range(20):
        events.update({record.external_id: record for record in random_batch(rnd, names)})
    with store.writing() as tx:
        deliver(tx, *events.values())
        straight = rolled_up(tx)
    shuffled = [*events.values(), *events.values()]
    rnd.shuffle(shuffled)
    with store.writing() as tx:
        for event in shuffled:
            deliver(tx, event)
        assert rolled_up(tx) == straight


def test_deployment_late_on_sunday_belongs_to_the_local_week(store: Store) -> None:
    with store.writing() as tx:
        product.say(tx, "time_zone", "Europe/Zagreb")
        deliver(tx, one("a", SUNDAY_NIGHT), one("b", SUNDAY_NIGHT + timedelta(hours=1)))
        assert weeks(tx) == {date(2026, 3, 23): 1, date(2026, 3, 30): 1}


def test_weeks_follow_the_time_zone_of_the_services_team(store: Store) -> None:
    with store.writing() as tx:
        team = tx.execute(
            teams.insert().values(slug="kite", name="Kite", time_zone="Asia/Tokyo")
        ).inserted_primary_key[0]
        deliver(tx, one("a", datetime(2026, 3, 29, 16, tzinfo=UTC)))
        assert list(weeks(tx)) == [date(2026, 3, 23)]
        tx.execute(update(services).values(team_id=team))
        delivery_weeks.rebuild(tx)
        assert list(weeks(tx)) == [date(2026, 3, 30)]


def test_first_days_of_january_belong_to_the_iso_week_53(store: Store) -> None:
    with store.writing() as tx:
        deliver(tx, one("a", datetime(2027, 1, 3, 12, tzinfo=UTC)))
        assert list(weeks(tx)) == [date(2026, 12, 28)]


def test_deployment_of_two_services_is_counted_once_in_a_sum(store: Store) -> None:
    with store.writing() as tx:
        deliver(tx, one("a", MONDAY, services=("api", "web")), one("b", MONDAY))
        cells, shared = rolled_up(tx)
        assert sum(cell.deployments for cell in cells) == 3
        assert [(row.deployments, len(row.services.split(","))) for row in shared] == [(1, 2)]


def test_only_production_is_rolled_up(store: Store) -> None:
    with store.writing() as tx:
        deliver(tx, one("a", MONDAY, environment="candidate"), one("b", MONDAY, environment="dev"))
        assert rolled_up(tx) == ([], [])


def test_same_deployment_told_twice_changes_nothing(store: Store) -> None:
    with store.writing() as tx:
        first = deliveries.record(tx, [one("a", MONDAY)], source="ci")
        again = deliveries.record(tx, [one("a", MONDAY)], source="ci")
        assert (first.deployments.added, again.deployments.unchanged) == (1, 1)
        assert weeks(tx) == {MONDAY.date(): 1}


def test_incident_makes_its_deployment_a_failure_until_it_is_mitigated(store: Store) -> None:
    incident = {"deployment": "a", "service": "api"}
    with store.writing() as tx:
        deliver(tx, one("a", MONDAY), one("b", MONDAY + timedelta(hours=1)))
        record = IncidentRecord("i", "down", MONDAY + timedelta(minutes=5), **incident)
        incidents.record(tx, [record], source="ci")
        assert (weeks(tx, "failed"), weeks(tx, "recoveries")) == (
            {MONDAY.date(): 1},
            {MONDAY.date(): "[]"},
        )
        ended = IncidentRecord(
            "i", "down", record.opened_at, mitigated_at=MONDAY + timedelta(minutes=25), **incident
        )
        incidents.record(tx, [ended], source="ci")
        assert weeks(tx, "recoveries") == {MONDAY.date(): "[1200]"}


def test_recording_one_deployment_asks_few_questions(store: Store, count_queries: Any) -> None:
    with store.writing() as tx:
        deliver(tx, *[one(f"d{n}", MONDAY + timedelta(hours=n)) for n in range(500)])
        with count_queries() as seen:
            deliver(tx, one("new", MONDAY + timedelta(days=30)))
    assert len(seen) <= 20


def test_retry_after_midnight_takes_the_failure_out_of_the_week_before(store: Store) -> None:
    midnight = MONDAY + timedelta(weeks=1)
    failed = one(
        "a", midnight - timedelta(minutes=10), status=DeploymentStatus.FAILED, revision="a" * 7
    )
    other = one("b", midnight + timedelta(minutes=5), revision="b" * 7)
    with store.writing() as tx:
        deliver(tx, failed, other)
        assert weeks(tx, "failed") == {MONDAY.date(): 1, midnight.date(): 0}
        deliver(tx, one("c", midnight + timedelta(minutes=10), revision="a" * 7))
        assert weeks(tx, "failed") == {midnight.date(): 0}


def test_days_counted_from_the_facts_equal_the_cells_of_their_weeks(store: Store) -> None:
    rnd = random.Random(11)
    names = [f"d{number}" for number in range(40)]
    with store.writing() as tx:
        product.say(tx, "time_zone", "Europe/Zagreb")
        deliver(tx, *[one(name, MONDAY) for name in names])
        for _ in range(10):
            deliver(tx, *random_batch(rnd, names), changes=random_changes(rnd, names))
        first, last = MONDAY.date() + timedelta(weeks=1), MONDAY.date() + timedelta(weeks=3)
        ids = [service.id for service in all_services(tx)]
        by_day = delivery_weeks.cells_of_days(tx, Span(first, last + timedelta(days=6)), ids)
        whole = delivery_cells.cells(tx, first, last)
        assert sorted(by_day, key=str) == sorted(whole, key=str)
        assert delivery_weeks.cells_of_days(tx, Span(first, first), ids) != whole


def test_many_who_record_at_once_lose_nothing_of_each_other(store: Store) -> None:
    with store.writing() as tx:
        deliver(tx, one("first", MONDAY, services=("api", "web", "jobs")))

    def record(worker: int) -> None:
        for number in range(8):
            at = MONDAY + timedelta(hours=worker * 8 + number)
            both = ("api", "web") if number % 2 else ("web", "jobs")
            with store.writing() as tx:
                deliver(tx, one(f"{worker}-{number}", at, services=both))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(record, range(4)))
    with store.writing() as tx:
        kept = rolled_up(tx)
        delivery_weeks.rebuild(tx)
        assert kept == rolled_up(tx)
        assert sum(cell.deployments for cell in kept[0]) == 3 + 2 * 32
