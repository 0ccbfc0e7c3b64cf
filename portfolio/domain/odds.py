"""Chances out of a stored band: how likely it falls short of a value, and by how much."""

from collections.abc import Iterator

from portfolio.domain.forecasts import CHANCES, Forecast

UNDER = CHANCES[0] / 2  # stands for "under 10 %": the band says nothing closer
OVER = 1 - UNDER


def chance_below(forecast: Forecast, value: float) -> float:
    """Return how likely the outcome is less than a value, by interpolation between quantiles.

    Beyond the band's ends it is UNDER or OVER: the stored figures say no more.
    """
    points = list(zip(CHANCES, forecast.quantiles, strict=True))
    if points[0][1] >= value:
        return UNDER
    for (low, before), (high, after) in zip(points, points[1:], strict=False):
        if after >= value:
            return low + (high - low) * (value - before) / (after - before)
    return OVER


def shortfall(forecast: Forecast, value: float) -> float:
    """Return how much the outcome is less than a value on average; what is more counts as none."""
    missing = [max(0.0, value - one) for one in forecast.quantiles]
    total = missing[0] * CHANCES[0] + missing[-1] * (1 - CHANCES[-1])
    return total + sum(_between(missing))


def _between(missing: list[float]) -> Iterator[float]:
    for place in range(len(CHANCES) - 1):
        width = CHANCES[place + 1] - CHANCES[place]
        yield width * (missing[place] + missing[place + 1]) / 2
