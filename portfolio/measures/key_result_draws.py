"""Draw where a key result will stand at its quarter's end, from its own path and from its epics.

Of a key result that goes from a start to a target, progress is the share of the way. Its own path
gives a slope, drawn to what key results do in general the fewer weeks it is known; what it may
still scatter is known from its steps so far. Its epics give what they are expected to move. The
two are blended quantile by quantile, so that the band stays one of the same shape: its own path
counts half at first, as epics are seldom all that moves it, and more the longer it is known. Of
one with a limit the path is drawn week by week, and the score is the share of days inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from portfolio.domain.cycles import Span
from portfolio.domain.okrs import KeyResult, Kind, in_force, score_today, value_on

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

QUARTER = 13.0  # weeks
USUAL_WAY = 0.6  # of the way that key results come in a quarter,
USUAL_SPREAD = 0.4  # with so much scatter between them
USUAL_PRIOR = 20.0  # ended key results that the usual counts for
NOISE = 0.06  # of the way, in a week
NOISE_OF_LIMIT = 0.04  # of the limit, in a week
NOISE_PRIOR = 4.0  # steps that the usual noise counts for
HALF_OWN = 4.0  # weeks of its own path that count as much as its epics
COMMON = 0.3  # of the variance, shared by all key results of the cycle
LAST_WORD = 0.5  # weeks before the quarter's end, on average, at which it is heard of last
LEAST_WEEKS = 0.25
LEAST_LEFT = 0.1


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws of a key result at the quarter's end; `values` where it has any unit of its own."""

    scores: "Figures"
    values: "Figures | None"
    now: float | None
    own: float  # the weight of its own path
    is_thin: bool = False


@dataclass(frozen=True, slots=True)
class Usual:
    """How far key results come in a quarter, and how much that scatters between them."""

    way: float = USUAL_WAY
    spread: float = USUAL_SPREAD


def usual_of(scores: Sequence[float]) -> Usual:
    """Return what ended key results teach, drawn to what is usual elsewhere while they are few."""
    count = len(scores) + USUAL_PRIOR
    way = (sum(scores) + USUAL_PRIOR * USUAL_WAY) / count
    squares = sum((one - way) ** 2 for one in scores)
    return Usual(way, ((squares + USUAL_PRIOR * USUAL_SPREAD**2) / count) ** 0.5)


@dataclass(frozen=True, slots=True)
class Luck:
    """What is drawn anew for each key result, what all share, and what is usual for them."""

    common: "Figures"
    seed: int
    usual: Usual = Usual()

    def of(self, number: int, count: int) -> "Figures":
        """Return `count` standard normal figures a draw for one key result; they hang together."""
        import numpy as np

        rng = np.random.default_rng((self.seed, number))
        own = rng.standard_normal((count, len(self.common)))
        found: Figures = COMMON**0.5 * self.common + (1 - COMMON) ** 0.5 * own
        return found


def drawn(
    key_result: KeyResult, *, on: date, span: Span, moved: "Figures | None", luck: Luck
) -> Drawn | None:
    """Return the draws made on a day; None where nothing can be forecast.

    `moved` is by how much its epics move it until the quarter's end, in its unit, towards better;
    None where it has no epics.
    """
    if key_result.kind.has_limit:
        return _of_limit(key_result, on=on, span=span, moved=moved, luck=luck)
    if key_result.kind is Kind.BASELINE_FIRST and key_result.start_value is None:
        return None
    start, target = _ends(key_result)
    way = target - start
    if way == 0:
        return None
    path = _path(key_result, on, span, start=start, way=way)
    gained = None if moved is None else moved / abs(way)
    shares, own = _shares(path, on=on, span=span, gained=gained, luck=luck, number=key_result.id)
    has_unit = key_result.target is not None and key_result.start is not None
    if key_result.has_steps:
        shares = shares.clip(0.0, 1.0)
    return Drawn(
        scores=shares.clip(0.0, 1.0),
        values=start + shares * way if has_unit else None,
        now=value_on(key_result, on) if has_unit else path[-1][1],
        own=own,
        is_thin=len(path) < 3,
    )


def _ends(key_result: KeyResult) -> tuple[float, float]:
    if key_result.start is None or key_result.target is None:
        return 0.0, 1.0  # only scores were ever told
    return key_result.start, key_result.target


def _path(
    key_result: KeyResult, on: date, span: Span, *, start: float, way: float
) -> list[tuple[date, float]]:
    """Return the share of the way by day, from the day before the quarter."""
    if key_result.has_steps:
        days = sorted({one.done_on for one in key_result.steps if one.done_on} | {on})
        known = [(day, value_on(key_result, day) or 0.0) for day in days if day <= on]
        told = [(day, (value - start) / way) for day, value in known]
    else:
        told = []
        for one in in_force(key_result.check_ins, on=on):
            if one.value is not None:
                told.append((one.on, (one.value - start) / way))
            elif one.score is not None:
                told.append((one.on, one.score))
    first = span.starts_on - timedelta(days=1)
    before = [share for day, share in told if day <= first]
    return [(first, before[-1] if before else 0.0), *(one for one in told if one[0] > first)]


def _shares(
    path: Sequence[tuple[date, float]],
    *,
    on: date,
    span: Span,
    gained: "Figures | None",
    luck: Luck,
    number: int,
) -> tuple["Figures", float]:
    import numpy as np

    last, share = path[-1]
    weeks = max((last - path[0][0]).days / 7, 0.0)
    left = max((span.ends_on - last).days / 7 - LAST_WORD, LEAST_LEFT)
    noise = _noise(path)
    drift, unsure = _drift(share - path[0][1], weeks, noise, luck.usual)
    normals = luck.of(number, 3)
    scatter = noise * left**0.5 * normals[1]
    own = share + left * (drift + unsure * normals[0]) + scatter
    if gained is None:
        return own, 1.0
    by_epics = share + gained + noise * left**0.5 * normals[2]
    weight = (weeks + HALF_OWN) / (weeks + 2 * HALF_OWN)
    ranks = np.empty(len(own), dtype=int)
    ranks[np.argsort(by_epics, kind="stable")] = np.arange(len(own))
    return (1 - weight) * by_epics + weight * np.sort(own)[ranks], weight


def _noise(path: Sequence[tuple[date, float]]) -> float:
    """Return by how much a week's step scatters, drawn to the usual."""
    steps = [
        ((after - before).days / 7, to - share)
        for (before, share), (after, to) in zip(path, path[1:], strict=False)
        if after > before
    ]
    if not steps:
        return NOISE
    slope = sum(step for _, step in steps) / sum(weeks for weeks, _ in steps)
    squares = sum((step - slope * weeks) ** 2 / weeks for weeks, step in steps)
    found = (squares + NOISE_PRIOR * NOISE**2) / (len(steps) + NOISE_PRIOR)
    return float(found**0.5)


def _drift(gone: float, weeks: float, noise: float, usual: Usual) -> tuple[float, float]:
    """Return the way of a week to come, and how unsure it is."""
    way, spread = usual.way / QUARTER, usual.spread / QUARTER
    if weeks < LEAST_WEEKS:
        return way, spread
    told = weeks / noise**2  # how surely the path itself says it
    known = 1 / spread**2
    drift = (way * known + gone / weeks * told) / (known + told)
    return drift, float((1 / (known + told)) ** 0.5)


def _of_limit(
    key_result: KeyResult, *, on: date, span: Span, moved: "Figures | None", luck: Luck
) -> Drawn:
    import numpy as np

    score = score_today(key_result, on, span) or 0.0
    gone = min(max(((on - span.starts_on).days + 1) / span.days, 0.0), 1.0)
    now = value_on(key_result, on)
    if now is None:
        luckily = np.random.default_rng((luck.seed, key_result.id)).random(len(luck.common))
        return Drawn(score * gone + (1 - gone) * luckily, None, None, own=0.0, is_thin=True)
    weeks = max(ceil((span.ends_on - on).days / 7), 1)
    low, high = _limits(key_result)
    noise = _noise_of_limit(key_result, on, low=low, high=high)
    steps = luck.of(key_result.id, weeks)
    path = now + np.cumsum(noise * steps, axis=0)
    if moved is not None:
        path += _towards(now, low, high) * moved * (np.arange(1, weeks + 1) / weeks)[:, None]
    inside = ((path >= low) & (path <= high)).mean(axis=0)
    return Drawn(
        score * gone + (1 - gone) * inside,
        path[-1],
        now,
        own=1.0,
        is_thin=len(in_force(key_result.check_ins, on=on)) < 3,
    )


def _limits(key_result: KeyResult) -> tuple[float, float]:
    start, target = key_result.start_value, key_result.target_value
    low = target if key_result.kind is Kind.STAY_ABOVE else start
    if key_result.kind is Kind.STAY_ABOVE:
        return (float("-inf") if low is None else low), float("inf")
    high = float("inf") if target is None else target
    if key_result.kind is Kind.STAY_BELOW or low is None:
        return float("-inf"), high
    return low, high


def _noise_of_limit(key_result: KeyResult, on: date, *, low: float, high: float) -> float:
    known = [(one.on, one.value) for one in in_force(key_result.check_ins, on=on) if one.value]
    size = max((abs(one) for one in (low, high) if abs(one) != float("inf")), default=0.0)
    usual = NOISE_OF_LIMIT * (size or max((abs(value) for _, value in known), default=1.0))
    steps: list[Any] = [
        (to - value) ** 2 / ((after - before).days / 7)
        for (before, value), (after, to) in zip(known, known[1:], strict=False)
        if after > before
    ]
    found = (sum(steps) + NOISE_PRIOR * usual**2) / (len(steps) + NOISE_PRIOR)
    return float(found**0.5)


def _towards(now: float, low: float, high: float) -> float:
    """Return the direction in which the value gets better: 0 where it is inside both limits."""
    if low == float("-inf"):
        return -1.0
    if high == float("inf"):
        return 1.0
    return 1.0 if now < low else (-1.0 if now > high else 0.0)
