"""One key result: its path and forecast, its check-ins, the epics behind it and what they moved."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta, tzinfo
from typing import Any

from portfolio.charts import effects as effect_charts
from portfolio.charts import key_result_forecasts, key_result_path
from portfolio.charts.key_result_path import PathPoint
from portfolio.domain.contributions import covered
from portfolio.domain.cycles import Cycle
from portfolio.domain.effects import ToldEffect, TruthOfExpectations
from portfolio.domain.okr_history import ScopeChange, struck_since
from portfolio.domain.okrs import KeyResult, Objective, Tree
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.standing import KeyResultStanding, ObjectiveStanding, standing_of
from portfolio.domain.teams import Area, Team
from portfolio.screens import effects as effects_screen
from portfolio.screens import key_result_epics, key_result_outlook
from portfolio.screens.key_result_check_ins import Said, said_of
from portfolio.screens.key_result_epics import Behind, EpicBehind
from portfolio.screens.key_result_outlook import Outlook
from portfolio.screens.objective import find
from portfolio.screens.okrs import Names
from portfolio.store import (
    contributions,
    cycles,
    effects,
    okr_chains,
    okr_changes,
    okr_scopes,
    okrs,
    people,
)
from portfolio.store.okr_chains import Link
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of one key result."""

    cycle: Cycle
    on: date
    number: int
    objective: Objective
    key_result: KeyResult  # with its terms of the day, and all its check-ins
    standing: KeyResultStanding
    points: tuple[PathPoint, ...]
    figure: dict[str, Any]
    said: tuple[Said, ...]
    outlook: Outlook
    behind: Behind
    told: tuple[ToldEffect, ...]
    effects_figure: dict[str, Any]
    truth: TruthOfExpectations  # of the area, else of all
    is_own_truth: bool
    changes: tuple[ScopeChange, ...]
    carried_from: tuple[Link, ...]
    names: dict[int, str]  # of accounts
    team: Team | None
    area: Area | None
    before: KeyResult | None  # in the order of the tree
    after: KeyResult | None
    may_check_in: bool
    may_edit: bool
    may_restore: bool
    may_attach: bool

    @property
    def epics(self) -> tuple[EpicBehind, ...]:
        """The epics behind it, in the order of their rank."""
        return self.behind.every

    @property
    def open_amount(self) -> float:
        """What the open epics are expected to move, by their confidence."""
        return sum(one.attached.contribution.amount for one in self.epics if one.is_open)

    @property
    def covered(self) -> float:
        """The share of the gap that the open epics would close."""
        return covered(self.open_amount, self.standing.gap)

    @property
    def open_effect(self) -> float:
        """What the open epics are expected to move, whatever the confidence in them."""
        return sum(one.attached.contribution.effect for one in self.epics if one.is_open)

    @property
    def covered_by_truth(self) -> float | None:
        """The share of the gap they would close if expectations come as true as until now."""
        amount = self.truth.came_of(self.open_effect) if self.truth.is_enough else None
        return None if amount is None else covered(max(0.0, amount), self.standing.gap)

    @property
    def asked(self) -> tuple[EpicBehind, ...]:
        """The finished epics that have not told what they really moved, the due ones first."""
        waiting = [one for one in self.epics if one.due_on is not None]
        return tuple(sorted(waiting, key=lambda one: (one.due_on or date.max, one.key)))

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
    zone: tzinfo = UTC,
    say: Callable[[str], str] = str,
) -> Screen:
    """Read a key result as it stands on a day; one that was struck out as it stood before."""
    whole = okrs.one_key_result(tx, key_result_id)
    cycle = cycles.cycle_by_id(tx, okrs.cycle_of(tx, whole.objective_id).id)
    objective = okrs.one_objective(tx, whole.objective_id)
    changes = okr_changes.of_key_result(tx, key_result_id)
    asked, since = on, struck_since(whole, changes, on)
    if since is None:
        since = struck_since(objective, okr_changes.of_objective(tx, objective.id), on)
    on = on if since is None else min(on, since - timedelta(days=1))
    tree_standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    number, branch = find(tree_standing, objective)
    standing = _own(branch, whole, tree_standing.tree)
    then = replace(standing.key_result, check_ins=whole.check_ins, struck_on=since)
    scope = okr_scopes.of_key_result(tx, key_result_id)
    names = {one.id: one.name for one in people.all_accounts(tx)}
    known = Names(tx)
    area = known.area_of(branch.objective)
    told = effects.told(tx, until=on)
    own = tuple(one for one in told if one.effect.key_result_id == key_result_id)
    truth, is_own = effects_screen.truth_of_area(told, area.id if area else None)
    outlook = key_result_outlook.load(tx, cycle.id, then, on=on, say=say)
    before, after = _neighbours(tree_standing.every_key_result(), key_result_id)
    return Screen(
        cycle=cycle,
        on=on,
        number=number,
        objective=branch.objective,
        key_result=then,
        standing=standing,
        points=tuple(key_result_path.points(then, cycle.span, on)),
        figure=_figure(then, standing, outlook, cycle, on=on, number=number, say=say),
        said=said_of(then, names, on=on),
        outlook=outlook,
        behind=_behind(tx, cycle, key_result_id, own, on=on, zone=zone),
        told=own,
        effects_figure=effect_charts.by_epic(own, _=say),
        truth=truth,
        is_own_truth=is_own,
        changes=tuple(one for one in changes if one.on <= asked),
        carried_from=okr_chains.of_key_results(tx, [key_result_id]).get(key_result_id, ()),
        names=names,
        team=known.teams.get(then.team_id or branch.objective.team_id or 0),
        area=area,
        before=before,
        after=after,
        may_check_in=whole.struck_on is None and may(viewer, Deed.CHECK_IN, scope),
        may_edit=whole.struck_on is None and may(viewer, Deed.EDIT_OKRS, scope),
        may_restore=whole.struck_on is not None and may(viewer, Deed.EDIT_OKRS, scope),
        may_attach=whole.struck_on is None and may(viewer, Deed.ATTACH_EPIC),
    )


def _behind(
    tx: Tx,
    cycle: Cycle,
    key_result_id: int,
    told: tuple[ToldEffect, ...],
    *,
    on: date,
    zone: tzinfo,
) -> Behind:
    attached = contributions.of_key_results(tx, [key_result_id])
    said = {key_result_id: [one.effect for one in told]}
    return key_result_epics.load(tx, cycle, attached, said, on=on, zone=zone)


def _own(branch: ObjectiveStanding, key_result: KeyResult, tree: Tree) -> KeyResultStanding:
    """Return the key result's standing; of one that is not of the tree on that day, alone."""
    for one in branch.key_results:
        if one.key_result.id == key_result.id:
            return one
    objective = replace(branch.objective, key_results=(key_result,), children=())
    alone = standing_of(replace(tree, objectives=(objective,)))
    return replace(alone.objectives[0].key_results[0], share=0.0)


def _neighbours(
    every: tuple[KeyResultStanding, ...], key_result_id: int
) -> tuple[KeyResult | None, KeyResult | None]:
    ids = [one.key_result.id for one in every]
    if key_result_id not in ids:
        return None, None
    at = ids.index(key_result_id)
    before = every[at - 1].key_result if at else None
    return before, every[at + 1].key_result if at + 1 < len(every) else None


def _figure(
    key_result: KeyResult,
    standing: KeyResultStanding,
    outlook: Outlook,
    cycle: Cycle,
    *,
    on: date,
    number: int,
    say: Callable[[str], str],
) -> dict[str, Any]:
    """Return the path with the fan of its forecast behind it."""
    figure = key_result_path.figure(key_result, cycle.span, on, number=number, _=say)
    forecast, now = outlook.latest, standing.value
    if forecast is None or outlook.is_score or on >= cycle.span.ends_on:
        return figure
    now = key_result.start if now is None else now
    if now is None:
        return figure
    since = max(standing.heard_on or on, cycle.span.starts_on)
    fan = key_result_forecasts.fan(forecast, now, since=since, _=say)
    return figure | {"data": [*fan, *figure["data"]]}
