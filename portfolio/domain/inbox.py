"""Events from other tools: as they were received, and the facts that are read out of them."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from portfolio.domain.delivery import ChangeRecord, DeploymentRecord
from portfolio.domain.incidents import IncidentRecord
from portfolio.domain.pipeline import ApprovalRecord, BuildRecord, GateRecord

LARGEST_BODY = 25 * 1024 * 1024  # GitHub sends no larger ones
LONGEST_DELIVERY_ID = 255


class EventState(StrEnum):
    """What became of an event."""

    WAITING = "waiting"
    RECORDED = "recorded"
    IGNORED = "ignored"  # understood, and of no concern: `why` says so
    FAILED = "failed"  # could not be read or recorded: it waits in quarantine


@dataclass(frozen=True, slots=True)
class Hook:
    """An address that one source sends its events to."""

    id: int
    slug: str
    connector: str
    generation: int = 1
    created_at: datetime | None = None
    renewed_at: datetime | None = None  # when its secret was last changed
    retired_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came: header names in lower case, the body's raw bytes."""

    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """What names an event whose source gives it no id of its own."""
        return "sha256:" + sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Event:
    """An event that was stored; `scopes` are those of the token it came with, None for a hook's
    own secret, which may tell anything."""

    id: int
    hook: str
    connector: str
    delivery_id: str
    received_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    state: EventState = EventState.WAITING
    why: str = ""
    handled_at: datetime | None = None
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What one event tells; nothing at all where it is `ignored`, which then says why."""

    deployments: tuple[DeploymentRecord, ...] = ()
    changes: tuple[ChangeRecord, ...] = ()
    builds: tuple[BuildRecord, ...] = ()
    gates: tuple[GateRecord, ...] = ()
    approvals: tuple[ApprovalRecord, ...] = ()
    incidents: tuple[IncidentRecord, ...] = ()
    ignored: str = ""

    @property
    def needs(self) -> frozenset[str]:
        """The scopes that a token must have to tell this."""
        found = set()
        if self.deployments or self.changes or self.builds or self.approvals:
            found.add("deploy:write")
        if self.gates:
            found.add("quality:write")
        if self.incidents:
            found.add("incident:write")
        return frozenset(found)


def ignored(why: str) -> Facts:
    """Return that an event tells nothing, and why."""
    return Facts(ignored=why)


def hook_secret(secret_key: str, slug: str, generation: int) -> str:
    """Return the secret of a hook: made from the installation's own key, so nothing is stored."""
    text = f"portfolio hook\0{slug}\0{generation}"
    return hmac.new(secret_key.encode(), text.encode(), sha256).hexdigest()[:48]
