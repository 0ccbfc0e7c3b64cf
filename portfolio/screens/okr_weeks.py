"""Key results week by week with their figure, for the pages and the dashboard that show them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.charts import key_results_over_time as chart
from portfolio.charts.key_results_over_time import KeyResultSeries
from portfolio.domain.cycles import Cycle
from portfolio.domain.standing import CycleStanding, standing_of
from portfolio.store import okrs
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Weeks:
    """Every key result asked for as rows; the figure draws those in `shown`."""

    series: tuple[KeyResultSeries, ...]
    shown: tuple[KeyResultSeries, ...]
    figure: dict[str, Any]

    @property
    def days(self) -> tuple[date, ...]:
        """The days that the series have points for."""
        return tuple(point.on for point in self.series[0].points) if self.series else ()


def weeks(
    tx: Tx,
    cycle: Cycle,
    *,
    on: date,
    objective_id: int | None = None,
    say: Callable[[str], str] = str,
) -> Weeks:
    """Read the key results of a cycle, or of one objective, until a day, in five queries."""
    standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    return weeks_of(standing, objective_id=objective_id, say=say)


def weeks_of(
    standing: CycleStanding,
    *,
    objective_id: int | None = None,
    say: Callable[[str], str] = str,
) -> Weeks:
    """Return the weeks of what was read already.

    Of a cycle the figure shows each objective's worst key result, of an objective all.
    """
    every = chart.series(standing)
    shown = chart.chosen(standing, every, objective_id=objective_id)
    if objective_id is not None:
        ids = {
            row.key_result.id
            for one in standing.every_objective()
            if one.objective.id == objective_id
            for row in one.every_key_result()
        }
        every = tuple(one for one in every if one.key_result.id in ids)
    span, on = standing.tree.cycle.span, standing.tree.on
    return Weeks(every, shown, chart.figure(shown, span=span, on=on, _=say))
