"""Measure whether bands hold: on invented histories of many kinds, and on real ones where found.

python -m benchmarks.calibration [--seeds 101,202] [--real FILE.csv,...]
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from portfolio.measures.backtest import backtest, figures
from portfolio.measures.histories import History, histories_of

WEEKLY = ((6, 4), (12, 6), (26, 13))
SPRINTS = ((6, 1), (6, 4), (12, 6))


def main() -> None:
    """Print a row of figures for each kind, window and horizon."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="101,202")
    parser.add_argument("--real", default="", help="CSV files of series,period,done")
    asked = parser.parse_args()
    print(
        "| histories | window, horizon | forecasts | cover80 | safe85 | winkler80 / naive | ",
        end="",
    )
    print("series at 0.70 | p15 > 0 |\n|---|---|---|---|---|---|---|---|")
    for seed in map(int, asked.seeds.split(",")):
        for number, (name, (series, make)) in enumerate(KINDS.items()):
            rng = np.random.default_rng((seed, number))
            found = [_history(f"{name}{n}", *make(rng)) for n in range(series)]
            report(f"{name}, seed {seed}", found, SPRINTS if name == "sprint points" else WEEKLY)
    for path in filter(None, asked.real.split(",")):
        with Path(path).open(encoding="utf-8") as lines:
            report(Path(path).stem, histories_of(lines), WEEKLY)


def report(name: str, histories: Sequence[History], shapes: Sequence[tuple[int, int]]) -> None:
    """Print the figures of some histories."""
    for window, horizon in shapes:
        made = backtest(histories, window, horizon)
        found = figures(made)
        own = [one["cover80"] for one in found["by_series"].values() if one["forecasts"] >= 100]
        good = f"{sum(one >= 0.7 for one in own)} of {len(own)}"
        above = sum(one.forecast.quantiles[1] > 0 for one in made) / len(made)
        ratio = found["winkler80"] / found["naive"]["winkler80"]
        print(
            f"| {name} | {window}, {horizon} | {found['forecasts']} | {found['cover80']:.3f} "
            f"| {found['safe85']:.3f} | {ratio:.3f} | {good} | {above:.2f} |",
            flush=True,
        )


def _history(name: str, done: Any, first: int) -> History:
    clock = tuple(range(first, first + len(done)))
    return History(name, tuple(map(str, clock)), clock, tuple(map(float, done)))


def _level(rng: Any) -> float:
    return float(np.exp(rng.normal(1.5, 0.8)))


def _scattered(rng: Any, level: Any, size: float) -> Any:
    """Counts around a level, more scattered than dice the smaller `size` is."""
    return rng.negative_binomial(size, size / (size + level))


def open_source(rng: Any) -> tuple[Any, int]:
    """Ten years of a project: the pace jumps, wanders and comes back; sometimes bulk closings."""
    mean, weeks = np.log(_level(rng)), 520
    pace, paces = mean, np.empty(weeks)
    for week in range(weeks):
        if rng.random() < 0.012:
            pace = np.clip(mean + rng.normal(0, 0.9), -2, 4)
        pace = 0.985 * pace + 0.015 * mean + rng.normal(0, 0.13)
        paces[week] = pace
    bulk = np.where(rng.random(weeks) < 0.01, rng.poisson(6 * np.exp(mean), weeks), 0)
    return _scattered(rng, np.exp(paces), rng.uniform(1, 4)) + bulk, 0


def wandering(rng: Any) -> tuple[Any, int]:
    """A pace that wanders and never comes back."""
    paces = np.clip(np.log(_level(rng)) + np.cumsum(rng.normal(0, 0.12, 300)), -1, 4.5)
    return _scattered(rng, np.exp(paces), 3), 0


def even(rng: Any) -> tuple[Any, int]:
    """Dice with one pace for ever."""
    return rng.poisson(_level(rng), 300), 0


def seasons(rng: Any) -> tuple[Any, int]:
    """Summers, and quiet weeks at each year's end."""
    week = np.arange(300)
    year = 1 + 0.6 * np.sin(2 * np.pi * week / 52 + rng.uniform(0, 6))
    return rng.poisson(_level(rng) * year * np.where(week % 52 >= 50, 0.2, 1)), 0


def jumps(rng: Any) -> tuple[Any, int]:
    """All at once three times as fast, and back, every sixty weeks."""
    level = _level(rng)
    return rng.poisson(np.where(np.arange(300) // 60 % 2 == 0, level, 3 * level)), 0


def idle_weeks(rng: Any) -> tuple[Any, int]:
    """Nothing in more than half of the weeks."""
    return rng.poisson(np.where(rng.random(300) < 0.5, 0.7 * _level(rng), 0)), 0


def batches(rng: Any) -> tuple[Any, int]:
    """Three weeks of four nothing, then all of it."""
    return np.where(rng.random(300) < 0.25, rng.poisson(4 * _level(rng), 300), 0), 0


def busy(rng: Any) -> tuple[Any, int]:
    """A hundred a week and more."""
    paces = np.log(25 * _level(rng)) + np.cumsum(rng.normal(0, 0.08, 300))
    return _scattered(rng, np.exp(np.clip(paces, 1, 7)), 6), 0


def sprint_points(rng: Any) -> tuple[Any, int]:
    """Points of a board's few sprints."""
    sprints = int(rng.integers(12, 60))
    level = np.exp(rng.normal(3.2, 0.7) + np.cumsum(rng.normal(0, 0.1, sprints)))
    scatter = rng.gamma(rng.uniform(3, 10), 1, sprints)
    done = np.round(scatter / scatter.mean() * level)
    return np.where(rng.random(sprints) < 0.06, 0, done), int(rng.integers(0, 100))


def days(rng: Any) -> tuple[Any, int]:
    """Days of a team, weekends among them."""
    count = int(rng.integers(150, 900))
    paces = np.log(rng.uniform(0.3, 3)) + np.cumsum(rng.normal(0, 0.03, count))
    weekday = np.where(np.arange(count) % 7 >= 5, 0.08, 1)
    level = np.exp(np.clip(paces, -3, 2.5)) * weekday
    return _scattered(rng, level, 1.5), 7 * int(rng.integers(0, 20))


KINDS: dict[str, tuple[int, Callable[[Any], tuple[Any, int]]]] = {
    "open source": (38, open_source),
    "wandering": (38, wandering),
    "even": (30, even),
    "seasons": (30, seasons),
    "jumps": (30, jumps),
    "idle weeks": (30, idle_weeks),
    "batches": (30, batches),
    "busy": (30, busy),
    "sprint points": (79, sprint_points),
    "days": (13, days),
}

if __name__ == "__main__":
    main()
