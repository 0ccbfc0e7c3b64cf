"""Alertmanager's notifications: an incident for each alert, open while it fires."""

from portfolio.connectors.json_body import Field, document
from portfolio.domain.errors import Refused
from portfolio.domain.inbox import Event, Facts, ignored
from portfolio.domain.incidents import IncidentRecord

SERVICE_LABELS = ("service", "app", "app_kubernetes_io_name", "job")
TITLES = ("summary", "message", "description")
# These fire to say that the monitoring works, or only accompany others: nothing is wrong.
NO_HARM = frozenset({"none", "info"})


def parse(event: Event) -> Facts:
    """Return the alerts as incidents; raise Refused where they can't be read."""
    alerts = document(event.body)["alerts"]
    if not alerts.each():
        raise Refused("alerts: a list of alerts is needed here.", {"alerts": "missing"})
    harmful = [one for one in alerts.each() if _severity(one).lower() not in NO_HARM]
    if not harmful:
        return ignored("Its alerts are of severity none or info: nothing is wrong.")
    return Facts(incidents=tuple(_incident(one) for one in harmful))


def _incident(alert: Field) -> IncidentRecord:
    opened = alert["startsAt"].moment()
    if opened is None:
        raise Refused(f"{alert.path}.startsAt: a moment is needed here.")
    # While it fires, endsAt is the year 1 or a guess of when it would time out.
    ended = alert["endsAt"].moment() if alert["status"].needed() == "resolved" else None
    return IncidentRecord(
        # The fingerprint names the alert, which may fire again: each time is an incident.
        external_id=f"{alert['fingerprint'].needed()[:200]}@{opened.isoformat()}",
        title=alert["annotations"].first(*TITLES).text() or alert["labels"]["alertname"].needed(),
        opened_at=opened,
        service=alert["labels"].first(*SERVICE_LABELS).text() or None,
        severity=_severity(alert)[:16],
        resolved_at=ended,
        url=alert["generatorURL"].text(),
        # The body holds no time of its own: that it ended is always said after that it began.
        told_at=ended or opened,
    )


def _severity(alert: Field) -> str:
    return alert["labels"]["severity"].text()
