"""The pace of one series: where its next totals should lie, and how much they scatter by nature.

The centre blends a short and a long exponentially weighted mean; a period in which work was closed
in bulk counts only up to a few spreads above the mean. Spreads are taken on the square-root scale,
on which counts scatter much the same whether there are few or many.
"""

from dataclasses import dataclass
from math import inf, sqrt

SHORT = 0.5 ** (1 / 5)  # what a period's weight becomes after one more: half after 5 periods,
LONG = 0.5 ** (1 / 20)  # and after 20
BLEND = 0.6  # of the short mean
BULK = 4.0  # spreads above the long mean beyond which a period counts no more
SETTLED = 3.0  # periods' weight until a mean says what is bulk
LEAST_MEAN = 0.25
LEAST_CENTRE = 0.05
LEAST_SPREAD = 0.3  # on the square-root scale
POISSON = 1.5  # a variance below so many means is an accident of few periods


@dataclass(slots=True)
class Pace:
    """What is known of a series after some periods; `see` takes one more."""

    short: float = 0.0
    short_weight: float = 0.0
    long: float = 0.0
    weight: float = 0.0
    squares: float = 0.0
    squares_weight: float = 0.0

    def see(self, done: float) -> None:
        """Take note of what was delivered in the next period."""
        done = min(done, self._most())
        self.short = self.short * SHORT + done
        self.short_weight = self.short_weight * SHORT + 1
        self.long = self.long * LONG + done
        self.weight = self.weight * LONG + 1
        self.squares = self.squares * LONG + (done - self.long / self.weight) ** 2
        self.squares_weight = self.squares_weight * LONG + 1

    def outlook(self, horizon: int) -> tuple[float, float]:
        """Return centre and spread of the next `horizon` periods' total, as square roots."""
        mean = BLEND * self.short / self.short_weight + (1 - BLEND) * self.long / self.weight
        mean = max(mean, LEAST_CENTRE)
        total = horizon * mean
        variance = max(self.squares / self.squares_weight, POISSON * mean)
        spread = sqrt(total + sqrt(horizon * variance)) - sqrt(total)
        return rooted(total), max(spread, LEAST_SPREAD)

    def _most(self) -> float:
        if self.weight <= SETTLED:
            return inf
        mean = max(self.long / self.weight, LEAST_MEAN)
        return mean + BULK * sqrt(max(self.squares / self.squares_weight, mean))


def rooted(total: float) -> float:
    """Return a total on the square-root scale."""
    return sqrt(total + 0.25)


def unrooted(root: float) -> float:
    """Return the total whose square root this is; nothing is delivered less than not at all."""
    return max(max(root, 0.0) ** 2 - 0.25, 0.0)
