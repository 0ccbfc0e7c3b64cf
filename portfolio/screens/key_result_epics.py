"""The epics behind a key result: state, plan, forecast, share of what is expected, what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from portfolio.domain.contributions import AttachedEpic
from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.effects import Effect, due_on
from portfolio.domain.forecasts import Kind, Record
from portfolio.screens import epic_dates
from portfolio.screens.epic_dates import EpicDates
from portfolio.screens.goals import Foreseen
from portfolio.store import forecasts
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class EpicBehind:
    """An epic behind a key result on a day; `share` is of all that is expected, by confidence."""

    attached: AttachedEpic
    dates: EpicDates
    sprint: Sprint | None  # in which the plan in force finishes it
    share: float
    told: Effect | None = None
    due_on: date | None = None  # from when it is asked what it really moved
    is_asked: bool = False

    @property
    def key(self) -> str:
        """The epic's key."""
        return self.attached.key

    @property
    def is_open(self) -> bool:
        """Whether it had still to be done on the day."""
        return self.dates.is_open


@dataclass(frozen=True, slots=True)
class Behind:
    """All epics behind some key results; `record` is of the forecasts of epics' days."""

    by_key_result: dict[int, tuple[EpicBehind, ...]]
    has_plan: bool
    record: Record | None

    @property
    def every(self) -> tuple[EpicBehind, ...]:
        """Return the epics of every key result, one after the other."""
        return tuple(one for own in self.by_key_result.values() for one in own)


def load(
    tx: Tx,
    cycle: Cycle,
    attached: dict[int, list[AttachedEpic]],
    effects: dict[int, list[Effect]],
    *,
    on: date,
    zone: tzinfo,
) -> Behind:
    """Read dates and forecasts of attached epics in six queries, whatever their number."""
    if not any(attached.values()):
        return Behind(dict.fromkeys(attached, ()), False, None)
    known = Foreseen(forecasts.latest(tx, cycle.id, on=on), {})
    dates = epic_dates.load(tx, cycle, list(attached), known, on=on, zone=zone)
    by_item = {one.item.id: one for one in dates.every}
    return Behind(
        by_key_result={
            key_result_id: _rows(cycle, own, effects.get(key_result_id, ()), by_item, on=on)
            for key_result_id, own in attached.items()
        },
        has_plan=dates.head is not None,
        record=forecasts.record(tx, Kind.EPIC, on=on),
    )


def _rows(
    cycle: Cycle,
    attached: Sequence[AttachedEpic],
    effects: Sequence[Effect],
    dates: dict[int, EpicDates],
    *,
    on: date,
) -> tuple[EpicBehind, ...]:
    whole = sum(one.contribution.amount for one in attached)
    ends = {sprint.span.ends_on: sprint for sprint in cycle.sprints}
    told = {one.item_id: one for one in effects if one.corrected_at is None}
    found = []
    for one in attached:
        item_id = one.contribution.item_id
        date_of = dates[item_id]
        asked_from = None
        if date_of.is_finished and one.is_delivered and item_id not in told:
            asked_from = _asked_from(date_of, cycle)
        found.append(
            EpicBehind(
                attached=one,
                dates=date_of,
                sprint=ends.get(date_of.promised_on) if date_of.promised_on else None,
                share=one.contribution.amount / whole if whole else 0.0,
                told=told.get(item_id),
                due_on=asked_from,
                is_asked=asked_from is not None and asked_from <= on,
            )
        )
    return tuple(found)


def _asked_from(one: EpicDates, cycle: Cycle) -> date | None:
    """Return from when it is asked; None where it ended after the quarter and moved nothing."""
    if one.done_on is None or one.done_on > cycle.span.ends_on:
        return None
    return due_on(one.done_on, cycle.span.ends_on)
