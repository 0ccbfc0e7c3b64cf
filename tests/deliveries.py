"""A small history of deliveries for tests: two teams, three services, a year of weeks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from portfolio.actions.add_service import add_service
from portfolio.actions.record_deployments import record_deployments
from portfolio.actions.record_incidents import record_incidents
from portfolio.domain.delivery import (
    ChangeRecord,
    DeploymentKind,
    DeploymentRecord,
    DeploymentStatus,
    Service,
    ServiceRecord,
)
from portfolio.domain.incidents import IncidentRecord
from portfolio.domain.people import SYSTEM
from portfolio.store.unit import Store, Tx
from tests.people import NOW, Cast

MONDAY = datetime(2026, 8, 10, 9, tzinfo=UTC)  # 26 complete weeks before NOW
WEEKS = 26


@dataclass
class History:
    """What was recorded."""

    payments: Service
    web: Service
    mail: Service
    deployments: int


def make_history(store: Store, cast: Cast) -> History:
    """Record 26 weeks: payments 2 a week and then 4, web 1 a week, mail never; some fail."""
    with store.writing() as tx:
        payments, web, mail = _services(tx, cast)
        deployments, changes = _records()
        record_deployments(tx, SYSTEM, deployments, changes, source="ci", now=NOW)
        incident = IncidentRecord(
            "1",
            "Payments are slow",
            MONDAY + timedelta(weeks=20, hours=1),
            service="payments",
            severity="major",
            mitigated_at=MONDAY + timedelta(weeks=20, hours=3),
            deployment="p-20-0",
        )
        record_incidents(tx, SYSTEM, [incident], source="ci", now=NOW)
    return History(payments, web, mail, len(deployments))


def _services(tx: Tx, cast: Cast) -> list[Service]:
    owners = {"Payments": cast.team_id, "Web": cast.team_id, "Mail": cast.other_team_id}
    return [
        add_service(tx, SYSTEM, ServiceRecord(name, team_id), now=NOW)
        for name, team_id in owners.items()
    ]


def _records() -> tuple[list[DeploymentRecord], list[ChangeRecord]]:
    deployments, changes = [], []
    for week in range(WEEKS):
        for number in range(4 if week >= WEEKS // 2 else 2):
            at = MONDAY + timedelta(weeks=week, days=number)
            deployments.append(_deployment(f"p-{week}-{number}", ("Payments",), at, week, number))
            changes.append(_change(f"p-{week}-{number}", at, week))
        at = MONDAY + timedelta(weeks=week, days=1)
        both = ("Web", "Payments") if week == 25 else ("Web",)
        deployments.append(_deployment(f"w-{week}", both, at, week, 1))
    return deployments, changes


def _deployment(
    name: str, services: tuple[str, ...], at: datetime, week: int, number: int
) -> DeploymentRecord:
    failed: dict[str, Any] = {}
    if week % 10 == 5 and number == 0:
        failed = {"status": DeploymentStatus.FAILED}
    if week % 10 == 5 and number == 1 and name.startswith("p"):
        failed = {"kind": DeploymentKind.HOTFIX}
    return DeploymentRecord(name, services, at, name=f"v{week}.{number}", **failed)


def _change(name: str, at: datetime, week: int) -> ChangeRecord:
    _, _, number = name.rpartition("-")
    return ChangeRecord(
        "shop/payments",
        f"{week:02d}{number}abc".ljust(40, "f"),
        f"MSG-{week + 1} make it better (#{week * 10 + int(number)})" if week % 2 else "tidy up",
        deployment=name,
        authored_at=at - timedelta(hours=20),
        committed_at=at - timedelta(hours=2),
    )
