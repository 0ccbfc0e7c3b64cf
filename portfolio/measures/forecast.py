"""Forecast how much series will deliver in their next periods, as bands that are calibrated.

Totals are looked at on the square-root scale. How far they really fell from the centre, in units
of each series' own spread, is pooled over all series; how much wilder or calmer than its spread
says a series is, is learned from itself and shrunk towards the pool. Before there is a pool, what
public histories taught stands in. (Compare Taieb, Taylor & Hyndman 2020 on pooled residuals, and
Gneiting & Raftery 2007 on scoring intervals.)
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portfolio.measures.histories import History
from portfolio.measures.pace import Paces, rooted, unrooted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

QUANTILES = (0.1, 0.15, 0.25, 0.5, 0.75, 0.85, 0.9)
NORMAL = (-1.28, -1.04, -0.67, 0.0, 0.67, 1.04, 1.28)  # until the pool has a shape of its own
OVERLAP = 0.5  # forecasts of H periods made every period: each tells 2 / H of a new one
POOL_PRIOR = 300.0  # independent outcomes that the normal shape counts for
SCALE_PRIOR = 40.0  # the same for a pool as wild as the spreads say
OWN_PRIOR = 12.0  # outcomes of its own until a series' wildness is half its own
FORGET = 0.5 ** (1 / 40)  # of a series' older outcomes
WILDEST = 4.0  # beyond so many spreads an outcome counts no more
MOST_POOLED = 20_000


@dataclass(frozen=True, slots=True)
class Forecast:
    """A band for the total of the next periods, made when `period` was the last one known."""

    series: str
    period: str
    index: int
    quantiles: tuple[float, ...]  # of QUANTILES


def forecasts(
    histories: Sequence[History],
    window: int,
    horizon: int,
    *,
    newest: bool = False,
    moments: Container[int] | None = None,
) -> Iterator[Forecast]:
    """Forecast each series after each of its periods, by what was known then and nothing later.

    A forecast needs `window` periods up to then; those whose `horizon` is not over yet are given
    only with `newest`. Series come into each other's sight only with outcomes that were complete.
    With `moments` (of the histories' clock) none made at another one is given.
    """
    walk = _Walk(histories, horizon)
    for moment, rows, indexes in _moments(histories):
        walk.arrive(rows, indexes)
        due = indexes >= window - 1
        rows, indexes = rows[due], indexes[due]
        if not len(rows):
            continue
        made = walk.forecast(rows, indexes)
        if moments is not None and moment not in moments:
            continue
        for row, index, quantiles in zip(
            rows.tolist(), indexes.tolist(), made.tolist(), strict=True
        ):
            one = histories[row]
            if newest or index + horizon < len(one.done):
                yield Forecast(one.name, one.periods[index], index, tuple(quantiles))


def _moments(histories: Sequence[History]) -> Iterator[tuple[int, Any, Any]]:
    """Return, moment by moment, which series have a period then, and which of theirs it is."""
    import numpy as np

    moments: dict[int, tuple[list[int], list[int]]] = {}
    for row, one in enumerate(histories):
        for index, moment in enumerate(one.clock):
            rows, indexes = moments.setdefault(moment, ([], []))
            rows.append(row)
            indexes.append(index)
    for moment in sorted(moments):
        rows, indexes = moments[moment]
        yield moment, np.array(rows), np.array(indexes)


@dataclass(slots=True)
class _Pool:
    """What the outcomes of all series taught about forecasts over one horizon."""

    horizon: int
    shape: "Figures"  # outcomes in spreads, sorted
    recent: list["Figures"] = field(default_factory=list)  # the same in order of time
    squares: float = 0.0
    count: int = 0

    def learn(self, *, wildness: "Figures", standard: "Figures") -> None:
        """Take outcomes: how far off in the series' spreads, and in those they were given."""
        import numpy as np

        self.squares += float((wildness**2).sum())
        self.count += len(wildness)
        self.recent.append(standard)
        fresh = np.sort(standard)
        self.shape = np.insert(self.shape, np.searchsorted(self.shape, fresh), fresh)
        if len(self.shape) > 2 * MOST_POOLED:
            kept = np.concatenate(self.recent)[-MOST_POOLED:]
            self.recent = [kept]
            self.shape = np.sort(kept)

    def scale(self) -> float:
        """Return how many spreads the pool's outcomes are off, squared."""
        prior = SCALE_PRIOR * OVERLAP * self.horizon
        return (self.squares + prior) / (self.count + prior)

    def standard(self) -> "Figures":
        """Return the quantiles of standardised outcomes, drawn to the normal ones while few."""
        import numpy as np

        normal = np.array(NORMAL)
        if not len(self.shape):
            return normal
        places = (len(self.shape) - 1) * np.array(QUANTILES)
        low = places.astype(int)
        high = np.minimum(low + 1, len(self.shape) - 1)
        own = self.shape[low] + (self.shape[high] - self.shape[low]) * (places - low)
        count = len(self.shape) / (OVERLAP * self.horizon)
        weight = count / (count + POOL_PRIOR)
        mixed: Figures = weight * own + (1 - weight) * normal
        return mixed


class _Walk:
    """A walk along all histories at once, which looks at no period before it has come."""

    def __init__(self, histories: Sequence[History], horizon: int) -> None:
        import numpy as np

        count = len(histories)
        longest = max((len(one.done) for one in histories), default=0)
        self.horizon = horizon
        self.pool = _Pool(horizon, np.empty(0))
        self.paces = Paces.unknown(count)
        self.done = np.zeros((count, longest))
        self.totals = np.zeros((count, longest + 1))  # before each period
        for row, one in enumerate(histories):
            self.done[row, : len(one.done)] = one.done
        np.cumsum(self.done, axis=1, out=self.totals[:, 1:])
        # What was forecast after each period: centre, the series' spread, the spread given.
        self.made = np.full((3, count, longest), np.nan)
        self.squares = np.zeros(count)  # of the outcomes, in the series' own spreads
        self.weight = np.zeros(count)

    def arrive(self, rows: Any, indexes: Any) -> None:
        """Take the next period of these series, and what by it has come of an earlier forecast."""
        self.paces.see(rows, self.done[rows, indexes])
        over = indexes >= self.horizon
        rows, indexes = rows[over], indexes[over]
        if len(rows):
            self._learn(rows, indexes)

    def forecast(self, rows: Any, indexes: Any) -> "Figures":
        """Make the forecasts of these series after these periods: their quantiles."""
        import numpy as np

        centre, spread = self.paces.outlook(rows, self.horizon)
        given = spread * np.sqrt(self._scale(rows))
        self.made[:, rows, indexes] = centre, spread, given
        return unrooted(centre[:, None] + given[:, None] * self.pool.standard()[None, :])

    def _learn(self, rows: Any, indexes: Any) -> None:
        import numpy as np

        begun = indexes - self.horizon
        centre, spread, given = self.made[:, rows, begun]
        told = ~np.isnan(centre)
        if not told.any():
            return
        total = self.totals[rows, indexes + 1] - self.totals[rows, begun + 1]
        off = (rooted(total) - centre)[told]
        rows = rows[told]
        wildness = np.clip(off / spread[told], -WILDEST, WILDEST)
        self.squares[rows] = self.squares[rows] * FORGET + wildness**2
        self.weight[rows] = self.weight[rows] * FORGET + 1
        standard = np.clip(off / given[told], -WILDEST, WILDEST)
        self.pool.learn(wildness=wildness, standard=standard)

    def _scale(self, rows: Any) -> "Figures":
        """Return how many spreads each series' outcomes are off, squared."""
        import numpy as np

        own = self.weight[rows] / (OVERLAP * self.horizon)
        mean = self.squares[rows] / np.maximum(self.weight[rows], 1.0)
        scale: Figures = (mean * own + OWN_PRIOR * self.pool.scale()) / (own + OWN_PRIOR)
        return scale
