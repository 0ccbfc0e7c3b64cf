"""The product's own JSON form: deployments, changes, builds, gates, approvals and incidents.

{"deployments": [{"id": "42", "service": "checkout", "environment": "production",
                  "revision": "3f2a...", "status": "success", "finished_at": "2027-02-09T10:00Z"}],
 "changes": [...], "builds": [...], "gates": [...], "approvals": [...], "incidents": [...]}
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from portfolio.connectors.json_body import Field, document
from portfolio.domain.delivery import (
    PRODUCTION,
    ChangeRecord,
    DeploymentKind,
    DeploymentRecord,
    DeploymentStatus,
)
from portfolio.domain.errors import Refused
from portfolio.domain.inbox import Event, Facts
from portfolio.domain.incidents import IncidentRecord
from portfolio.domain.pipeline import (
    ApprovalRecord,
    BuildRecord,
    BuildStatus,
    GateRecord,
    GateStatus,
    Verdict,
)

NAMES = ("deployments", "changes", "builds", "gates", "approvals", "incidents")
One = TypeVar("One")
Word = TypeVar("Word", bound=StrEnum)


def parse(event: Event) -> Facts:
    """Return what the document tells; raise Refused, with the path, for what can't be read."""
    body = document(event.body)
    facts = Facts(
        deployments=_each(body["deployments"], _deployment),
        changes=_each(body["changes"], _change),
        builds=_each(body["builds"], _build),
        gates=_each(body["gates"], _gate),
        approvals=_each(body["approvals"], _approval),
        incidents=_each(body["incidents"], _incident),
    )
    if facts == Facts():
        raise Refused(f"There is nothing in it: give a list under one of {', '.join(NAMES)}.")
    return facts


def _each(place: Field, read: Callable[[Field], One]) -> tuple[One, ...]:
    if place.value is not None and not isinstance(place.value, list):
        raise Refused(f"{place.path}: a list is needed here.", {place.path: "no list"})
    return tuple(_read(one, read) for one in place.each())


def _read(one: Field, read: Callable[[Field], One]) -> One:
    try:
        return read(one)
    except Refused as fault:
        if fault.faults:
            raise
        raise Refused(f"{one.path}: {fault}", {one.path: str(fault)}) from None


def _deployment(one: Field) -> DeploymentRecord:
    finished = one["finished_at"].moment()
    if finished is None:
        raise Refused(f"{one.path}.finished_at: a moment is needed here.")
    names = tuple(each.needed() for each in one["services"].each()) or (one["service"].needed(),)
    return DeploymentRecord(
        external_id=one["id"].needed(),
        services=names,
        environment=one["environment"].text(PRODUCTION),
        finished_at=finished,
        started_at=one["started_at"].moment(),
        status=_word(one["status"], DeploymentStatus.SUCCESS),
        kind=_word(one["kind"], DeploymentKind.PLANNED),
        name=one["name"].text(),
        revision=one["revision"].text() or None,
        changed_hosts=one["changed_hosts"].value is not False,
        repository=one["repository"].text(),
        actor=one["actor"].text(),
        url=one["url"].text(),
        told_at=one["told_at"].moment() or finished,
    )


def _change(one: Field) -> ChangeRecord:
    items = one["items"]
    return ChangeRecord(
        repository=one["repository"].needed(),
        sha=one["sha"].needed(),
        title=one["title"].text(),
        number=one["number"].number(),
        deployment=one["deployment"].text() or None,
        authored_at=one["authored_at"].moment(),
        committed_at=one["committed_at"].moment(),
        merged_at=one["merged_at"].moment(),
        is_revert=one["is_revert"].flag(),
        is_merge=one["is_merge"].flag(),
        size_lines=one["size_lines"].number(),
        item_keys=tuple(each.needed() for each in items.each()) if items else None,
        branch=one["branch"].text(),
        message=one["message"].text(),
        author=one["author"].text(),
        url=one["url"].text(),
        commits=tuple(each.needed() for each in one["commits"].each()),
        parents=tuple(each.needed() for each in one["parents"].each()),
        told_at=one["told_at"].moment(),
    )


def _build(one: Field) -> BuildRecord:
    finished = one["finished_at"].moment()
    return BuildRecord(
        external_id=one["id"].needed(),
        repository=one["repository"].needed(),
        revision=one["revision"].needed(),
        name=one["name"].text(),
        status=_word(one["status"], BuildStatus.SUCCESS),
        url=one["url"].text(),
        started_at=one["started_at"].moment(),
        finished_at=finished,
        told_at=one["told_at"].moment() or finished,
    )


def _gate(one: Field) -> GateRecord:
    return GateRecord(
        external_id=one["id"].needed(),
        project=one["project"].needed(),
        status=_word(one["status"], GateStatus.NONE),
        revision=one["revision"].text(),
        branch=one["branch"].text(),
        url=one["url"].text(),
        told_at=one.first("told_at", "analysed_at").moment(),
    )


def _approval(one: Field) -> ApprovalRecord:
    return ApprovalRecord(
        external_id=one["id"].needed(),
        repository=one["repository"].needed(),
        number=one["number"].number() or 0,
        reviewer=one["reviewer"].needed(),
        verdict=_word(one["verdict"], Verdict.APPROVED),
        revision=one["revision"].text(),
        author=one["author"].text(),
        given_at=one["given_at"].moment(),
    )


def _incident(one: Field) -> IncidentRecord:
    opened = one["opened_at"].moment()
    if opened is None:
        raise Refused(f"{one.path}.opened_at: a moment is needed here.")
    return IncidentRecord(
        external_id=one["id"].needed(),
        title=one["title"].needed(),
        opened_at=opened,
        service=one["service"].text() or None,
        severity=one["severity"].text()[:16],
        mitigated_at=one["mitigated_at"].moment(),
        resolved_at=one["resolved_at"].moment(),
        deployment=one["deployment"].text() or None,
        deployment_source=one["deployment_source"].text(),
        url=one["url"].text(),
        told_at=one["told_at"].moment(),
    )


def _word(place: Field, default: Word) -> Word:
    """Return the word that stands here, which must be one of its kind."""
    if not place:
        return default
    known = type(default)
    try:
        return known(place.text())
    except ValueError:
        words = ", ".join(known)
        raise Refused(
            f"{place.path}: {place.text()[:40]!r} is none of {words}.", {place.path: "unknown"}
        ) from None
