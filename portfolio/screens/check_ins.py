"""All the key results that somebody checks in, with what was said last, on one form."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.standing import KeyResultStanding, ObjectiveStanding, standing_of
from portfolio.store import okr_scopes, okrs
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """A key result that waits to be checked in; `number` is that of its branch."""

    number: int
    objective: ObjectiveStanding
    standing: KeyResultStanding

    @property
    def id(self) -> int:
        """The key result's id."""
        return self.standing.key_result.id

    @property
    def last_id(self) -> int:
        """The check-in that counts now; 0 for none. The form says it back."""
        return self.standing.latest.id if self.standing.latest else 0


@dataclass(frozen=True, slots=True)
class Screen:
    """The form's lines: one's own, or all one may check in."""

    cycle: Cycle
    on: date
    lines: tuple[Line, ...]
    is_all: bool
    others: int

    @property
    def stale(self) -> int:
        """How many of the lines have no news for too long."""
        return sum(line.standing.is_stale for line in self.lines)


def load(tx: Tx, viewer: Viewer, cycle: Cycle, *, on: date, everything: bool = False) -> Screen:
    """Read the key results that the viewer owns, or leads; where there are none, all allowed."""
    standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    ids = [one.key_result.id for one in standing.every_key_result()]
    scopes = okr_scopes.of_key_results(tx, ids)
    allowed = [
        Line(number, one, row)
        for number, branch in enumerate(standing.objectives, start=1)
        for one in branch.every_objective()
        for row in one.key_results
        if may(viewer, Deed.CHECK_IN, scopes[row.key_result.id])
    ]
    own = [
        line
        for line in allowed
        if viewer.account_id in scopes[line.id].account_ids
        or viewer.team_ids & scopes[line.id].team_ids
    ]
    shown = allowed if everything or not own else own
    return Screen(cycle, on, tuple(shown), len(shown) == len(allowed), len(allowed) - len(own))
