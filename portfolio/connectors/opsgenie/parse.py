"""Opsgenie's alert actions: an alert that is created opens an incident, closing it ends it."""

from portfolio.connectors.json_body import Field, document
from portfolio.domain.errors import Refused
from portfolio.domain.inbox import Event, Facts, ignored
from portfolio.domain.incidents import IncidentRecord

OPENS = frozenset({"Create"})
ENDS = frozenset({"Close", "Delete"})


def parse(event: Event) -> Facts:
    """Return what the action tells; raise Refused where it can't be read."""
    body = document(event.body)
    action = body["action"].needed()
    if action not in OPENS | ENDS:
        return ignored(f"The action {action[:40]!r} neither opens nor ends an alert.")
    return Facts(incidents=(_incident(body["alert"], ended=action in ENDS),))


def _incident(alert: Field, *, ended: bool) -> IncidentRecord:
    opened = alert["createdAt"].moment()
    if opened is None:
        raise Refused("alert.createdAt: a moment is needed here.")
    told = alert["updatedAt"].moment()
    if ended and told is None:
        raise Refused("alert.updatedAt: a moment is needed here, it is when the alert ended.")
    return IncidentRecord(
        external_id=alert["alertId"].needed(),
        title=alert["message"].needed(),
        opened_at=opened,
        service=alert["details"]["service"].text() or alert["entity"].text() or None,
        severity=alert["priority"].text()[:16],
        resolved_at=told if ended else None,
        told_at=told or opened,
    )
