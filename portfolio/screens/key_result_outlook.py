"""Where a key result is forecast to end: every band as it was made, and how such ones came true."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.charts import key_result_forecasts
from portfolio.domain.forecasts import Forecast, Kind, Record
from portfolio.domain.okrs import KeyResult
from portfolio.store import forecasts
from portfolio.store.unit import Tx

KINDS = (Kind.KEY_RESULT, Kind.KEY_RESULT_SCORE)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecasts of a key result until a day: of its value, else of its score.

    `record` is that of all forecasts of the kind; `is_score` tells which of the two it is.
    """

    latest: Forecast | None
    made: tuple[Forecast, ...]
    record: Record | None
    is_score: bool
    figure: dict[str, Any]

    @property
    def chance(self) -> float | None:
        """The chance that it is met, as it was drawn; None where that was not kept."""
        chance = self.latest.basis.get("chance") if self.latest else None
        return float(chance) if isinstance(chance, int | float) else None

    @property
    def epics(self) -> int:
        """How many open epics were drawn."""
        return int(self.latest.basis.get("epics", 0)) if self.latest else 0

    @property
    def pairs(self) -> int:
        """By how many effects that came the expected ones were scaled."""
        return int(self.latest.basis.get("pairs", 0)) if self.latest else 0


def load(
    tx: Tx, cycle_id: int, key_result: KeyResult, *, on: date, say: Callable[[str], str] = str
) -> Outlook:
    """Read what was forecast by a day, and the record, in two queries."""
    every = forecasts.made_in(tx, cycle_id, KINDS, on=on)
    values = every.get((Kind.KEY_RESULT, key_result.id), [])
    made = values or every.get((Kind.KEY_RESULT_SCORE, key_result.id), [])
    kind = Kind.KEY_RESULT if values else Kind.KEY_RESULT_SCORE
    target = key_result.target if values else None
    return Outlook(
        latest=made[-1] if made else None,
        made=tuple(made),
        record=forecasts.record(tx, kind, on=on) if made else None,
        is_score=not values,
        figure=key_result_forecasts.bands(made, target, _=say),
    )
