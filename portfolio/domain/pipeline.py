"""What happens between a commit and its deployment: builds, quality gates, approvals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portfolio.domain.errors import Refused


class BuildStatus(StrEnum):
    """How a build ended."""

    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"


class GateStatus(StrEnum):
    """What a quality gate said."""

    GREEN = "green"
    WARNING = "warning"
    RED = "red"
    NONE = "none"  # it looked, and had nothing to judge


class Verdict(StrEnum):
    """What a reviewer said of a change."""

    APPROVED = "approved"
    CHANGES_ASKED = "changes asked"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """A run of a pipeline for one commit, as its source tells it."""

    external_id: str
    repository: str
    revision: str
    name: str = ""
    status: BuildStatus = BuildStatus.SUCCESS
    url: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    told_at: datetime | None = None

    def __post_init__(self) -> None:
        _needs("build", self.external_id, self.repository, self.revision)


@dataclass(frozen=True, slots=True)
class GateRecord:
    """What a quality gate said of one commit; `conditions` are those that were not met."""

    external_id: str
    project: str
    status: GateStatus
    revision: str = ""
    branch: str = ""
    url: str = ""
    conditions: tuple[Mapping[str, str], ...] = field(default=())
    told_at: datetime | None = None

    def __post_init__(self) -> None:
        _needs("quality gate", self.external_id, self.project)


@dataclass(frozen=True, slots=True)
class ApprovalRecord:
    """What a reviewer said of a pull request, and of which of its commits."""

    external_id: str
    repository: str
    number: int
    reviewer: str
    verdict: Verdict
    revision: str = ""
    author: str = ""  # of the pull request: nobody approves their own
    given_at: datetime | None = None

    def __post_init__(self) -> None:
        _needs("approval", self.external_id, self.repository, self.reviewer)


def _needs(kind: str, *names: str) -> None:
    if not all(names):
        raise Refused(f"A {kind} needs its id and what it is about.")
