"""Other orders than the planner's: RICE, WSJF, cost of delay, MoSCoW; all of them typed in."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from portfolio.domain.errors import Refused

MOST = 1e9
DAYS_OF_A_WEEK = 7


class Order(StrEnum):
    """How epics may be put in a row."""

    RANK = "rank"
    RICE = "rice"
    WSJF = "wsjf"
    DELAY = "delay"
    MOSCOW = "moscow"


class Moscow(StrEnum):
    """How much an epic is wanted this quarter."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"
    WONT = "wont"


class DelayKind(StrEnum):
    """How an epic loses its worth while it waits."""

    LINEAR = "linear"  # the same every week
    FIXED_DATE = "fixed_date"  # all at once, after a day


@dataclass(frozen=True, slots=True)
class Delay:
    """What finishing is worth, in any unit that all epics share, and how waiting lowers it.

    Linear: `worth` on the quarter's first day, `per_week` less with each week, never below 0.
    Fixed date: `worth` by the day `on`, `after` later than that.
    """

    kind: DelayKind
    worth: float
    per_week: float = 0.0
    on: date | None = None
    after: float = 0.0

    def worth_on(self, day: date, *, first_on: date) -> float:
        """Return what it is worth when it is finished on a day."""
        if self.kind is DelayKind.FIXED_DATE:
            return self.worth if self.on is None or day <= self.on else self.after
        weeks = max(0, (day - first_on).days + 1) / DAYS_OF_A_WEEK
        return max(0.0, self.worth - self.per_week * weeks)

    @property
    def cost_of_a_week(self) -> float:
        """Return what a week of waiting costs: of a fixed date, what missing it loses."""
        if self.kind is DelayKind.LINEAR:
            return min(self.per_week, self.worth)
        return self.worth - self.after


@dataclass(frozen=True, slots=True)
class OrderInputs:
    """What people typed in about one epic for a quarter; None: nothing was said."""

    item_id: int
    reach: float | None = None  # people in a quarter
    impact: float | None = None
    confidence: float | None = None  # a share, 0 to 1
    effort: float | None = None  # person-months, or what all epics share
    business_value: float | None = None
    time_criticality: float | None = None
    risk_reduction: float | None = None
    job_size: float | None = None
    delay_kind: DelayKind | None = None
    delay_worth: float | None = None
    delay_per_week: float | None = None
    delay_on: date | None = None
    delay_after: float | None = None
    moscow: Moscow | None = None
    version: int = 0  # 0: nothing was saved for this quarter yet

    @property
    def rice(self) -> float | None:
        """Reach × impact × confidence / effort, None where one is missing."""
        if self.reach is None or self.impact is None or not self.effort:
            return None
        confidence = 1.0 if self.confidence is None else self.confidence
        return self.reach * self.impact * confidence / self.effort

    @property
    def wsjf(self) -> float | None:
        """(Business value + time criticality + risk reduction) / job size."""
        parts = (self.business_value, self.time_criticality, self.risk_reduction)
        if all(one is None for one in parts) or not self.job_size:
            return None
        return sum(one or 0.0 for one in parts) / self.job_size

    @property
    def delay(self) -> Delay | None:
        """The curve, None where there is none."""
        if self.delay_kind is None or not self.delay_worth:
            return None
        return Delay(
            self.delay_kind,
            self.delay_worth,
            self.delay_per_week or 0.0,
            self.delay_on,
            self.delay_after or 0.0,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said at all."""
        return all(getattr(self, name) is None for name in INPUTS)

    def said(self) -> dict[str, Any]:
        """Return what was said, by name, as plain values."""
        return {name: getattr(self, name) for name in INPUTS if getattr(self, name) is not None}


INPUTS = tuple(one.name for one in fields(OrderInputs) if one.name not in ("item_id", "version"))
NUMBERS = tuple(name for name in INPUTS if name not in ("delay_kind", "delay_on", "moscow"))


def checked_inputs(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to store; raise Refused with the faults by field."""
    faults: dict[str, str] = {}
    for name in NUMBERS:
        value = values.get(name)
        if value is not None and not (math.isfinite(value) and 0 <= value <= MOST):
            faults[name] = "Write a number from 0 on."
    confidence = values.get("confidence")
    if confidence is not None and confidence > 1:
        faults["confidence"] = "Confidence lies between 0 and 100 per cent."
    for name in ("effort", "job_size"):
        if values.get(name) == 0:
            faults[name] = "Write a number above 0: what is divided by it would be endless."
    faults |= _delay_faults(values)
    if faults:
        raise Refused("These inputs cannot be saved like this.", faults)
    found = {name: values.get(name) for name in INPUTS}
    return {key: str(one) if isinstance(one, StrEnum) else one for key, one in found.items()}


def _delay_faults(values: Mapping[str, Any]) -> dict[str, str]:
    kind, worth = values.get("delay_kind"), values.get("delay_worth")
    faults: dict[str, str] = {}
    if kind is None:
        if worth is not None:
            faults["delay_kind"] = "Choose how the worth falls with time."
        return faults
    if worth is None:
        faults["delay_worth"] = "Write what finishing it is worth."
    if kind == DelayKind.LINEAR and values.get("delay_per_week") is None:
        faults["delay_per_week"] = "Write what a week of waiting costs."
    if kind == DelayKind.FIXED_DATE and values.get("delay_on") is None:
        faults["delay_on"] = "Write the day until which it keeps its worth."
    if (values.get("delay_after") or 0.0) > (worth or 0.0):
        faults["delay_after"] = "After the day it cannot be worth more than before."
    return faults


_WANTED = {Moscow.MUST: 3, Moscow.SHOULD: 2, Moscow.COULD: 1, Moscow.WONT: -1}


def ordered(
    order: Order,
    ranked: Sequence[int],
    inputs: Mapping[int, OrderInputs],
    sizes: Mapping[int, float],
) -> list[int]:
    """Return item ids in an order, `ranked` being that of rank; what nobody scored comes last.

    Cost of delay goes by the cost of a week through the size (CD3). Equals stay by rank.
    """

    unscored = 0.0 if order is Order.MOSCOW else -math.inf  # a won't comes after the unsaid

    def score(item: int) -> float:
        found = score_of(order, inputs.get(item), sizes.get(item, 0.0))
        return unscored if found is None else found

    return sorted(ranked, key=lambda item: -score(item))


def score_of(order: Order, own: OrderInputs | None, size: float) -> float | None:
    """Return the score that an order gives to an epic, None where nobody scored it."""
    if own is None or order is Order.RANK:
        return None
    if order is Order.RICE:
        return own.rice
    if order is Order.WSJF:
        return own.wsjf
    if order is Order.MOSCOW:
        return None if own.moscow is None else float(_WANTED[own.moscow])
    return own.delay.cost_of_a_week / size if own.delay is not None and size else None
