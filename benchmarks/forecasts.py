"""Measure how fast forecasts are made: many weekly series, a quarter's joint draws, all of it.

python -m benchmarks.forecasts
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np

from portfolio.domain.cycles import Cycle, quarter_span
from portfolio.domain.forecast_facts import Epic, ForecastFacts, Work
from portfolio.domain.teams import Team
from portfolio.measures.cycle_forecasts import cycle_forecasts
from portfolio.measures.draws import Ahead, Part, delivered, finishes, sure_by
from portfolio.measures.forecast import forecasts
from portfolio.measures.histories import History

SERIES, WEEKS = 38, 520
TEAMS, EPICS, SPRINTS, DRAWS = 60, 120, 6, 10_000
TEAMS_AN_EPIC = 3
ON = date(2027, 1, 4)


def main() -> None:
    """Print the best of three runs of each, in seconds of the wall and of the processor."""
    told = history_of_series(np.random.default_rng(1))
    for window, horizon in ((6, 4), (12, 6), (26, 13)):
        words = f"{SERIES} series of {WEEKS} weeks, ({window}, {horizon})"
        report(words, partial(series_by_series, told, window, horizon))
    ahead, parts = team_bands(), epic_parts(np.random.default_rng(2))
    words = f"{DRAWS} draws of {SPRINTS} sprints, {TEAMS} teams, {EPICS} epics"
    report(words, lambda: sprint_by_sprint(ahead, parts))
    facts = quarter(np.random.default_rng(3))
    words = f"a week's forecasts, {TEAMS} teams, {EPICS} epics, {len(facts.works)} items"
    report(words, lambda: len(cycle_forecasts(facts, ON)))


def report(words: str, run: Callable[[], int]) -> None:
    """Print how long something takes, and how many came of it."""
    found = []
    count = 0
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        count = run()
        found.append((time.perf_counter() - wall, time.process_time() - processor))
    print(f"{words}: {min(found)[0]:.2f} s, {min(found)[1]:.2f} s of processor; {count} forecasts")


def history_of_series(rng: Any) -> list[History]:
    """Return weekly counts, more scattered than dice."""
    done = rng.negative_binomial(3, 0.3, (SERIES, WEEKS)).astype(float)
    clock = tuple(range(WEEKS))
    names = tuple(map(str, clock))
    return [History(f"s{n}", names, clock, tuple(own)) for n, own in enumerate(done.tolist())]


def series_by_series(told: list[History], window: int, horizon: int) -> int:
    """Forecast each series after each of its weeks."""
    return sum(1 for _ in forecasts(told, window, horizon))


def team_bands() -> list[Ahead]:
    """Return teams that deliver some twenty points a sprint."""
    places = (-1.28, -1.04, -0.67, 0, 0.67, 1.04, 1.28)
    totals = tuple(
        tuple(20 * sprint + 8 * sprint**0.5 * place for place in places)
        for sprint in range(1, SPRINTS + 1)
    )
    return [Ahead(f"t{team}", totals, (1.0,) * SPRINTS) for team in range(TEAMS)]


def epic_parts(rng: Any) -> list[Part]:
    """Return epics in which three teams take part each."""
    found = []
    for epic in range(EPICS):
        for team in rng.choice(TEAMS, TEAMS_AN_EPIC, replace=False):
            found.append(Part(f"e{epic}", f"t{team}", float(rng.uniform(5, 150))))
    return found


def sprint_by_sprint(ahead: list[Ahead], parts: list[Part]) -> int:
    """Draw the teams' sprints and when each epic is done, and tell its 50 % and 85 % sprints."""
    drawn = delivered(ahead, draws=DRAWS)
    when = finishes(parts, [one.team for one in ahead], drawn)
    return len([(sure_by(one, 0.5), sure_by(one, 0.85)) for one in when.values()])


def quarter(rng: Any) -> ForecastFacts:
    """Return a quarter with a year of delivered work behind it, and epics of ten items ahead."""
    works = [
        Work(
            number, "Story", number, team_id=team + 1, points=float(rng.integers(1, 9)),
            created_on=ON - timedelta(days=500), closed_on=ON - timedelta(days=int(days)),
            is_delivered=True,
        )
        for number, (team, days) in enumerate(
            (team, days) for team in range(TEAMS) for days in rng.integers(1, 365, 150)
        )
    ]  # fmt: skip
    epics = [Epic(100_000 + epic, epic) for epic in range(EPICS)]
    homes = [rng.choice(TEAMS, TEAMS_AN_EPIC, replace=False) + 1 for _ in epics]
    for epic in range(10 * EPICS):
        works.append(
            Work(
                200_000 + epic, "Story", epic, epic_id=100_000 + epic // 10,
                team_id=int(rng.choice(homes[epic // 10])), points=float(rng.integers(1, 9)),
                created_on=ON - timedelta(days=90),
            )
        )  # fmt: skip
    teams = tuple(Team(team + 1, f"t{team}", f"Team {team}", None) for team in range(TEAMS))
    cycle = Cycle(1, "2027Q1", quarter_span("2027Q1"))
    return ForecastFacts(cycle, teams, tuple(works), tuple(epics))


if __name__ == "__main__":
    main()
