"""Forecast how much a series will deliver in its next periods, as a band that is calibrated.

Totals are looked at on the square-root scale. How far they really fell from the centre, in units
of each series' own spread, is pooled over all series; how much wilder or calmer than its spread
says a series is, is learned from itself and shrunk towards the pool. Before there is a pool, what
public histories taught stands in. (Compare Taieb, Taylor & Hyndman 2020 on pooled residuals, and
Gneiting & Raftery 2007 on scoring intervals.)
"""

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import floor, sqrt

from portfolio.measures.histories import History
from portfolio.measures.pace import Pace, rooted, unrooted

QUANTILES = (0.1, 0.15, 0.25, 0.5, 0.75, 0.85, 0.9)
NORMAL = (-1.28, -1.04, -0.67, 0.0, 0.67, 1.04, 1.28)  # until the pool has a shape of its own
OVERLAP = 0.5  # forecasts of H periods made every period: each tells 2 / H of a new one
POOL_PRIOR = 150.0  # independent outcomes that the normal shape counts for
SCALE_PRIOR = 40.0  # the same for a pool as wild as the spreads say
OWN_PRIOR = 8.0  # outcomes of its own until a series' wildness is half its own
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


@dataclass(slots=True)
class Pool:
    """What the outcomes of all series taught about forecasts over one horizon."""

    horizon: int
    shape: list[float] = field(default_factory=list)  # outcomes in spreads, sorted
    recent: list[float] = field(default_factory=list)  # the same in order of time
    squares: float = 0.0
    count: int = 0
    known: tuple[int, tuple[float, ...]] = (-1, NORMAL)

    def learn(self, *, wildness: float, standard: float) -> None:
        """Take an outcome: how far off in the series' spreads, and in those it was given."""
        self.squares += wildness**2
        self.count += 1
        self.recent.append(standard)
        insort(self.shape, standard)
        if len(self.recent) > 2 * MOST_POOLED:
            self.recent = self.recent[-MOST_POOLED:]
            self.shape = sorted(self.recent)

    def scale(self) -> float:
        """Return how many spreads the pool's outcomes are off, squared."""
        prior = SCALE_PRIOR * OVERLAP * self.horizon
        return (self.squares + prior) / (self.count + prior)

    def standard(self) -> tuple[float, ...]:
        """Return the quantiles of standardised outcomes, drawn to the normal ones while few."""
        if self.shape and self.known[0] != self.count:
            own = len(self.shape) / (OVERLAP * self.horizon)
            weight = own / (own + POOL_PRIOR)
            mixed = tuple(
                weight * _quantile(self.shape, at) + (1 - weight) * normal
                for at, normal in zip(QUANTILES, NORMAL, strict=True)
            )
            self.known = (self.count, mixed)
        return self.known[1]


@dataclass(slots=True)
class Outlook:
    """One series as a forecaster sees it: its pace, and how wild it has shown itself."""

    pool: Pool
    pace: Pace = field(default_factory=Pace)
    squares: float = 0.0
    weight: float = 0.0

    def band(self) -> tuple[float, float, float]:
        """Return the centre, the series' spread and the spread to give, on the root scale."""
        centre, spread = self.pace.outlook(self.pool.horizon)
        return centre, spread, spread * sqrt(self._scale())

    def quantiles(self) -> tuple[float, ...]:
        """Return the quantiles of the next total."""
        centre, _, given = self.band()
        return tuple(unrooted(centre + given * one) for one in self.pool.standard())

    def learn(self, total: float, centre: float, spread: float, given: float) -> None:
        """Take what came of a forecast."""
        off = rooted(total) - centre
        wildness = max(-WILDEST, min(WILDEST, off / spread))
        self.squares = self.squares * FORGET + wildness**2
        self.weight = self.weight * FORGET + 1
        standard = max(-WILDEST, min(WILDEST, off / given))
        self.pool.learn(wildness=wildness, standard=standard)

    def _scale(self) -> float:
        if not self.weight:
            return self.pool.scale()
        own = self.weight / (OVERLAP * self.pool.horizon)
        mean = self.squares / self.weight
        return (mean * own + OWN_PRIOR * self.pool.scale()) / (own + OWN_PRIOR)


def forecasts(
    histories: Sequence[History], window: int, horizon: int, *, newest: bool = False
) -> Iterator[Forecast]:
    """Forecast each series after each of its periods, by what was known then and nothing later.

    A forecast needs `window` periods up to then; those whose `horizon` is not over yet are given
    only with `newest`. Series come into each other's sight only with outcomes that were complete.
    """
    pool = Pool(horizon)
    walks = [_Walk(one, Outlook(pool), window, horizon) for one in histories]
    moments: dict[int, list[tuple[_Walk, int]]] = {}
    for walk in walks:
        for index, moment in enumerate(walk.history.clock):
            moments.setdefault(moment, []).append((walk, index))
    for moment in sorted(moments):
        for walk, index in moments[moment]:
            walk.arrive(index)
        for walk, index in moments[moment]:
            if walk.is_due(index) and (newest or walk.is_complete(index)):
                yield walk.forecast(index)


@dataclass(slots=True)
class _Walk:
    """A walk along one history, which looks at no period before it has come."""

    history: History
    outlook: Outlook
    window: int
    horizon: int
    totals: list[float] = field(default_factory=lambda: [0.0])
    made: dict[int, tuple[float, float, float]] = field(default_factory=dict)

    def arrive(self, index: int) -> None:
        """Take the next period, and what by it has come of an earlier forecast."""
        done = self.history.done[index]
        self.outlook.pace.see(done)
        self.totals.append(self.totals[-1] + done)
        earlier = self.made.pop(index - self.horizon, None)
        if earlier is not None:
            total = self.totals[index + 1] - self.totals[index - self.horizon + 1]
            self.outlook.learn(total, *earlier)

    def is_due(self, index: int) -> bool:
        """Tell whether enough periods are known."""
        return index >= self.window - 1

    def is_complete(self, index: int) -> bool:
        """Tell whether the history says what became of a forecast made here."""
        return index + self.horizon < len(self.history.done)

    def forecast(self, index: int) -> Forecast:
        """Make the forecast after a period."""
        self.made[index] = self.outlook.band()
        return Forecast(
            self.history.name, self.history.periods[index], index, self.outlook.quantiles()
        )


def _quantile(ordered: Sequence[float], at: float) -> float:
    place = (len(ordered) - 1) * at
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
