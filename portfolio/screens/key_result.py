"""One key result: its path, its check-ins with what was corrected, and the epics behind it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from portfolio.charts import key_result_path
from portfolio.charts.key_result_path import PathPoint
from portfolio.domain.contributions import AttachedEpic, covered
from portfolio.domain.cycles import Cycle
from portfolio.domain.okrs import CheckIn, KeyResult, Objective, Tree
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.standing import KeyResultStanding, ObjectiveStanding, standing_of
from portfolio.domain.teams import Team
from portfolio.screens.objective import find
from portfolio.store import contributions, okr_scopes, okrs, people, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Said:
    """A check-in with who made it, and what it corrected."""

    check_in: CheckIn
    by: str
    corrected: tuple[CheckIn, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of one key result."""

    cycle: Cycle
    on: date
    number: int
    objective: Objective
    key_result: KeyResult
    standing: KeyResultStanding
    points: tuple[PathPoint, ...]
    figure: dict[str, Any]
    said: tuple[Said, ...]
    epics: tuple[AttachedEpic, ...]
    team: Team | None
    may_check_in: bool
    may_edit: bool
    may_restore: bool
    may_attach: bool

    @property
    def open_amount(self) -> float:
        """What the open epics are expected to move, by their confidence."""
        return sum(one.contribution.amount for one in self.epics if one.category.is_open)

    @property
    def covered(self) -> float:
        """The share of the gap that the open epics would close."""
        return covered(self.open_amount, self.standing.gap)

    @property
    def last_id(self) -> int:
        """The check-in that counts now; 0 for none. A form says it back."""
        return self.standing.latest.id if self.standing.latest else 0


def load(
    tx: Tx,
    viewer: Viewer,
    key_result_id: int,
    *,
    on: date,
    say: Callable[[str], str] = str,
) -> Screen:
    """Read a key result as it stands on a day; one that was struck out as it stood before."""
    whole = okrs.one_key_result(tx, key_result_id)
    cycle = okrs.cycle_of(tx, whole.objective_id)
    if whole.struck_on is not None:
        on = min(on, whole.struck_on - timedelta(days=1))
    tree_standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    number, branch = find(tree_standing, okrs.one_objective(tx, whole.objective_id))
    standing = _own(branch, whole, tree_standing.tree)
    scope = okr_scopes.of_key_result(tx, key_result_id)
    team_id = whole.team_id or branch.objective.team_id
    return Screen(
        cycle=cycle,
        on=on,
        number=number,
        objective=branch.objective,
        key_result=whole,
        standing=standing,
        points=tuple(key_result_path.points(whole, cycle.span, on)),
        figure=key_result_path.figure(whole, cycle.span, on, number=number, _=say),
        said=_said(tx, whole, on),
        epics=tuple(contributions.of_key_results(tx, [key_result_id])[key_result_id]),
        team=teams.team_by_id(tx, team_id) if team_id else None,
        may_check_in=whole.struck_on is None and may(viewer, Deed.CHECK_IN, scope),
        may_edit=whole.struck_on is None and may(viewer, Deed.EDIT_OKRS, scope),
        may_restore=whole.struck_on is not None and may(viewer, Deed.EDIT_OKRS, scope),
        may_attach=whole.struck_on is None and may(viewer, Deed.ATTACH_EPIC),
    )


def _own(branch: ObjectiveStanding, key_result: KeyResult, tree: Tree) -> KeyResultStanding:
    """Return the key result's standing; of one that is not of the tree on that day, alone."""
    for one in branch.key_results:
        if one.key_result.id == key_result.id:
            return one
    objective = replace(branch.objective, key_results=(key_result,), children=())
    alone = standing_of(replace(tree, objectives=(objective,)))
    return replace(alone.objectives[0].key_results[0], share=0.0)


def _said(tx: Tx, key_result: KeyResult, on: date) -> tuple[Said, ...]:
    """Return the check-ins in force, the newest day first, each with those it corrected."""
    known = [one for one in key_result.check_ins if one.on <= on]
    names = {one.id: one.name for one in people.all_accounts(tx)}
    in_force = {one.id: one for one in known if one.replaced_by is None}
    corrected: dict[int, list[CheckIn]] = {one: [] for one in in_force}
    by_id = {one.id: one for one in known}
    for one in known:
        last = one
        while last.replaced_by in by_id:
            last = by_id[last.replaced_by]
        if last.id != one.id and last.id in corrected:
            corrected[last.id].append(one)
    ordered = sorted(in_force.values(), key=lambda one: (one.on, one.made_at), reverse=True)
    return tuple(
        Said(one, names.get(one.account_id or 0, ""), tuple(corrected[one.id])) for one in ordered
    )
