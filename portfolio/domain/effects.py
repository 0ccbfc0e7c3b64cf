"""What finished epics really moved, beside what was expected of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Effect:
    """What was said of a finished epic's effect on a key result; amount None: not to be told.

    `expected` and `confidence` are the contribution's as it was when this was said.
    """

    id: int
    item_id: int
    key_result_id: int
    amount: float | None
    expected: float
    confidence: float
    made_at: datetime
    seen_from: date | None = None
    seen_until: date | None = None
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


def ratio(expected: float, actual: float | None) -> float | None:
    """Return the actual effect as a share of the expected one; None where there is no such."""
    return actual / expected if actual is not None and expected > 0 else None
