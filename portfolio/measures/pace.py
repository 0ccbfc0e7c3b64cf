"""The paces of series: where their next totals should lie, and how much they scatter by nature.

The centre blends a short and a long exponentially weighted mean; a period in which work was closed
in bulk counts only up to some spreads above the mean, unless the one before was as large. Spreads
are taken on the square-root scale, on which counts scatter much the same whether there are few or
many. What little is known of a series' scatter is drawn to how all scatter around their means.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

SHORT = 0.5 ** (1 / 5)  # what a period's weight becomes after one more: half after 5 periods,
LONG = 0.5 ** (1 / 20)  # and after 20
BLEND = 0.6  # of the short mean
BULK = 8.0  # spreads above the long mean beyond which a period counts no more
SETTLED = 3.0  # periods' weight until a mean says what is bulk
LEAST_MEAN = 0.25
LEAST_CENTRE = 0.05
LEAST_SPREAD = 0.3  # on the square-root scale
SHARED = 4.0  # periods that the scatter of all series counts for in that of one
TOLD = 2.0  # periods' weight until a series tells of scatter
POISSON = 1.5  # a variance below so many means is an accident of few periods


@dataclass(slots=True)
class Paces:
    """What is known of many series after some periods; `see` takes one more of some of them."""

    short: "Figures"
    short_weight: "Figures"
    long: "Figures"
    weight: "Figures"
    squares: "Figures"
    squares_weight: "Figures"
    last: "Figures"

    @classmethod
    def unknown(cls, series: int) -> "Paces":
        """Return the paces of series of which nothing has been seen."""
        import numpy as np

        return cls(*(np.zeros(series) for _ in range(7)))

    def see(self, rows: Any, done: "Figures") -> None:
        """Take note of what these series delivered in the next period."""
        import numpy as np

        whole = done
        done = np.minimum(done, np.maximum(self._most(rows), self.last[rows]))
        self.last[rows] = whole
        self.short[rows] = self.short[rows] * SHORT + done
        self.short_weight[rows] = self.short_weight[rows] * SHORT + 1
        self.long[rows] = self.long[rows] * LONG + done
        self.weight[rows] = self.weight[rows] * LONG + 1
        off = done - self.long[rows] / self.weight[rows]
        self.squares[rows] = self.squares[rows] * LONG + off**2
        self.squares_weight[rows] = self.squares_weight[rows] * LONG + 1

    def outlook(self, rows: Any, horizon: int) -> tuple["Figures", "Figures"]:
        """Return centre and spread of the next `horizon` periods' totals, as square roots."""
        import numpy as np

        short = self.short[rows] / self.short_weight[rows]
        long = self.long[rows] / self.weight[rows]
        mean = np.maximum(BLEND * short + (1 - BLEND) * long, LEAST_CENTRE)
        total = horizon * mean
        weight = self.squares_weight[rows]
        variance = (self.squares[rows] + SHARED * self._scatter() * mean) / (weight + SHARED)
        variance = np.maximum(variance, POISSON * mean)
        spread = np.sqrt(total + np.sqrt(horizon * variance)) - np.sqrt(total)
        return rooted(total), np.maximum(spread, LEAST_SPREAD)

    def _scatter(self) -> float:
        """Return the variance of the usual series in units of its mean."""
        import numpy as np

        told = self.squares_weight > TOLD
        if not told.any():
            return POISSON
        mean = np.maximum(self.long[told] / self.weight[told], LEAST_CENTRE)
        ratios = self.squares[told] / self.squares_weight[told] / mean
        return max(float(np.median(ratios)), POISSON)

    def _most(self, rows: Any) -> "Figures":
        import numpy as np

        weight = np.maximum(self.weight[rows], 1.0)
        mean = np.maximum(self.long[rows] / weight, LEAST_MEAN)
        usual = self.squares[rows] / np.maximum(self.squares_weight[rows], 1.0)
        most = mean + BULK * np.sqrt(np.maximum(usual, mean))
        return np.where(self.weight[rows] <= SETTLED, np.inf, most)


def rooted(total: "Figures") -> "Figures":
    """Return totals on the square-root scale."""
    import numpy as np

    return np.sqrt(total + 0.25)


def unrooted(root: "Figures") -> "Figures":
    """Return the totals whose square roots these are; nothing delivers less than not at all."""
    import numpy as np

    return np.maximum(np.maximum(root, 0.0) ** 2 - 0.25, 0.0)
