"""Measure how fast forecasts are made: many weekly series, and a quarter's joint draws.

python -m benchmarks.forecasts
"""

import time

import numpy as np

from portfolio.measures.draws import Ahead, delivered
from portfolio.measures.forecast import forecasts
from portfolio.measures.histories import History

SERIES, WEEKS, TEAMS, DRAWS, SPRINTS = 38, 520, 60, 10_000, 6


def main() -> None:
    """Print the seconds of each."""
    rng = np.random.default_rng(1)
    done = rng.negative_binomial(3, 0.3, (SERIES, WEEKS)).astype(float)
    clock = tuple(range(WEEKS))
    histories = [
        History(f"s{row}", tuple(map(str, clock)), tuple(one), clock)
        for row, one in enumerate(done.tolist())
    ]
    began = time.perf_counter()
    count = sum(1 for _ in forecasts(histories, 26, 13))
    print(f"{count} forecasts of {SERIES} series: {time.perf_counter() - began:.2f} s")
    ahead = [
        Ahead(
            f"t{team}", tuple(_band(sprint) for sprint in range(1, SPRINTS + 1)), (1.0,) * SPRINTS
        )
        for team in range(TEAMS)
    ]
    began = time.perf_counter()
    totals = delivered(ahead, draws=DRAWS)
    print(f"{totals.shape} draws of {TEAMS} teams: {time.perf_counter() - began:.2f} s")


def _band(sprint: int) -> tuple[float, ...]:
    return tuple(sprint * (20 + 8 * place) for place in (-1.28, -1.04, -0.67, 0, 0.67, 1.04, 1.28))


if __name__ == "__main__":
    main()
