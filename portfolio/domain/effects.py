"""What finished epics really moved, beside what was expected of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import isfinite
from statistics import median, quantiles
from typing import Any

from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import LARGEST

SEEN_AFTER = timedelta(days=28)  # how long after its end an epic's effect is looked for
ENOUGH_TOLD = 5  # effects of an area before its own record is taken instead of everybody's
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Effect:
    """What was said of a finished epic's effect on a key result; amount None: not to be told.

    `expected` and `confidence` are the contribution's as it was when this was first said.
    """

    id: int
    item_id: int
    key_result_id: int
    amount: float | None
    expected: float
    confidence: float
    made_at: datetime
    seen_from_on: date | None = None
    seen_until_on: date | None = None
    proposed: float | None = None
    basis: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    account_id: int | None = None
    corrected_at: datetime | None = None
    version: int = 1

    @property
    def ratio(self) -> float | None:
        """How much of what was expected came; None where it cannot be told."""
        return ratio(self.expected, self.amount)


@dataclass(frozen=True, slots=True)
class FinishedEpic:
    """An epic that is done and delivered, with what it was expected to move of a key result."""

    item_id: int
    key_result_id: int
    key: str
    title: str
    expected: float
    confidence: float
    finished_on: date | None
    area_id: int | None = None

    def was_finished(self, on: date) -> bool:
        """Whether it was finished by a day; where nobody knows when it ended, it was."""
        return self.finished_on is None or self.finished_on <= on


@dataclass(frozen=True, slots=True)
class ToldEffect:
    """An effect beside the epic and the key result that it is about."""

    effect: Effect
    key: str
    title: str
    area_id: int | None
    finished_on: date | None
    code: str  # of the key result
    key_result: str
    unit: str
    cycle: str


@dataclass(frozen=True, slots=True)
class UntoldEpic:
    """A finished epic of which nobody has said what it really moved."""

    epic: FinishedEpic
    code: str  # of the key result
    key_result: str
    unit: str
    cycle: str
    due_on: date | None  # from when it is asked; None where nobody knows when it was finished

    def is_due(self, on: date) -> bool:
        """Whether it is asked on a day."""
        return self.due_on is None or self.due_on <= on


@dataclass(frozen=True, slots=True)
class EffectDraft:
    """What somebody says of an epic's effect; refused, by field, where it makes no sense."""

    amount: float | None
    is_untold: bool = False  # it cannot be told
    seen_from_on: date | None = None
    seen_until_on: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        faults = {}
        if self.amount is None and not self.is_untold:
            faults["amount"] = "Write what it moved, or tick that it cannot be told."
        elif self.amount is not None and not _is_number(self.amount):
            faults["amount"] = "This is no number that can be counted with."
        if self.seen_from_on and self.seen_until_on and self.seen_until_on < self.seen_from_on:
            faults["seen_until_on"] = "The last day lies before the first."
        if len(self.note) > LONGEST_NOTE:
            faults["note"] = "The note is longer than 2,000 characters."
        _refuse(faults)

    def refuse_for(self, today: date) -> None:
        """Raise Refused where it speaks of days that have not come."""
        # A day's slack: the product's time zone may be a day ahead of UTC.
        late = {
            name: "This day has not come yet."
            for name in ("seen_from_on", "seen_until_on")
            if (getattr(self, name) or today) > today + timedelta(days=1)
        }
        _refuse(late)


@dataclass(frozen=True, slots=True)
class TruthOfExpectations:
    """How much of what was expected of finished epics came, over some of them."""

    told: int = 0  # effects with a ratio
    epics: int = 0
    untold: int = 0  # that cannot be told
    middle: float | None = None
    low: float | None = None  # a quarter of the ratios lies below
    high: float | None = None  # a quarter above

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to speak of."""
        return self.told >= ENOUGH_TOLD

    def came_of(self, expected: float) -> float | None:
        """Return what an expectation would have come to; None where nothing is known."""
        return None if self.middle is None else expected * self.middle


def truth_of(effects: Iterable[Effect]) -> TruthOfExpectations:
    """Return the median and the quartiles of actual to expected over the effects in force."""
    standing = [one for one in effects if one.corrected_at is None]
    known = [(one.item_id, one.ratio) for one in standing if one.ratio is not None]
    ratios = [value for _item, value in known]
    if not ratios:
        return TruthOfExpectations(untold=sum(one.amount is None for one in standing))
    low, _middle, high = quantiles(ratios * (2 if len(ratios) == 1 else 1), method="inclusive")
    return TruthOfExpectations(
        told=len(ratios),
        epics=len({item for item, _ratio in known}),
        untold=sum(one.amount is None for one in standing),
        middle=median(ratios),
        low=low,
        high=high,
    )


def due_on(finished_on: date | None, ends_on: date) -> date | None:
    """Return the day from which it is asked: four weeks on, or the quarter's last day."""
    if finished_on is None:
        return None
    return max(finished_on, min(finished_on + SEEN_AFTER, ends_on))


def ratio(expected: float, actual: float | None) -> float | None:
    """Return the actual effect as a share of the expected one; None where there is no such."""
    return actual / expected if actual is not None and expected > 0 else None


def _is_number(value: float) -> bool:
    return isfinite(value) and abs(value) <= LARGEST


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise Refused(" ".join(faults.values()), faults)
