"""Where a key result's value comes from by itself: the kinds of sources, and what they are told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portfolio.domain.errors import Refused
from portfolio.domain.metrics import METRICS, Metric, TimeUnit

MOST_WEEKS = 26
LONGEST_RHYTHM_DAYS = 120


class SourceKind(StrEnum):
    """What measures a key result."""

    DELIVERY = "delivery"
    BACKLOG = "backlog"
    CSV = "csv"
    PUSH = "push"

    @property
    def is_read(self) -> bool:
        """Whether the product reads it by itself; the others are told by somebody else."""
        return self in (SourceKind.DELIVERY, SourceKind.BACKLOG)


class FaultKind(StrEnum):
    """What is wrong with a source."""

    FILTER_GONE = "filter_gone"
    FILTER_NAMES_NOTHING = "filter_names_nothing"  # a team, area or epic in it is no more
    NOTHING_MATCHES = "nothing_matches"  # a share of nothing
    SCOPE_GONE = "scope_gone"
    NO_SERVICES = "no_services"
    RETIRED = "retired"
    NO_DATA = "no_data"
    NOTHING_FAILED = "nothing_failed"  # good news, but nothing to measure
    FILE_LATE = "file_late"
    PUSH_LATE = "push_late"
    NOTHING_YET = "nothing_yet"  # no complete week, no file, no push, and none is due yet

    @property
    def is_quiet(self) -> bool:
        """Whether nobody needs to do anything about it."""
        return self in (FaultKind.NOTHING_FAILED, FaultKind.NOTHING_YET)


class Figure(StrEnum):
    """What a backlog source makes of the items that match."""

    COUNT = "count"
    SHARE = "share"


class Counted(StrEnum):
    """Which of the matching items a backlog source counts."""

    ALL = "all"  # but those that were dropped
    OPEN = "open"
    DONE = "done"


class Measure(StrEnum):
    """What a backlog source adds up."""

    ITEMS = "items"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class MetricSettings:
    """A delivery metric of a service, or over the services of a team, an area or the product."""

    metric: str = "deployment_frequency"
    service: str = ""  # slugs; the narrowest that is given counts
    team: str = ""
    area: str = ""
    weeks: int | None = 4  # complete ISO weeks; None: all since the quarter's first day
    unit: TimeUnit = TimeUnit.HOURS  # of the metrics that are times

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise Refused("Choose a metric.", {"metric": "Choose a metric."})
        if self.weeks is not None and not 1 <= self.weeks <= MOST_WEEKS:
            fault = f"Choose from 1 to {MOST_WEEKS} weeks."
            raise Refused(fault, {"weeks": fault})

    @property
    def what(self) -> Metric:
        """The metric itself."""
        return METRICS[self.metric]

    @property
    def scope(self) -> tuple[str, str]:
        """What it is about: service, team, area or product, and its slug."""
        for kind in ("service", "team", "area"):
            slug = getattr(self, kind)
            if slug:
                return kind, slug
        return "product", ""


@dataclass(frozen=True, slots=True)
class BacklogSettings:
    """A count of the items of a saved filter, or the share of them that is done or open."""

    filter_id: int = 0
    filter_name: str = ""  # as it was called when it was chosen, for the day it is gone
    figure: Figure = Figure.COUNT
    counted: Counted = Counted.OPEN
    measure: Measure = Measure.ITEMS


@dataclass(frozen=True, slots=True)
class CsvSettings:
    """A file with a column of days and one of values."""

    on_column: str = "on"
    value_column: str = "value"
    rhythm_days: int | None = 7  # how often a new file is promised; None: never

    def __post_init__(self) -> None:
        _refuse_rhythm(self.rhythm_days)
        names = [self.on_column.strip(), self.value_column.strip()]
        for field_name, name in zip(("on_column", "value_column"), names, strict=True):
            if not name or len(name) > 120:
                fault = "Name a column of the file."
                raise Refused(fault, {field_name: fault})
        if names[0].casefold() == names[1].casefold():
            fault = "The day and the value stand in two columns."
            raise Refused(fault, {"value_column": fault})


@dataclass(frozen=True, slots=True)
class PushSettings:
    """Values that a machine sends."""

    rhythm_days: int | None = 7

    def __post_init__(self) -> None:
        _refuse_rhythm(self.rhythm_days)


Settings = MetricSettings | BacklogSettings | CsvSettings | PushSettings
_SETTINGS: Mapping[SourceKind, type[Settings]] = {
    SourceKind.DELIVERY: MetricSettings,
    SourceKind.BACKLOG: BacklogSettings,
    SourceKind.CSV: CsvSettings,
    SourceKind.PUSH: PushSettings,
}
_ENUMS = {"unit": TimeUnit, "figure": Figure, "counted": Counted, "measure": Measure}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a source and since when; `facts` fill its sentence."""

    kind: FaultKind
    since: date
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A key result's source as it was set, and how it does."""

    id: int
    key_result_id: int
    kind: SourceKind
    settings: Settings
    set_at: datetime
    account_id: int | None = None
    read_at: datetime | None = None
    fault: Fault | None = None
    answer: Mapping[str, Any] | None = None
    version: int = 1

    @property
    def rhythm_days(self) -> int | None:
        """How often a value is promised; None for what is read by itself, or without promise."""
        return getattr(self.settings, "rhythm_days", None)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that a source had for a day, and what it counted."""

    key_result_id: int
    kind: SourceKind
    on: date
    value: float
    read_at: datetime
    n: int | None = None
    coverage: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What a source says for a day: a value with what it counted, or what is wrong."""

    on: date
    value: float | None = None
    n: int | None = None
    coverage: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    fault: Fault | None = None

    def reading(self, key_result_id: int, kind: SourceKind, read_at: datetime) -> Reading:
        """Return it as a reading of a key result; only where it has a value."""
        if self.value is None:
            raise ValueError("a look without a value is no reading")
        return Reading(
            key_result_id, kind, self.on, self.value, read_at, self.n, self.coverage, self.facts
        )


def settings_from(kind: SourceKind, told: Mapping[str, Any]) -> Settings:
    """Return the settings that a document holds; what it does not say is as usual."""
    shape = _SETTINGS[kind]
    known = {name: told[name] for name in shape.__dataclass_fields__ if name in told}
    for name, enum in _ENUMS.items():
        if name in known:
            known[name] = enum(known[name])
    return shape(**known)


def document_of(settings: Settings) -> dict[str, Any]:
    """Return settings as a document."""
    return asdict(settings)


def lateness(source: Source, latest_on: date | None, today: date) -> Fault | None:
    """Return what is wrong with a file or a push that is not there on its day."""
    latest = latest_on or source.set_at.date()
    rhythm = source.rhythm_days
    is_late = rhythm is not None and (today - latest).days > rhythm
    facts = {"days": rhythm, "latest": latest_on.isoformat() if latest_on else None}
    if not is_late:
        return Fault(FaultKind.NOTHING_YET, latest, facts) if latest_on is None else None
    late = FaultKind.FILE_LATE if source.kind is SourceKind.CSV else FaultKind.PUSH_LATE
    return Fault(late, latest + timedelta(days=(rhythm or 0) + 1), facts)


def _refuse_rhythm(days: int | None) -> None:
    if days is not None and not 1 <= days <= LONGEST_RHYTHM_DAYS:
        fault = f"Choose from 1 to {LONGEST_RHYTHM_DAYS} days, or leave it empty."
        raise Refused(fault, {"rhythm_days": fault})
