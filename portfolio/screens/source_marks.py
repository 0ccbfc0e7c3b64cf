"""What stands beside the value of a key result that measures itself: its source, age and guard."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.guardrails import Guardrail
from portfolio.domain.okrs import CheckIn
from portfolio.domain.sources import Fault, Reading, Source
from portfolio.store import guardrails, readings, sources
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class SourceMark:
    """A key result's source as of a day; its fault and its guardrail are those of today."""

    source: Source
    reading: Reading | None
    guardrail: Guardrail | None

    @property
    def fault(self) -> Fault | None:
        """What is wrong with it, where somebody has to do something about it."""
        fault = self.source.fault
        return None if fault is None or fault.kind.is_quiet else fault

    @property
    def is_old(self) -> bool:
        """Whether the value is an old one that the source no longer stands for."""
        return self.fault is not None and self.reading is not None

    def is_by_hand(self, latest: CheckIn | None) -> bool:
        """Whether a person went over what the source says, with another value."""
        if latest is None or latest.source is not None or self.reading is None:
            return False
        return latest.value != self.reading.value


def of_cycle(tx: Tx, cycle_id: int, *, on: date | None = None) -> dict[int, SourceMark]:
    """Read the marks of a cycle's key results in three queries."""
    own = sources.of_cycle(tx, cycle_id)
    if not own:
        return {}
    read = readings.latest(tx, list(own), on=on)
    guards = guardrails.of_key_results(tx, list(own))
    return {key: SourceMark(one, read.get(key), guards.get(key)) for key, one in own.items()}
