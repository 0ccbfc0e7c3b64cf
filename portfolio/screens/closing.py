"""The end of a cycle: the score of each key result, its grade, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.domain.closing import Grade
from portfolio.domain.cycles import Cycle
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.standing import CycleStanding, standing_of
from portfolio.store import closings, okrs
from portfolio.store.closings import Closing
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Screen:
    """The page that closes a cycle, or tells how it was closed."""

    cycle: Cycle
    on: date
    standing: CycleStanding
    closing: Closing
    grades: Mapping[int, Grade]  # of this closing, else of the one that was taken back
    may_close: bool

    @property
    def is_over(self) -> bool:
        """Whether the last day of the cycle has come, so that it can be closed."""
        return self.on >= self.cycle.span.ends_on

    @property
    def was_closed(self) -> bool:
        """Whether it was closed before and is open again."""
        return not self.cycle.is_closed and bool(self.grades)

    @property
    def differing(self) -> int:
        """How many key results were graded with something else than their score."""
        return sum(one.differs for one in self.grades.values())

    @property
    def met(self) -> int:
        """How many key results count as met by their score."""
        return sum(one.is_met for one in self.standing.every_key_result())


def load(tx: Tx, viewer: Viewer, cycle: Cycle, *, today: date) -> Screen:
    """Read how a cycle ends as of today."""
    standing = standing_of(okrs.tree(tx, cycle.id, on=today))
    return Screen(
        cycle=cycle,
        on=today,
        standing=standing,
        closing=closings.of_cycle(tx, cycle.id),
        grades=closings.grades_of(tx, cycle.id),
        may_close=may(viewer, Deed.CLOSE_CYCLE),
    )
