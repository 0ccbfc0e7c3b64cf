"""SonarQube's analyses: what the quality gate said of a commit, and which conditions failed."""

from portfolio.connectors.json_body import Field, document
from portfolio.domain.inbox import Event, Facts, ignored
from portfolio.domain.pipeline import GateRecord, GateStatus

STATUS = {"OK": GateStatus.GREEN, "WARN": GateStatus.WARNING, "ERROR": GateStatus.RED}
CONDITION = ("metric", "operator", "value", "errorThreshold", "status")


def parse(event: Event) -> Facts:
    """Return what the gate said; raise Refused where it can't be read."""
    body = document(event.body)
    if body["status"].text() not in ("", "SUCCESS"):
        return ignored(f"The analysis ended as {body['status'].text()[:40]}: no gate was judged.")
    gate = body["qualityGate"]
    if not gate:
        return ignored("The analysis has no quality gate.")
    return Facts(
        gates=(
            GateRecord(
                external_id=body["taskId"].needed(),
                project=body["project"]["key"].needed(),
                status=STATUS.get(gate["status"].text(), GateStatus.NONE),
                revision=body["revision"].text()
                or body["properties"]["sonar.analysis.revision"].text(),
                branch=body["branch"]["name"].text(),
                url=body["branch"]["url"].text() or body["project"]["url"].text(),
                conditions=_failed(gate),
                told_at=body["analysedAt"].moment(),
            ),
        )
    )


def _failed(gate: Field) -> tuple[dict[str, str], ...]:
    return tuple(
        {name: one[name].text() for name in CONDITION if one[name]}
        for one in gate["conditions"].each()
        if one["status"].text() in ("ERROR", "WARN")
    )
