"""Incidents: when something was wrong in production, and which deployment brought it about."""

from dataclasses import dataclass
from datetime import datetime

from portfolio.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """An incident as its source tells it.

    `deployment` is the id of the deployment that caused it, at `deployment_source` (the
    incident's own source where that is empty); None where no deployment did.
    """

    external_id: str
    title: str
    opened_at: datetime
    service: str | None = None
    severity: str = ""
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    deployment: str | None = None
    deployment_source: str = ""
    url: str = ""
    told_at: datetime | None = None  # when the source said so: what it said later goes over it

    def __post_init__(self) -> None:
        for end in (self.mitigated_at, self.resolved_at):
            if end is not None and end < self.opened_at:
                raise Refused(f"The incident {self.external_id} ends before it begins.")


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident that was recorded."""

    id: int
    source: str
    external_id: str
    title: str
    severity: str
    service_id: int | None
    deployment_id: int | None
    opened_at: datetime
    mitigated_at: datetime | None
    resolved_at: datetime | None
    version: int = 1

    @property
    def recovered_at(self) -> datetime | None:
        """When users were served again: mitigated, else resolved; None while it is open."""
        return self.mitigated_at or self.resolved_at
