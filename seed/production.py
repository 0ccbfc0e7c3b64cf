"""Put eighteen months of production into the store: services, deployments, incidents, targets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from portfolio.actions.add_service import add_service
from portfolio.actions.record_deployments import record_deployments
from portfolio.actions.record_incidents import record_incidents
from portfolio.actions.set_target import set_target
from portfolio.domain.delivery import DeploymentRecord, DeploymentStatus, ServiceRecord
from portfolio.domain.incidents import IncidentRecord
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.store.unit import Tx
from seed import deliveries
from seed.company import SERVICES
from seed.staff import Staff

SOURCE = "bitbucket"
TARGETS = {
    "deployments_per_week": 300.0,
    "lead_time_hours": 24.0,
    "change_fail_rate": 0.05,
    "recovery_hours": 1.0,
    "rework_rate": 0.08,
}
INCIDENT_SHARE = 0.3
CAUSES = (
    "Messages held in the queue",
    "Receipts late",
    "Errors from an operator",
    "Customers cannot sign in",
    "Slow answers of the API",
)


def add_services(tx: Tx, staff: Staff, *, now: datetime) -> None:
    """Add the forty services, each of its team."""
    for team, names in SERVICES.items():
        for name in names:
            add_service(tx, SYSTEM, ServiceRecord(name, staff.teams[team].id), now=now)


def deploy(
    tx: Tx,
    rng: Random,
    by: Viewer,
    done: Mapping[str, Sequence[deliveries.Done]],
    today: date,
    *,
    now: datetime,
) -> None:
    """Record the deployments with their changes, the incidents, and the targets."""
    made = deliveries.deployments(rng, today)
    changes = list(deliveries.changes(rng, made, done))
    record_deployments(tx, SYSTEM, made, changes, source=SOURCE, now=now)
    record_incidents(tx, SYSTEM, _incidents(rng, made), source="opsgenie", now=now)
    for metric, value in TARGETS.items():
        set_target(tx, by, metric, value, now=now)


def _incidents(rng: Random, made: Sequence[DeploymentRecord]) -> list[IncidentRecord]:
    failed = [one for one in made if one.status is DeploymentStatus.FAILED]
    return [
        IncidentRecord(
            external_id=f"INC-{number}",
            title=f"{rng.choice(CAUSES)}: {one.services[0]}",
            opened_at=one.finished_at + timedelta(minutes=4),
            service=one.services[0],
            severity=rng.choice(("high", "medium", "medium", "low")),
            mitigated_at=one.finished_at + timedelta(minutes=8 + rng.lognormvariate(3.3, 0.9)),
            deployment=one.external_id,
            deployment_source=SOURCE,
        )
        for number, one in enumerate(failed, start=1)
        if rng.random() < INCIDENT_SHARE or one.services[0] == deliveries.CLUSTER[0]
    ]
