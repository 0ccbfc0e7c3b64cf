"""What reading somebody's export yields: items, releases, key results, problems and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portfolio.domain.backlog import Level
from portfolio.domain.errors import Refused

# The link types that order work, and whether the outward end comes first: "A blocks B" has A
# first, "A depends on B" has B first.
ORDERING_LINKS: Mapping[str, bool] = {
    "blocks": True,
    "blocker": True,
    "depends": False,
    "dependency": False,
    "dependent": False,
}
CLOSED_STATUSES = frozenset({"closed", "resolved", "done", "completed", "complete"})


class ImportRefused(Refused):
    """The file cannot be taken; `line` is where, counted from 1, where that is known."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message if line is None else f"Line {line}: {message}")
        self.line = line


class DayOrMonthFirst(ImportRefused):
    """Nothing in the file says whether the day or the month comes first; `example` shows it."""

    def __init__(self, example: str, *, line: int, as_day: date, as_month: date) -> None:
        super().__init__(
            f"Is {example} {as_day:%d %B %Y} (day first) or {as_month:%d %B %Y} (month first)? "
            "Nothing in the file decides it. Say which one and import again.",
            line=line,
        )
        self.example = example
        self.as_day = as_day
        self.as_month = as_month


class ColumnsUnknown(ImportRefused):
    """A table in which the columns that must be there are not found; `header` is what it has."""

    def __init__(self, message: str, *, line: int, header: tuple[str, ...]) -> None:
        super().__init__(message, line=line)
        self.header = header


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """A link of the tracker; for one that orders work, `from_key` is what comes first."""

    type: str
    from_key: str
    to_key: str


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """A row of a backlog export, its values as the tracker wrote them."""

    line: int
    key: str
    summary: str
    type: str
    level: Level
    status: str = ""
    external_id: str | None = None
    project: str | None = None
    status_category: str | None = None
    resolution: str | None = None
    priority: str | None = None
    points: float | None = None
    team: str | None = None
    sprints: tuple[str, ...] = ()
    parent_id: str | None = None
    parent_key: str | None = None
    epic_key: str | None = None
    rank: str | None = None
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    resolved_at: datetime | None = None
    due_on: date | None = None
    links: tuple[ImportedLink, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether the tracker regards it as finished with, delivered or not."""
        if self.status_category:
            return self.status_category.casefold() in CLOSED_STATUSES
        return self.status.casefold() in CLOSED_STATUSES or self.resolution is not None

    @property
    def epic_reference(self) -> str | None:
        """The key, else the tracker's id, of the epic that a story says it belongs to."""
        if self.level is not Level.STORY:
            return self.epic_key
        return self.epic_key or self.parent_key or self.parent_id


@dataclass(frozen=True, slots=True)
class ImportedSprint:
    """A team's sprint as the tracker keeps it, apart from the product's calendar."""

    line: int
    external_id: str
    name: str
    state: str = ""
    board: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportedDeployment:
    """A release of a service; a candidate never reached production by itself."""

    line: int
    name: str
    finished_at: datetime
    revision: str
    is_candidate: bool = False


@dataclass(frozen=True, slots=True)
class ImportedChange:
    """A commit, the first release that holds it, and the items it names."""

    line: int
    sha: str
    deployment: str | None
    title: str = ""
    authored_at: datetime | None = None
    committed_at: datetime | None = None
    is_revert: bool = False
    is_merge: bool = False
    size_lines: int | None = None
    item_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedKeyResult:
    """A key result as it stood on one day: a row of an OKR file."""

    line: int
    cycle: str
    objective_path: tuple[str, ...]
    key_result: str
    on: date | None
    owner: str = ""
    team: str = ""
    unit: str = ""
    kind: str = "increase"
    start: float | None = None
    target: float | None = None
    current: float | None = None
    score: float | None = None
    weight: float = 1.0
    confidence: float | None = None
    is_struck: bool = False
    revision: str | None = None
    stated_at: datetime | None = None  # the moment of the revision that says all this


@dataclass(frozen=True, slots=True)
class ImportedContribution:
    """What a finished epic is expected to move of a key result, and how surely."""

    line: int
    epic: str
    cycle: str
    key_result: str
    amount: float
    confidence: float


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was refused: where, which, and why in a sentence."""

    line: int
    key: str | None
    why: str

    def as_json(self) -> dict[str, Any]:
        """Return the row as `import --json` prints it."""
        return {"line": self.line, "key": self.key, "why": self.why}


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What an import did with every row that it read."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    refused: tuple[RowProblem, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = self.added + self.changed + self.unchanged + self.left_out + len(self.refused)
        if told != self.read:
            raise ValueError(f"{self.read} rows were read, but {told} are accounted for")

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `import --json` prints it."""
        return {
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
            "refused": [problem.as_json() for problem in self.refused],
            "warnings": list(self.warnings),
            "seconds": round(self.seconds, 3),
            "facts": dict(self.facts),
        }


def ordered_link(kind: str, *, outward_end: str, target: str) -> ImportedLink:
    """Return the link "outward_end <kind> target" with what comes first at its beginning."""
    if ORDERING_LINKS.get(kind.casefold(), True):
        return ImportedLink(kind, outward_end, target)
    return ImportedLink(kind, target, outward_end)


class RowNotes:
    """Counts remarks about rows by kind, so that a thousand alike make one warning."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[int, int]] = {}

    def add(self, remark: str, line: int) -> None:
        """Remember one more row of which the remark is true."""
        first, count = self._first.get(remark, (line, 0))
        self._first[remark] = (first, count + 1)

    def sentences(self) -> tuple[str, ...]:
        """Return one sentence a remark, with its count and its first line."""
        return tuple(
            f"{remark} ({count} {'row' if count == 1 else 'rows'}, the first on line {first})."
            for remark, (first, count) in self._first.items()
        )
