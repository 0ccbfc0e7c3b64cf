"""Services, deployments, changes: what happened on the way to production, and in which week."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from portfolio.domain.errors import Refused

PRODUCTION = "production"
CANDIDATE = "candidate"
PRODUCTION_NAMES = frozenset({"production", "prod", "live"})
TARGET_METRICS = (
    "deployments_per_week",
    "deployment_frequency",
    "lead_time_hours",
    "change_fail_rate",
    "recovery_hours",
    "rework_rate",
)
RETRY_WITHIN = timedelta(minutes=30)
WEEK = timedelta(days=7)

_ITEM_KEY = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Z0-9_]{1,19}-[1-9]\d{0,8})(?![A-Za-z0-9])", re.I)
# Words that look like an item's key and are none: encodings, hashes, standards.
_NO_PROJECT = frozenset({"UTF", "SHA", "ISO", "RFC", "CVE", "AES", "MD", "HTTP", "ES", "RC"})
_ROLLBACK = re.compile(r"\broll(ed)?[ _-]?back")
_HOTFIX = re.compile(r"\b(hot|emergency)[ _-]?fix")
_PULL_REQUEST = re.compile(r"^Merge pull request #(\d+)\b|\(#(\d+)\)\s*$")


class DeploymentStatus(StrEnum):
    """How a deployment ended."""

    SUCCESS = "success"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"
    CANCELLED = "cancelled"

    @property
    def reached_production(self) -> bool:
        """Whether what was deployed served users, if only for a while."""
        return self in (DeploymentStatus.SUCCESS, DeploymentStatus.ROLLED_BACK)


class DeploymentKind(StrEnum):
    """Why a deployment was made."""

    PLANNED = "planned"
    HOTFIX = "hotfix"
    ROLLBACK = "rollback"

    @property
    def is_rework(self) -> bool:
        """Whether it was not planned but made because of a fault in production."""
        return self is not DeploymentKind.PLANNED


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A service to be added, with the team that owns it."""

    name: str
    team_id: int | None = None
    retired_on: date | None = None
    slug: str = ""


@dataclass(frozen=True, slots=True)
class DeploymentRecord:
    """A deployment as its source tells it: one row, whatever number of services it reached.

    `services` are names or slugs; one that is not known yet is added without a team.
    """

    external_id: str
    services: tuple[str, ...]
    finished_at: datetime
    environment: str = PRODUCTION
    status: DeploymentStatus = DeploymentStatus.SUCCESS
    kind: DeploymentKind = DeploymentKind.PLANNED
    name: str = ""
    revision: str | None = None
    started_at: datetime | None = None
    changed_hosts: bool = True
    repository: str = ""
    actor: str = ""  # who or what started it, as the source calls them
    url: str = ""
    told_at: datetime | None = None  # when the source said so: what it said later goes over it

    def __post_init__(self) -> None:
        if not self.external_id:
            raise Refused("A deployment needs an id of its source.")
        if not self.services:
            raise Refused(f"The deployment {self.external_id} names no service.")
        if self.started_at and self.started_at > self.finished_at:
            raise Refused(f"The deployment {self.external_id} ends before it starts.")


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A pull request, or a commit that came without one, as its source tells it.

    `deployment` is the id, at its source, of the first deployment that carried the change.
    Without `item_keys` they are looked for in title, branch and message; an empty tuple says
    there are none. `commits` are those that belong to the pull request.
    """

    repository: str
    sha: str
    title: str = ""
    number: int | None = None
    deployment: str | None = None
    authored_at: datetime | None = None
    committed_at: datetime | None = None
    merged_at: datetime | None = None
    is_revert: bool = False
    is_merge: bool = False
    size_lines: int | None = None
    item_keys: tuple[str, ...] | None = None
    branch: str = ""
    message: str = ""
    author: str = ""
    url: str = ""
    commits: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()  # of the commit, where they are known
    told_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.repository or not self.sha:
            raise Refused("A change needs its repository and its commit.")

    @property
    def keys(self) -> tuple[str, ...]:
        """The items that it carries."""
        if self.item_keys is not None:
            return self.item_keys
        return item_keys_in(self.title, self.branch, self.message)


@dataclass(frozen=True, slots=True)
class Service:
    """Something that is deployed by itself."""

    id: int
    slug: str
    name: str
    team_id: int | None = None
    retired_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Environment:
    """Where deployments go; only production counts in the figures."""

    id: int
    name: str
    is_production: bool


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment that was recorded, with the services it reached."""

    id: int
    source: str
    external_id: str
    environment: Environment
    name: str
    revision: str | None
    started_at: datetime | None
    finished_at: datetime
    status: DeploymentStatus
    kind: DeploymentKind
    changed_hosts: bool = True
    no_impact_reason: str | None = None
    version: int = 1
    services: tuple[Service, ...] = ()

    @property
    def label(self) -> str:
        """What people call it: its name, else its id at the source."""
        return self.name or self.external_id


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was recorded, with the keys of the items it carries."""

    id: int
    repository: str
    number: int | None
    sha: str
    title: str
    authored_at: datetime | None
    committed_at: datetime | None
    merged_at: datetime | None
    is_revert: bool
    is_merge: bool
    size_lines: int | None
    first_deployment_id: int | None
    item_keys: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The commit's first digits, as people write it."""
        return self.sha[:10]


@dataclass(frozen=True, slots=True)
class RowCounts:
    """What became of the rows that were handed in."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "RowCounts") -> "RowCounts":
        return RowCounts(
            self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording deployments and changes did."""

    deployments: RowCounts = RowCounts()
    changes: RowCounts = RowCounts()
    changes_with_items: int = 0
    items_known: int = 0  # distinct keys in the changes that an item has
    changes_without_deployment: int = 0  # they name one that was never recorded


def slug_of(name: str) -> str:
    """Return the name as it stands in an address: lower case, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if not slug:
        raise Refused(f"{name!r} has no letter or digit to name it by.")
    return slug[:120]


def is_production(environment: str) -> bool:
    """Whether an environment of this name serves users."""
    return environment.strip().casefold() in PRODUCTION_NAMES


def kind_in(*texts: str | None) -> DeploymentKind:
    """Return why a deployment was made, by what its source calls it: a rollback, a hotfix."""
    told = " ".join(text for text in texts if text).casefold()
    if _ROLLBACK.search(told):
        return DeploymentKind.ROLLBACK
    return DeploymentKind.HOTFIX if _HOTFIX.search(told) else DeploymentKind.PLANNED


def item_keys_in(*texts: str | None) -> tuple[str, ...]:
    """Return the item keys written in branch, title or message, in order, each once."""
    found: dict[str, None] = {}
    for text in texts:
        for key in _ITEM_KEY.findall(text or ""):
            if key.upper().rpartition("-")[0] not in _NO_PROJECT:
                found[key.upper()] = None
    return tuple(found)


def pull_request_in(title: str) -> int | None:
    """Return the number of the pull request that a commit's title names, or None."""
    found = _PULL_REQUEST.search(title)
    return int(found[1] or found[2]) if found else None


def week_of(moment: datetime, zone: tzinfo) -> date:
    """Return the Monday of the ISO week that holds the moment in that time zone."""
    return monday(moment.astimezone(zone).date())


def monday(day: date) -> date:
    """Return the Monday of the day's ISO week."""
    return day - timedelta(days=day.weekday())


def instant(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which the day begins in that time zone, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def weeks_between(first_on: date, last_on: date) -> list[date]:
    """Return the Mondays of every week that has a day from `first_on` to `last_on`."""
    start = monday(first_on)
    return [start + WEEK * n for n in range((monday(last_on) - start).days // 7 + 1)]


def complete_weeks(first_on: date, last_on: date) -> list[date]:
    """Return the Mondays of the weeks that lie wholly from `first_on` to `last_on`."""
    every = weeks_between(first_on, last_on) if last_on >= first_on else []
    return [week for week in every if first_on <= week and week + timedelta(days=6) <= last_on]


def service_names(records: Iterable[DeploymentRecord]) -> dict[str, str]:
    """Return the services that the records name: the name as first written, by slug."""
    named: dict[str, str] = {}
    for record in records:
        for name in record.services:
            named.setdefault(slug_of(name), name)
    return named
