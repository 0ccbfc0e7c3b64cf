"""Guardrails: what must not get worse while a key result gets better."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Span
from portfolio.domain.errors import Refused
from portfolio.domain.metrics import METRICS, Factor
from portfolio.domain.okrs import KeyResult, Kind, gap, value_on
from portfolio.domain.sources import MetricSettings

LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class GuardrailDraft:
    """Another key result, or a metric with the limit it must keep; and why this one."""

    other_id: int | None = None
    metric: MetricSettings | None = None
    limit: float | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if self.metric is not None and self.limit is None:
            fault = "Write the limit that the guardrail must keep: a number."
            raise Refused(fault, {"limit": fault})
        if self.limit is not None and not 0 <= self.limit <= 1e12:
            fault = "This is no number that can be counted with."
            raise Refused(fault, {"limit": fault})
        if len(self.why) > LONGEST_WHY:
            fault = "The reason is longer than 500 characters."
            raise Refused(fault, {"why": fault})

    @property
    def is_there(self) -> bool:
        """Whether anything was chosen."""
        return self.other_id is not None or self.metric is not None


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A key result's guardrail and how it stands."""

    id: int
    key_result_id: int
    other_id: int | None
    metric: MetricSettings | None
    limit: float | None
    why: str = ""
    value: float | None = None
    n: int | None = None
    read_on: date | None = None
    broken_since_on: date | None = None
    version: int = 1

    @property
    def is_broken(self) -> bool:
        """Whether what must not get worse has."""
        return self.broken_since_on is not None

    @property
    def is_known(self) -> bool:
        """Whether it has been read at all."""
        return self.value is not None


def allowed_metrics(metric: str) -> tuple[str, ...]:
    """Return the metrics of the other factor: those that can guard this one."""
    wanted = METRICS[metric].factor.other
    return tuple(one.name for one in METRICS.values() if one.factor is wanted)


def factor_of(settings: object) -> Factor | None:
    """Return the factor that a source measures; None for what is no delivery metric."""
    return settings.what.factor if isinstance(settings, MetricSettings) else None


def keeps(metric: MetricSettings, value: float, limit: float) -> bool:
    """Whether a value lies on the right side of the limit."""
    return value >= limit if metric.what.more_is_better else value <= limit


def is_worse(key_result: KeyResult, on: date) -> bool:
    """Whether a key result stands worse than where it began, or outside its limit."""
    value = value_on(key_result, on)
    if value is None:
        return False
    if key_result.kind.has_limit:
        return gap(key_result, on) > 0
    start, target = key_result.start, key_result.target
    if start is None or target is None:
        return False
    falls = key_result.kind is Kind.DECREASE or target < start
    return value > start if falls else value < start


def worse_since(key_result: KeyResult, on: date, span: Span) -> date | None:
    """Return the first day of the unbroken run in which it has been worse until `on`."""
    days = sorted({one.on for one in key_result.check_ins if one.on <= on} | {on})
    since: date | None = None
    for day in reversed(days):
        if not is_worse(key_result, day):
            return since
        since = max(day, span.starts_on)
    return since
