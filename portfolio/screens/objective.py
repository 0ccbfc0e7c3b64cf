"""One objective: its score, its key results, and the epics behind each of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portfolio.domain.contributions import AttachedCount, AttachedEpic
from portfolio.domain.cycles import Cycle
from portfolio.domain.okrs import Objective
from portfolio.domain.people import Viewer
from portfolio.domain.standing import CycleStanding, ObjectiveStanding, standing_of
from portfolio.screens.okr_weeks import Weeks, weeks_of
from portfolio.screens.okrs import Block, Names, block_of
from portfolio.store import contributions, okr_scopes, okrs
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of one objective; `above` are the objectives over it, the top one first."""

    cycle: Cycle
    on: date
    objective: Objective
    block: Block
    weeks: Weeks
    above: tuple[Objective, ...]
    under: tuple[ObjectiveStanding, ...]
    epics: dict[int, list[AttachedEpic]]

    @property
    def is_struck(self) -> bool:
        """Whether the objective was struck out, and is shown as it stood before."""
        return self.objective.struck_on is not None and self.on < self.objective.struck_on


def load(
    tx: Tx,
    viewer: Viewer,
    objective_id: int,
    *,
    on: date,
    say: Callable[[str], str] = str,
) -> Screen:
    """Read an objective as it stands on a day; one that was struck out as it stood before."""
    objective = okrs.one_objective(tx, objective_id)
    cycle = okrs.cycle_of(tx, objective_id)
    if objective.struck_on is not None:
        on = min(on, objective.struck_on - timedelta(days=1))
    standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    number, found = find(standing, objective)
    every = {one.objective.id: one.objective for one in standing.every_objective()}
    ids = [one.key_result.id for one in found.key_results]
    epics = contributions.of_key_results(tx, ids)
    counts = {one: _count(attached) for one, attached in epics.items()}
    scopes = okr_scopes.of_key_results(tx, ids)
    names = Names(tx)
    return Screen(
        cycle=cycle,
        on=on,
        objective=objective,
        block=block_of(
            found,
            standing.tree,
            number=number,
            depth=0,
            viewer=viewer,
            names=names,
            counts=counts,
            scopes=scopes,
        ),
        weeks=weeks_of(standing, objective_id=objective_id, say=say),
        above=_above(objective, every),
        under=found.children,
        epics=epics,
    )


def find(standing: CycleStanding, objective: Objective) -> tuple[int, ObjectiveStanding]:
    """Return an objective of a standing with the number of its branch.

    One that is not of the tree on that day (struck out at once, say) stands alone: number 0.
    """
    for number, branch in enumerate(standing.objectives, start=1):
        for one in branch.every_objective():
            if one.objective.id == objective.id:
                return number, one
    alone = standing_of(replace(standing.tree, objectives=(objective,)))
    return 0, alone.objectives[0]


def _above(objective: Objective, every: dict[int, Objective]) -> tuple[Objective, ...]:
    above: list[Objective] = []
    parent = every.get(objective.parent_id or 0)
    while parent is not None and parent not in above:
        above.insert(0, parent)
        parent = every.get(parent.parent_id or 0)
    return tuple(above)


def _count(attached: list[AttachedEpic]) -> AttachedCount:
    still = [one for one in attached if one.category.is_open]
    return AttachedCount(len(attached), len(still), sum(one.contribution.amount for one in still))
