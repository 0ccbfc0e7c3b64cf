"""What finished epics really moved against what was expected of them, and which have not told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.charts import effects as charts
from portfolio.charts.effects import Truths
from portfolio.domain.effects import ToldEffect, TruthOfExpectations, UntoldEpic, truth_of
from portfolio.domain.people import Deed, Thing, Viewer, may
from portfolio.domain.teams import Area
from portfolio.store import effects, okr_scopes, people, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page is narrowed to; it stands in the address."""

    area: str = ""
    key_result_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A finished epic that has not told, and whether the viewer may say it."""

    untold: UntoldEpic
    is_due: bool
    may_say: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of expected and actual effects."""

    on: date
    filters: Filters
    areas: tuple[Area, ...]
    told: tuple[ToldEffect, ...]
    names: dict[int, str]  # of the accounts that told
    truth: TruthOfExpectations
    by_area: tuple[Truths, ...]
    waiting: tuple[Waiting, ...]
    figure: dict[str, Any]

    @property
    def key_result(self) -> str:
        """The key result that the page is narrowed to; empty for all."""
        if self.filters.key_result_id is None:
            return ""
        told = [(one.code, one.key_result) for one in self.told]
        told += [(one.untold.code, one.untold.key_result) for one in self.waiting]
        return " ".join(told[0]) if told else ""

    @property
    def due(self) -> int:
        """How many finished epics are asked now."""
        return sum(one.is_due for one in self.waiting)


def load(
    tx: Tx,
    viewer: Viewer,
    *,
    on: date,
    filters: Filters | None = None,
    say: Callable[[str], str] = str,
) -> Screen:
    """Read every effect in six queries."""
    filters = filters or Filters()
    areas = teams.all_areas(tx)
    told = tuple(_kept(effects.told(tx, until=on), filters, areas))
    groups = _groups(told, areas, say)
    one = filters.key_result_id is not None
    return Screen(
        on=on,
        filters=filters,
        areas=tuple(areas),
        told=told,
        names={one.id: one.name for one in people.all_accounts(tx)},
        truth=truth_of(one.effect for one in told),
        by_area=groups,
        waiting=_waiting(tx, viewer, filters, areas, on=on),
        figure=charts.by_epic(told, _=say) if one else charts.by_area(groups, _=say),
    )


def truth_of_area(
    told: Sequence[ToldEffect], area_id: int | None
) -> tuple[TruthOfExpectations, bool]:
    """Return how true an area's expectations came, and whether it is the area's own record.

    Where an area has told too few, it is everybody's.
    """
    own = truth_of(one.effect for one in told if one.area_id == area_id)
    if area_id is not None and own.is_enough:
        return own, True
    return truth_of(one.effect for one in told), False


def _kept(told: Sequence[ToldEffect], filters: Filters, areas: Sequence[Area]) -> list[ToldEffect]:
    wanted = _area_id(filters, areas)
    return [
        one
        for one in told
        if filters.key_result_id in (None, one.effect.key_result_id)
        and (not filters.area or one.area_id == wanted)
    ]


def _waiting(
    tx: Tx, viewer: Viewer, filters: Filters, areas: Sequence[Area], *, on: date
) -> tuple[Waiting, ...]:
    wanted = _area_id(filters, areas)
    every = [
        one
        for one in effects.untold(tx, on=on)
        if filters.key_result_id in (None, one.epic.key_result_id)
        and (not filters.area or one.epic.area_id == wanted)
    ]
    scopes = okr_scopes.of_key_results(tx, {one.epic.key_result_id for one in every})
    nobody = Thing()
    return tuple(
        Waiting(
            one,
            one.is_due(on),
            may(viewer, Deed.CHECK_IN, scopes.get(one.epic.key_result_id, nobody)),
        )
        for one in every
    )


def _area_id(filters: Filters, areas: Sequence[Area]) -> int | None:
    return next((one.id for one in areas if one.slug == filters.area), None)


def _groups(
    told: Sequence[ToldEffect], areas: Sequence[Area], _: Callable[[str], str]
) -> tuple[Truths, ...]:
    """Return all epics together, then each area that has told."""
    groups = [Truths(_("All epics"), tuple(told), truth_of(one.effect for one in told))]
    named = [(one.id, one.name) for one in areas]
    for area_id, name in [*named, (None, _("No area"))]:
        own = tuple(one for one in told if one.area_id == area_id)
        if own and areas:
            groups.append(Truths(name, own, truth_of(one.effect for one in own)))
    return tuple(groups)
