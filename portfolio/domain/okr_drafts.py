"""What a person writes down about an objective, a key result or a check-in, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import isfinite

from portfolio.domain.cycles import Cycle, Span
from portfolio.domain.errors import Refused
from portfolio.domain.okrs import KeyResult, Kind, Phase

LONGEST_TITLE = 300
MOST_DAYS_BEFORE_CYCLE = 400  # values may be older than the quarter, but not of another decade
LARGEST = 1e15  # beyond it numbers no longer add up exactly


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """The words of an objective; refused, by field, where they make no sense."""

    title: str
    code: str = ""
    owner: str = ""
    area_id: int | None = None
    team_id: int | None = None
    parent_id: int | None = None
    weight: float = 1.0
    supports: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        faults = _title_faults(self.title)
        if len(self.code) > 32:
            faults["code"] = "The code is longer than 32 characters."
        _refuse(faults | _weight_faults(self.weight))


@dataclass(frozen=True, slots=True)
class KeyResultDraft:
    """The words and numbers of a key result; refused, by field, where they make no sense."""

    title: str
    kind: Kind = Kind.INCREASE
    start_value: float | None = None
    target_value: float | None = None
    code: str = ""
    unit: str = ""
    owner: str = ""
    account_id: int | None = None
    team_id: int | None = None
    phases: tuple[Phase, ...] = ()
    weight: float = 1.0
    aspirational: bool = False
    steps: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        faults = _title_faults(self.title)
        if len(self.code) > 32:
            faults["code"] = "The code is longer than 32 characters."
        for name, value in (("start_value", self.start_value), ("target_value", self.target_value)):
            faults |= _number_faults(name, value)
        if len({phase.on for phase in self.phases}) < len(self.phases):
            faults["phases"] = "A day is named twice."
        elif not all(_is_number(phase.value) for phase in self.phases):
            faults["phases"] = "Each day needs a value that is a number."
        _refuse(faults | _weight_faults(self.weight) or self._range_faults())

    def _range_faults(self) -> dict[str, str]:
        start, target = self.start_value, self.target_value
        if self.kind is Kind.MILESTONE:
            return {}
        if target is None:
            words = "limit" if self.kind.has_limit else "target"
            return {"target_value": f"Write the {words}: a number."}
        if self.kind in (Kind.INCREASE, Kind.DECREASE, Kind.KEEP_IN_RANGE) and start is None:
            low = self.kind is Kind.KEEP_IN_RANGE
            return {"start_value": f"Write the {'lower limit' if low else 'start'}: a number."}
        if start is None:
            return {}
        if self.kind in (Kind.INCREASE, Kind.KEEP_IN_RANGE) and target <= start:
            return {"target_value": f"The target must be above {start:g}."}
        if self.kind is Kind.DECREASE and target >= start:
            return {"target_value": f"The target must be below {start:g}."}
        return {}


@dataclass(frozen=True, slots=True)
class CheckInDraft:
    """What somebody says about a key result for a day."""

    on: date
    value: float | None = None
    confidence: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        faults = _number_faults("value", self.value)
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            faults["confidence"] = "The confidence must be from 0 to 100 %."
        if len(self.note) > 2000:
            faults["note"] = "The note is longer than 2,000 characters."
        _refuse(faults)

    def refuse_for(self, key_result: KeyResult, span: Span, today: date) -> None:
        """Raise Refused where this says nothing, or speaks of a day that cannot be meant."""
        faults = {}
        if self.value is None and not key_result.has_steps:
            faults["value"] = "Write the value as it is today: a number."
        # A day's slack: the product's time zone may be a day ahead of UTC.
        if self.on > today + timedelta(days=1):
            faults["on"] = "This day has not come yet."
        if self.on < span.starts_on - timedelta(days=MOST_DAYS_BEFORE_CYCLE):
            faults["on"] = "This day lies more than a year before the quarter."
        _refuse(faults)


@dataclass(frozen=True, slots=True)
class ContributionDraft:
    """What a finished epic is expected to move, in the key result's unit, and how sure that is."""

    effect: float
    confidence: float = 1.0

    def __post_init__(self) -> None:
        faults = _number_faults("effect", self.effect)
        if not faults and self.effect < 0:
            faults["effect"] = "Write how much the epic moves towards the target: 0 or more."
        if not 0 <= self.confidence <= 1:
            faults["confidence"] = "The confidence must be from 0 to 100 %."
        _refuse(faults)


def refuse_day_outside(span: Span, on: date) -> None:
    """Raise Refused where something is to leave a quarter on a day that is not of it."""
    if not span.has(on):
        _refuse({"on": f"Choose a day of the quarter, {span.starts_on} to {span.ends_on}."})


def refuse_closed(cycle: Cycle) -> None:
    """Raise Refused where the cycle is closed: what it came to stays as it was graded."""
    if cycle.is_closed:
        raise Refused(f"{cycle.label} is closed. Reopen it before you change anything in it.")


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise Refused(" ".join(faults.values()), faults)


def _title_faults(title: str) -> dict[str, str]:
    if not title.strip():
        return {"title": "Write a title."}
    if len(title) > LONGEST_TITLE:
        return {"title": f"The title is longer than {LONGEST_TITLE} characters."}
    return {}


def _weight_faults(weight: float) -> dict[str, str]:
    if _is_number(weight) and 0 <= weight <= 1000:
        return {}
    return {"weight": "The weight must be a number from 0 to 1,000."}


def _number_faults(name: str, value: float | None) -> dict[str, str]:
    if value is None or _is_number(value):
        return {}
    return {name: "This is no number that can be counted with."}


def _is_number(value: float) -> bool:
    return isfinite(value) and abs(value) <= LARGEST
