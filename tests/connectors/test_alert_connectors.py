"""Alerts and quality gates: what Alertmanager, Opsgenie and SonarQube tell."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.connectors.registry import connector
from portfolio.domain.errors import Refused
from portfolio.domain.inbox import Event, Facts, Received
from portfolio.domain.pipeline import GateStatus

TEN = datetime(2027, 2, 9, 10, 0, tzinfo=UTC)

FIRING: dict[str, Any] = {
    "status": "firing",
    "labels": {"alertname": "HighErrorRate", "severity": "critical", "service": "checkout"},
    "annotations": {"summary": "Checkout answers with errors"},
    "startsAt": "2027-02-09T10:00:00Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "https://prometheus.example/graph",
    "fingerprint": "7d5e1fbf2f1a3c44",
}
CREATED: dict[str, Any] = {
    "action": "Create",
    "alert": {
        "alertId": "052652ac-5d1c-464a-812a-7dd18bbfba8c",
        "message": "Checkout is down",
        "entity": "checkout",
        "priority": "P1",
        "createdAt": 1802167200000,
        "updatedAt": 1802167200000000000,
    },
}
ANALYSED: dict[str, Any] = {
    "taskId": "AVh21JS2JepAEhwQ-b3u",
    "status": "SUCCESS",
    "analysedAt": "2027-02-09T10:00:00+0000",
    "revision": "c739069ec7105e01303e8b3065a81141aad9f129",
    "project": {"key": "checkout", "url": "https://sonar.example/dashboard?id=checkout"},
    "branch": {"name": "main", "type": "BRANCH"},
    "qualityGate": {
        "name": "Sonar way",
        "status": "ERROR",
        "conditions": [
            {"metric": "new_coverage", "operator": "LESS_THAN", "value": "61.2",
             "errorThreshold": "80", "status": "ERROR"},
            {"metric": "new_bugs", "status": "OK"},
        ],
    },
}  # fmt: skip


def test_an_alert_is_an_incident_that_ends_when_it_is_resolved() -> None:
    (open_one,) = told("alertmanager", {"alerts": [FIRING]}).incidents
    assert (open_one.title, open_one.service) == ("Checkout answers with errors", "checkout")
    assert (open_one.severity, open_one.opened_at) == ("critical", TEN)
    assert open_one.resolved_at is None  # the year 1 is no end
    ended = FIRING | {"status": "resolved", "endsAt": "2027-02-09T10:42:00.5Z"}
    (closed,) = told("alertmanager", {"alerts": [ended]}).incidents
    assert closed.external_id == open_one.external_id
    assert closed.resolved_at == TEN + timedelta(minutes=42, milliseconds=500)
    assert closed.told_at is not None and open_one.told_at is not None
    assert closed.told_at > open_one.told_at
    again = FIRING | {"startsAt": "2027-02-09T12:00:00Z"}
    (second,) = told("alertmanager", {"alerts": [again]}).incidents
    assert second.external_id != open_one.external_id


def test_a_watchdog_is_no_incident() -> None:
    quiet = FIRING | {"labels": {"alertname": "Watchdog", "severity": "none"}}
    assert "nothing is wrong" in told("alertmanager", {"alerts": [quiet]}).ignored
    assert len(told("alertmanager", {"alerts": [quiet, FIRING]}).incidents) == 1


def test_opsgenie_opens_and_closes_in_milliseconds_and_in_nanoseconds() -> None:
    (open_one,) = told("opsgenie", CREATED).incidents
    assert (open_one.opened_at, open_one.told_at) == (TEN, TEN)
    assert (open_one.service, open_one.severity) == ("checkout", "P1")
    later = CREATED["alert"] | {"updatedAt": 1802170800000000000}
    (closed,) = told("opsgenie", {"action": "Close", "alert": later}).incidents
    assert closed.external_id == open_one.external_id
    assert closed.resolved_at == TEN + timedelta(hours=1)
    assert "Acknowledge" in told("opsgenie", CREATED | {"action": "Acknowledge"}).ignored


def test_a_quality_gate_says_which_conditions_failed() -> None:
    (gate,) = told("sonarqube", ANALYSED).gates
    assert (gate.status, gate.project, gate.branch) == (GateStatus.RED, "checkout", "main")
    assert gate.revision.startswith("c739069") and gate.told_at == TEN
    assert [one["metric"] for one in gate.conditions] == ["new_coverage"]
    assert "no gate was judged" in told("sonarqube", ANALYSED | {"status": "FAILED"}).ignored
    assert "no quality gate" in told("sonarqube", ANALYSED | {"qualityGate": None}).ignored


@pytest.mark.parametrize(
    ("name", "body", "path"),
    [
        ("alertmanager", {}, "alerts"),
        ("alertmanager", {"alerts": [FIRING | {"startsAt": None}]}, "alerts[0].startsAt"),
        ("alertmanager", {"alerts": [FIRING | {"fingerprint": ""}]}, "alerts[0].fingerprint"),
        ("opsgenie", {"action": "Create"}, "alert.createdAt"),
        ("opsgenie", {"alert": {}}, "action"),
        ("sonarqube", ANALYSED | {"taskId": None}, "taskId"),
    ],
)
def test_what_is_missing_is_named_by_its_path(name: str, body: dict[str, Any], path: str) -> None:
    with pytest.raises(Refused, match=path.replace("[", r"\[").replace("]", r"\]")):
        told(name, body)


@given(
    start=st.sampled_from([("alertmanager", {"alerts": [FIRING]}), ("opsgenie", CREATED),
                           ("sonarqube", ANALYSED)]),
    data=st.data(),
)  # fmt: skip
def test_whatever_stands_in_a_field_is_read_or_refused(
    start: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    name, body = start
    broken = json.loads(json.dumps(body))
    place: Any = broken
    while isinstance(place, dict | list) and place:
        names = sorted(place) if isinstance(place, dict) else range(len(place))
        at = data.draw(st.sampled_from(list(names)))
        if not isinstance(place[at], dict | list) or data.draw(st.booleans()):
            place[at] = data.draw(ODD)
            break
        place = place[at]
    try:
        told(name, broken)
    except Refused as refusal:
        assert str(refusal)


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.none()),
)  # fmt: skip


def test_sonarqube_signs_in_bare_hex_and_the_alert_tools_show_a_token() -> None:
    body = json.dumps(ANALYSED).encode()
    good = hmac.new(b"key", body, sha256).hexdigest()
    header = "x-sonar-webhook-hmac-sha256"
    sonar = connector("sonarqube")
    assert sonar is not None
    assert sonar.verify(Received({header: good}, body), ["old", "key"])
    assert not sonar.verify(Received({header: good}, body + b" "), ["key"])
    assert not sonar.verify(Received({}, body), ["key"])
    for name in ("alertmanager", "opsgenie"):
        one = connector(name)
        assert one is not None
        assert one.verify(Received({"authorization": "Bearer key"}, b"{}"), ["key"])
        assert not one.verify(Received({"authorization": "Bearer kex"}, b"{}"), ["key"])


def told(name: str, body: dict[str, Any]) -> Facts:
    """Return what a connector reads in a body."""
    found = connector(name)
    assert found is not None
    return found.parse(Event(1, name, name, "one", TEN, body=json.dumps(body).encode()))
