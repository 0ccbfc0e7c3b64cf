"""The epics behind the key results: when the plan promised each, and when it is forecast to end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from portfolio.domain.backlog import Category, Item
from portfolio.domain.contributions import AttachedEpic
from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast, Kind
from portfolio.domain.plans import PlanHead, PlanState
from portfolio.screens.goal_lines import WEEK
from portfolio.screens.goals import Foreseen
from portfolio.store import backlog, contributions, plans
from portfolio.store.unit import Tx

IN_FORCE = (PlanState.PUBLISHED, PlanState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class EpicDates:
    """An epic (or a loose item) of the plan or behind a key result, as it stands on a day."""

    item: Item
    on: date
    promised_on: date | None  # the end of the sprint in which the plan finishes it
    done_on: date | None  # None for one that was open on the day
    forecast: Forecast | None
    forecast_before: Forecast | None  # as it was known a week ago
    cycle_ends_on: date
    claims: Mapping[int, float]  # by key result: what it is expected to move
    stories: int = 0
    stories_done: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it had still to be done on the day."""
        return self.done_on is None and self.item.category is not Category.DROPPED

    @property
    def is_finished(self) -> bool:
        """Whether it was done by the day."""
        return self.done_on is not None and self.item.category is Category.DONE

    @property
    def is_late(self) -> bool:
        """Whether it is likelier than not to end after the plan's day, or that day is over."""
        return self.is_open and self.promised_on is not None and self._is_late(self.forecast)

    @property
    def was_late(self) -> bool:
        """Whether that was known a week before."""
        if self.promised_on is None:
            return False
        return self.promised_on < self.on - WEEK or self._misses(self.forecast_before)

    @property
    def days_later(self) -> int | None:
        """By how many days its forecast moved in the last week; None where that is not known."""
        now, before = _middle(self.forecast), _middle(self.forecast_before)
        return (now - before).days if now and before else None

    def _is_late(self, forecast: Forecast | None) -> bool:
        is_over = self.promised_on is not None and self.promised_on < self.on
        return is_over or self._misses(forecast)

    def _misses(self, forecast: Forecast | None) -> bool:
        if forecast is None or self.promised_on is None:
            return False
        # What ends on the weekend after its sprint's last Friday is not called late.
        return forecast.middle_on is None or forecast.middle_on > self.promised_on + _WEEKEND


_WEEKEND = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Epics:
    """All epics that a quarter's progress is told from, and the plan in force on the day."""

    head: PlanHead | None
    former: PlanHead | None  # what was in force a week before, where that was another
    every: tuple[EpicDates, ...]
    by_key_result: Mapping[int, tuple[EpicDates, ...]]

    def behind(self, key_result_ids: Iterable[int]) -> list[EpicDates]:
        """Return the epics behind some key results, each once, the largest effect first."""
        found: dict[int, tuple[float, EpicDates]] = {}
        for key_result_id in key_result_ids:
            for one in self.by_key_result.get(key_result_id, ()):
                claim = one.claims[key_result_id]
                if one.item.id not in found or found[one.item.id][0] < claim:
                    found[one.item.id] = (claim, one)
        return [one for _, one in sorted(found.values(), key=lambda pair: -pair[0])]


def load(
    tx: Tx,
    cycle: Cycle,
    key_result_ids: Collection[int],
    known: Foreseen,
    *,
    on: date,
    zone: tzinfo,
) -> Epics:
    """Read the epics of the plan in force and of the key results, in four queries."""
    heads = plans.all_plans(tx, cycle.id)
    head, former = head_on(heads, on, zone), head_on(heads, on - WEEK, zone)
    promised = promises(tx, cycle, head)
    attached = contributions.of_key_results(tx, key_result_ids)
    claims = _claims(attached)
    counts = {
        one.contribution.item_id: (one.stories, one.done)
        for own in attached.values()
        for one in own
    }
    items = backlog.items_by_id(tx, {*promised, *claims})
    every = {
        one.id: EpicDates(
            item=one,
            on=on,
            promised_on=promised.get(one.id),
            done_on=_done_on(one, on, zone),
            forecast=known.now.get((Kind.EPIC, one.id)),
            forecast_before=known.before.get((Kind.EPIC, one.id)),
            cycle_ends_on=cycle.span.ends_on,
            claims=claims.get(one.id, {}),
            stories=counts.get(one.id, (0, 0))[0],
            stories_done=counts.get(one.id, (0, 0))[1],
        )
        for one in items.values()
    }
    return Epics(
        head=head,
        former=former if former and head and former.id != head.id else None,
        every=tuple(sorted(every.values(), key=lambda one: one.item.rank)),
        by_key_result={
            key_result_id: tuple(every[one.contribution.item_id] for one in own)
            for key_result_id, own in attached.items()
        },
    )


def head_on(heads: Sequence[PlanHead], on: date, zone: tzinfo) -> PlanHead | None:
    """Return the plan that was in force at the end of a day."""
    known = [
        one for one in heads if one.state in IN_FORCE and _since(one).astimezone(zone).date() <= on
    ]
    return max(known, key=lambda one: (_since(one), one.id), default=None)


def _since(head: PlanHead) -> datetime:
    return head.published_at or head.made_at


def promises(tx: Tx, cycle: Cycle, head: PlanHead | None) -> dict[int, date]:
    """Return the day by which a plan finishes each of its epics; nothing without a plan."""
    if head is None:
        return {}
    ends = {sprint.id: sprint.span.ends_on for sprint in cycle.sprints}
    return {
        one.item_id: ends[one.sprint_id]
        for one in plans.judged(tx, head.id)
        if one.sprint_id in ends
    }


def _claims(attached: Mapping[int, Sequence[AttachedEpic]]) -> dict[int, dict[int, float]]:
    claims: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for key_result_id, own in attached.items():
        for one in own:
            claims[one.contribution.item_id][key_result_id] = abs(one.contribution.amount)
    return claims


def _done_on(item: Item, on: date, zone: tzinfo) -> date | None:
    """Return the day it was closed; None where that came after the day, or never."""
    if item.is_open:
        return None
    closed_on = item.resolved_at.astimezone(zone).date() if item.resolved_at else on
    return closed_on if closed_on <= on else None


def _middle(forecast: Forecast | None) -> date | None:
    return forecast.middle_on if forecast else None
