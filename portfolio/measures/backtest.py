"""Forecasts against what happened: how often a band held, how wide it was, and the naive one's.

The interval score is Winkler's (1972; Gneiting & Raftery 2007, eq. 43) for a band of 80 %, over
the sum of what was delivered, so that series of all sizes count as much as they deliver.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from portfolio.domain.errors import Refused
from portfolio.measures.forecast import QUANTILES, Forecast, forecasts
from portfolio.measures.histories import History

P10, P15, P25, P50, P75, P90 = (QUANTILES.index(one) for one in (0.1, 0.15, 0.25, 0.5, 0.75, 0.9))
DRAWS = 1_000
SEED = 1
PENALTY = 10.0  # 2 / 0.2: what a miss of an 80 % band costs for each unit


@dataclass(frozen=True, slots=True)
class Outcome:
    """A forecast, the naive one made at the same moment, and the total that came."""

    forecast: Forecast
    naive: tuple[float, ...]
    actual: float


def backtest(histories: Sequence[History], window: int, horizon: int) -> list[Outcome]:
    """Return every forecast whose horizon is over, in the order of the histories.

    Raises Refused where no series is long enough for one.
    """
    if window < 1 or horizon < 1:
        raise Refused("Window and horizon are whole numbers of at least 1.")
    by_name = {one.name: one for one in histories}
    place = {name: number for number, name in enumerate(by_name)}
    found = sorted(
        forecasts(histories, window, horizon), key=lambda one: (place[one.series], one.index)
    )
    if not found:
        raise Refused(f"No series has {window} periods before and {horizon} after any period.")
    naive = _naive(found, by_name, window, horizon)
    return [
        Outcome(one, bands, _actual(by_name[one.series], one.index, horizon))
        for one, bands in zip(found, naive, strict=True)
    ]


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return coverage, safety, width, error and interval score, pooled, by series, and naively."""
    by_series: dict[str, list[Outcome]] = {}
    for one in outcomes:
        by_series.setdefault(one.forecast.series, []).append(one)
    short = ("forecasts", "cover80", "safe85")
    return {
        **_pooled([(one.forecast.quantiles, one.actual) for one in outcomes]),
        "by_series": {
            name: {
                key: figure
                for key, figure in _pooled([(o.forecast.quantiles, o.actual) for o in own]).items()
                if key in short
            }
            for name, own in by_series.items()
        },
        "naive": _pooled([(one.naive, one.actual) for one in outcomes]),
    }


def _pooled(pairs: Sequence[tuple[tuple[float, ...], float]]) -> dict[str, Any]:
    count = len(pairs)
    delivered = sum(actual for _, actual in pairs)
    width = sum(q[P90] - q[P10] for q, _ in pairs)
    missed = sum(max(q[P10] - actual, 0.0) + max(actual - q[P90], 0.0) for q, actual in pairs)
    return {
        "forecasts": count,
        "cover80": sum(q[P10] <= actual <= q[P90] for q, actual in pairs) / count,
        "cover50": sum(q[P25] <= actual <= q[P75] for q, actual in pairs) / count,
        "safe85": sum(actual >= q[P15] for q, actual in pairs) / count,
        "width80": width / delivered if delivered else None,
        "mdape": median(abs(q[P50] - actual) / max(actual, 1.0) for q, actual in pairs),
        "winkler80": (width + PENALTY * missed) / delivered if delivered else None,
    }


def _actual(history: History, index: int, horizon: int) -> float:
    return sum(history.done[index + 1 : index + 1 + horizon])


def _naive(
    made: Sequence[Forecast], histories: dict[str, History], window: int, horizon: int
) -> list[tuple[float, ...]]:
    """Return the bootstrap of the last periods: the same draws of places for every forecast."""
    import numpy as np

    drawn = np.random.default_rng(SEED).integers(0, window, (DRAWS, horizon))
    percents = [100 * one for one in QUANTILES]
    found = []
    for one in made:
        past = np.array(histories[one.series].done[one.index + 1 - window : one.index + 1])
        totals = past[drawn].sum(axis=1)
        found.append(tuple(float(x) for x in np.percentile(totals, percents)))
    return found
