"""The sources of a quarter's key results: what each reads, how old that is, and what fails."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.standing import KeyResultStanding, ObjectiveStanding, standing_of
from portfolio.screens import source_marks
from portfolio.screens.source_marks import SourceMark
from portfolio.store import okrs
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Row:
    """A key result that measures itself; `number` is that of its branch."""

    number: int
    objective: ObjectiveStanding
    standing: KeyResultStanding
    mark: SourceMark

    @property
    def order(self) -> tuple[int, int, str]:
        """Its place: what fails first, then what is guarded no more."""
        fails = 0 if self.mark.fault else 1
        broken = 0 if self.mark.guardrail and self.mark.guardrail.is_broken else 1
        return fails, broken, self.standing.key_result.code


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of all sources."""

    cycle: Cycle
    on: date
    rows: tuple[Row, ...]
    others: int  # key results that people check in

    @property
    def failing(self) -> int:
        """How many sources fail."""
        return sum(1 for one in self.rows if one.mark.fault)

    @property
    def broken(self) -> int:
        """How many guardrails are broken."""
        return sum(1 for one in self.rows if one.mark.guardrail and one.mark.guardrail.is_broken)


def load(tx: Tx, cycle: Cycle, *, on: date) -> Screen:
    """Read the sources of a quarter, those that fail first."""
    standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    marks = source_marks.of_cycle(tx, cycle.id, on=on)
    found = [
        (number, one, row)
        for number, branch in enumerate(standing.objectives, start=1)
        for one in branch.every_objective()
        for row in one.key_results
    ]
    rows = [
        Row(number, one, row, marks[row.key_result.id])
        for number, one, row in found
        if row.key_result.id in marks
    ]
    rows.sort(key=lambda row: row.order)
    return Screen(cycle, on, tuple(rows), len(found) - len(rows))
