"""The key results of the cycle over its weeks, as the delivery page shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.charts import key_results_over_time
from portfolio.charts.key_results_over_time import KeyResultSeries
from portfolio.domain.cycles import Cycle
from portfolio.domain.standing import CycleStanding, standing_of
from portfolio.store import okrs
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class KeyResultsOverTime:
    """Every key result week by week, and the few that the plot shows."""

    cycle: Cycle
    standing: CycleStanding
    every: tuple[KeyResultSeries, ...]
    shown: tuple[KeyResultSeries, ...]
    figure: dict[str, Any]


def load(
    tx: Tx, cycle: Cycle, *, today: date, _: Callable[[str], str] = str
) -> KeyResultsOverTime | None:
    """Read the key results of a cycle until today; None where there are none."""
    on = min(today, cycle.span.ends_on)
    standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    every = key_results_over_time.series(standing)
    if not every:
        return None
    shown = key_results_over_time.chosen(standing, every)
    figure = key_results_over_time.figure(shown, span=cycle.span, on=on, _=_)
    return KeyResultsOverTime(cycle, standing, every, shown, figure)
