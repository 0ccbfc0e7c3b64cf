"""How much longer epics really take than the work before them says, learned from those that ended.

Work is interrupted, grows and waits for others, so an epic is seldom done when its last planned
item should be. How far off earlier forecasts were, on the log scale and in units of their own
spread, is pooled; what is not over yet counts as "longer than that" (Kaplan & Meier 1958), or only
the fast ones would teach. While few epics have ended, what public histories taught stands in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from math import exp, log
from statistics import NormalDist
from typing import TYPE_CHECKING

from portfolio.domain.forecasts import Forecast
from portfolio.measures.draws import quantiles_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

OFFSET = 7.0  # days: a day more or less says little of the first week
SPREAD = 0.5  # on the log scale, beside that of the draws
PRIOR = 15.0  # epics that what public histories taught counts for
SIZES = (30.0, 120.0)  # days of work before an epic: short ones wait longer than that says
GRID = tuple(place / 40 for place in range(1, 40))
FARTHEST_Z = 12.0  # of those that never ended, as far as is known
STEP = 0.02


class State(StrEnum):
    """How an epic is being worked on; each is stretched in a way of its own."""

    PLANNED = "planned"  # by the plan in force, or taken
    ACTIVE = "active"  # something of it was delivered in the last weeks
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Raw:
    """The days of an epic as its work alone says: the middle, and its spread on the log scale."""

    middle: float
    spread: float
    state: State

    @property
    def unit(self) -> float:
        """The spread that outcomes are measured in."""
        return float((self.spread**2 + SPREAD**2) ** 0.5)

    @property
    def size(self) -> int:
        """Which of the sizes it is of: short, middling or long."""
        return sum(self.middle >= limit for limit in SIZES)

    def off(self, days: float) -> float:
        """Return how far off so many days are."""
        return log((days + OFFSET) / (self.middle + OFFSET)) / self.unit


@dataclass(frozen=True, slots=True)
class Told:
    """A forecast of before: how it was made, and after how many days the epic ended or had not."""

    epic_id: int
    raw: Raw
    days: float
    is_over: bool


# The quantiles (GRID's, from the lowest) that stand in while few have ended: made of a skewed
# distribution by its 10th, 50th and 85th percentile.
USUAL = {
    State.PLANNED: (-0.9, 0.35, 1.5),
    State.ACTIVE: (-1.2, 1.5, 4.2),
    State.WAITING: (-0.5, 3.0, 8.0),
}


def told_until(former: Iterable[Forecast], on: date) -> list[Told]:
    """Return what forecasts made before a day tell of it: ended, or not by then."""
    found = []
    for one in former:
        raw = one.basis.get("raw")
        if raw is None or one.made_on >= on or (one.closed_on and one.actual is None):
            continue
        if one.actual is not None and one.closed_on is not None and one.closed_on <= on:
            days, horizon = one.actual, (one.until_on - one.made_on).days
            is_over = days <= horizon
        else:
            days, is_over = float((on - one.made_on).days), False
        kept = Raw(float(raw[0]), float(raw[1]), State(one.basis.get("state", State.WAITING)))
        found.append(Told(one.subject_id, kept, days, is_over))
    return found


Learned = dict[tuple[State, int], tuple[float, ...]]


def stretches(told: Sequence[Told]) -> Learned:
    """Return for each state and size the quantiles (GRID) of how far off a forecast is.

    What those of one size taught is drawn to what all of its state taught, and that to the usual.
    """
    found = {}
    for state in State:
        every = [one for one in told if one.raw.state is state]
        of_state = _drawn(every, _usual(state))
        for size in range(len(SIZES) + 1):
            own = [one for one in every if one.raw.size == size]
            found[state, size] = _drawn(own, of_state)
    return found


def _drawn(told: Sequence[Told], towards: tuple[float, ...]) -> tuple[float, ...]:
    """Return what was told, drawn to something the more the fewer epics have ended."""
    import numpy as np

    ended = len({one.epic_id for one in told if one.is_over})
    if not ended:
        return towards
    weight = ended / (ended + PRIOR)
    places = np.arange(-FARTHEST_Z, FARTHEST_Z, STEP)
    before = np.interp(places, towards, GRID, left=0.0)
    shares = weight * _kaplan_meier(told, places) + (1 - weight) * before
    # Of those that reach no share no end is known.
    return tuple(np.append(places, FARTHEST_Z)[np.searchsorted(shares, GRID)].tolist())


def stretched(days: "Figures", raw: Raw, quantiles: Sequence[float], *, seed: int) -> "Figures":
    """Return the draws of an epic's days as they are likely to become; early ones stay early."""
    import numpy as np

    rng = np.random.default_rng((seed, 5))
    count = len(days)
    ranks = np.empty(count)
    ranks[np.argsort(days + rng.random(count), kind="stable")] = np.arange(count)
    grid, heights = _normal_table()
    own = np.interp((ranks + 0.5) / count, heights, grid)
    kept = raw.spread / raw.unit
    mixed = kept * own + (1 - kept**2) ** 0.5 * rng.standard_normal(count)
    off = np.interp(np.interp(mixed, grid, heights), GRID, quantiles)
    found: Figures = np.exp(np.log(raw.middle + OFFSET) + raw.unit * off) - OFFSET
    return np.maximum(np.round(found), 0.0)


def raw_of(days: "Figures", state: State) -> Raw:
    """Return the middle and the spread of drawn days."""
    low, middle, high = (log(one + OFFSET) for one in quantiles_of(days, (0.1, 0.5, 0.9)))
    return Raw(exp(middle) - OFFSET, (high - low) / 2.563, state)


def _kaplan_meier(told: Sequence[Told], places: "Figures") -> "Figures":
    """Return the share that ended by each place, where of some is known only that they had not."""
    import numpy as np

    off = np.array([one.raw.off(one.days) for one in told])
    is_over = np.array([one.is_over for one in told])
    order = np.lexsort((~is_over, off))
    at_risk = np.arange(len(told), 0, -1)
    left = np.cumprod(1 - is_over[order] / at_risk)
    found: Figures = 1 - np.append(1.0, left)[np.searchsorted(off[order], places, side="right")]
    return found


def _usual(state: State) -> tuple[float, ...]:
    low, middle, sure = USUAL[state]
    normal = NormalDist()
    ends = (normal.inv_cdf(0.1), normal.inv_cdf(0.85))
    found = []
    for at in GRID:
        place = normal.inv_cdf(at)
        side = (middle - low) / -ends[0] if place < 0 else (sure - middle) / ends[1]
        found.append(middle + side * place)
    return tuple(found)


@cache
def _normal_table() -> "tuple[Figures, Figures]":
    """Return standard normal figures and how likely smaller ones are."""
    import numpy as np

    grid = np.linspace(-4.5, 4.5, 901)
    normal = NormalDist()
    return grid, np.array([normal.cdf(one) for one in grid.tolist()])
