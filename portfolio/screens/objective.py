"""One objective: its score, its key results, and the epics behind each of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta, tzinfo

from portfolio.domain.contributions import AttachedCount, AttachedEpic
from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast, Kind, Record
from portfolio.domain.okr_history import struck_since
from portfolio.domain.okrs import Objective
from portfolio.domain.people import Viewer
from portfolio.domain.standing import (
    CycleStanding,
    KeyResultStanding,
    ObjectiveStanding,
    standing_of,
)
from portfolio.screens import forecasts as told
from portfolio.screens import key_result_epics
from portfolio.screens.forecasts import Told
from portfolio.screens.key_result_epics import Behind, EpicBehind
from portfolio.screens.okr_weeks import Weeks, weeks_of
from portfolio.screens.okrs import Block, Names, block_of
from portfolio.store import contributions, cycles, effects, forecasts, okr_changes, okr_scopes, okrs
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
    behind: Behind
    made: tuple[Forecast, ...]  # every forecast of its score until the day
    record: Record | None
    work: Told  # what is delivered for its epics
    struck_since: date | None  # as of the day that was asked for

    @property
    def forecast(self) -> Forecast | None:
        """The newest forecast of its score."""
        return self.made[-1] if self.made else None

    @property
    def next_epics(self) -> tuple[EpicBehind, ...]:
        """The open epics that the plan finishes, each once, the first planned first."""
        planned = {one.key: one for one in self.behind.every if one.is_open and one.sprint}
        return tuple(
            sorted(planned.values(), key=lambda one: (one.dates.promised_on or date.max, one.key))
        )

    @property
    def notes(self) -> tuple[KeyResultStanding, ...]:
        """The key results that are behind and whose owner said something, the worst first."""
        behind = [
            one
            for one in self.block.standing.every_key_result()
            if one.status.badness and one.latest is not None and one.latest.note
        ]
        return tuple(sorted(behind, key=lambda one: (-one.status.badness, one.score or 0.0)))

    @property
    def is_struck(self) -> bool:
        """Whether the objective was struck out, and is shown as it stood before."""
        return self.struck_since is not None


def load(
    tx: Tx,
    viewer: Viewer,
    objective_id: int,
    *,
    on: date,
    zone: tzinfo = UTC,
    say: Callable[[str], str] = str,
) -> Screen:
    """Read an objective as it stands on a day; one that was struck out as it stood before."""
    objective = okrs.one_objective(tx, objective_id)
    cycle = cycles.cycle_by_id(tx, okrs.cycle_of(tx, objective_id).id)
    since = struck_since(objective, okr_changes.of_objective(tx, objective_id), on)
    on = on if since is None else min(on, since - timedelta(days=1))
    standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    number, found = find(standing, objective)
    every = {one.objective.id: one.objective for one in standing.every_objective()}
    ids = [one.key_result.id for one in found.key_results]
    epics = contributions.of_key_results(tx, ids)
    counts = {one: _count(attached) for one, attached in epics.items()}
    scopes = okr_scopes.of_key_results(tx, ids)
    names = Names(tx)
    every_made = forecasts.made_in(tx, cycle.id, (Kind.OBJECTIVE,), on=on)
    made = every_made.get((Kind.OBJECTIVE, objective_id), [])
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
        behind=key_result_epics.load(
            tx, cycle, epics, effects.of_key_results(tx, ids), on=on, zone=zone
        ),
        made=tuple(made),
        record=forecasts.record(tx, Kind.OBJECTIVE, on=on) if made else None,
        work=told.of_subject(tx, cycle, (Kind.OBJECTIVE_WORK,), objective_id, on=on),
        struck_since=since,
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
