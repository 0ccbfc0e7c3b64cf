"""All the key results that somebody checks in, with what was said last, on one form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle, Span
from portfolio.domain.effects import FinishedEpic
from portfolio.domain.okrs import CheckIn, due_on, expected_value
from portfolio.domain.people import Deed, Thing, Viewer, may
from portfolio.domain.rhythm import WEEKLY, Rhythm
from portfolio.domain.standing import KeyResultStanding, ObjectiveStanding, standing_of
from portfolio.domain.teams import Team
from portfolio.store import effects, okr_scopes, okrs, people, rhythms, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """A key result that waits to be checked in; `number` is that of its branch."""

    number: int
    objective: ObjectiveStanding
    standing: KeyResultStanding
    span: Span
    on: date
    said_by: str = ""  # who made the check-in that counts now
    asked: tuple[FinishedEpic, ...] = ()  # finished epics that have not told what they moved

    @property
    def id(self) -> int:
        """The key result's id."""
        return self.standing.key_result.id

    @property
    def latest(self) -> CheckIn | None:
        """The check-in that counts now."""
        return self.standing.latest

    @property
    def last_id(self) -> int:
        """The check-in that counts now; 0 for none. The form says it back."""
        return self.latest.id if self.latest else 0

    @property
    def expected(self) -> float | None:
        """The value that is expected today; None where there is no such line."""
        return expected_value(self.standing.key_result, self.on, self.span)

    @property
    def due_on(self) -> date | None:
        """The day by which the next check-in is expected."""
        return due_on(self.standing.key_result, self.on, self.span)

    @property
    def is_due(self) -> bool:
        """Whether a check-in is expected today, or was before."""
        return self.due_on is not None and self.due_on <= self.on

    @property
    def waits(self) -> bool:
        """Whether something is to be said of it now."""
        return self.is_due or self.standing.is_stale

    @property
    def is_measured(self) -> bool:
        """Whether a source said the last value, and will say the next."""
        return self.latest is not None and self.latest.source is not None

    @property
    def is_said_today(self) -> bool:
        """Whether saying it again corrects what was said for today."""
        return self.latest is not None and self.latest.on == self.on


@dataclass(frozen=True, slots=True)
class TeamRhythm:
    """How often a team checks in; `version` 0: as it comes, for it has chosen nothing."""

    team: Team
    rhythm: Rhythm
    version: int
    next_on: date


@dataclass(frozen=True, slots=True)
class Screen:
    """The form's lines: one's own, or all one may check in."""

    cycle: Cycle
    on: date
    lines: tuple[Line, ...]
    is_all: bool
    others: int
    rhythms: tuple[TeamRhythm, ...]  # of the lines' teams, where the viewer may set them

    @property
    def stale(self) -> int:
        """How many of the lines have no news for too long."""
        return sum(line.standing.is_stale for line in self.lines)

    @property
    def due(self) -> int:
        """How many of the lines are due today, or were before."""
        return sum(line.is_due for line in self.lines)

    @property
    def next_on(self) -> date | None:
        """The day on which the next line falls due."""
        return min((one.due_on for one in self.lines if one.due_on is not None), default=None)


def load(tx: Tx, viewer: Viewer, cycle: Cycle, *, on: date, everything: bool = False) -> Screen:
    """Read the key results that the viewer owns, or leads; where there are none, all allowed."""
    standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    ids = [one.key_result.id for one in standing.every_key_result()]
    scopes = okr_scopes.of_key_results(tx, ids)
    names = {one.id: one.name for one in people.all_accounts(tx)}
    asked = _asked(tx, on)
    allowed = [
        Line(number, one, row, cycle.span, on, _by(row, names), asked.get(row.key_result.id, ()))
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
    shown.sort(key=lambda line: not line.waits)  # what waits first, else as the tree has it
    return Screen(
        cycle=cycle,
        on=on,
        lines=tuple(shown),
        is_all=len(shown) == len(allowed),
        others=len(allowed) - len(own),
        rhythms=_rhythms(tx, viewer, [scopes[line.id] for line in shown], on),
    )


def _asked(tx: Tx, on: date) -> dict[int, tuple[FinishedEpic, ...]]:
    """Return the finished epics that are asked what they really moved, by key result."""
    asked: dict[int, tuple[FinishedEpic, ...]] = {}
    for one in effects.untold(tx, on=on):
        if one.is_due(on):
            known = asked.get(one.epic.key_result_id, ())
            asked[one.epic.key_result_id] = (*known, one.epic)
    return asked


def _by(row: KeyResultStanding, names: Mapping[int, str]) -> str:
    return names.get(row.latest.account_id or 0, "") if row.latest else ""


def _rhythms(tx: Tx, viewer: Viewer, scopes: list[Thing], on: date) -> tuple[TeamRhythm, ...]:
    ids = frozenset(one for scope in scopes for one in scope.team_ids)
    mine = {one for one in ids if may(viewer, Deed.EDIT_TEAM, Thing(team_ids=frozenset({one})))}
    if not mine:
        return ()
    chosen = rhythms.of_teams(tx, mine)
    found = []
    for team in teams.all_teams(tx):
        if team.id in mine:
            rhythm, version = chosen.get(team.id, (WEEKLY, 0))
            found.append(TeamRhythm(team, rhythm, version, rhythm.first_after(on)))
    return tuple(found)
