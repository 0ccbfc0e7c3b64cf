"""What a quarter's items became: delivered where and when, finished, dropped, added."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portfolio.actions.known_then import Known
from portfolio.domain.backlog import Item, Level
from portfolio.domain.items_then import is_delivered, is_dropped, is_over, is_work
from portfolio.domain.replay_walk import Spot
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class Delivery:
    """An item that was delivered in the quarter: by which team, in which sprint, how large."""

    item: Item
    spot: Spot
    place: int
    points: float


@dataclass(frozen=True, slots=True)
class Finishes:
    """What each plan finishes, and what was done."""

    made: Mapping[int, int]
    best: Mapping[int, int]
    hindsight: Mapping[int, int]
    done: Mapping[int, int]


class Became:
    """What became of the items of a quarter."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.later = {one.id: one for one in known.later}
        self.delivered = {one.item.id: one for one in self._deliveries()}
        self.children: defaultdict[int, list[Item]] = defaultdict(list)
        for one in known.later:
            if is_work(one) and one.parent_id is not None and not one.is_optional:
                self.children[one.parent_id].append(one)

    def size(self, item: Item) -> float:
        """Return an item's points of today, else the median of its reference class of then."""
        return self.known.facts.reference.estimate(item.points, item.type, item.team_id).points

    def rooms(self, among: Iterable[int] | None = None) -> dict[Spot, float]:
        """Return the delivered points by team and sprint, of all or of some items."""
        found: defaultdict[Spot, float] = defaultdict(float)
        for key in self.delivered if among is None else among:
            if key in self.delivered:
                found[self.delivered[key].spot] += self.delivered[key].points
        return dict(found)

    def place_of(self, moment: datetime) -> int:
        """Return the place of the sprint that a moment of the quarter lies in."""
        starts = [sprint.span.starts_on for sprint in self.known.cycle.sprints]
        since = self.known.since
        days = [since + timedelta(days=(one - starts[0]).days) for one in starts]
        return max(0, bisect_right(days, moment) - 1)

    def is_dropped(self, item_id: int) -> bool:
        """Whether an item, or the epic above it, ended without being delivered."""
        item = self.known.now.get(item_id)
        if item is None:
            return True
        above = self.known.now.get(item.parent_id or 0)
        own = is_dropped(item, self.known.until)
        if own or above is None or above.level is not Level.EPIC:
            return own
        return is_dropped(above, self.known.until) and item_id not in self.delivered

    def finished(self, thing: int, needs: Iterable[int]) -> int | None:
        """Return the place of the sprint in which an epic or a loose item was done; None: not."""
        known, item = self.known, self.known.now.get(thing)
        if item is None or is_dropped(item, known.until):
            return None
        if is_delivered(item, known.since, known.until) and item.resolved_at is not None:
            return self.place_of(item.resolved_at)
        if item.level is not Level.EPIC:
            return None
        own = [*needs, *(one.id for one in self.children.get(thing, ()))]
        if not own or not all(self._is_over(one) for one in own):
            return None
        places = [self.delivered[one].place for one in own if one in self.delivered]
        return max(places, default=None)

    def grown(self, thing: int) -> list[Item]:
        """Return the required work that an epic got later and that was not done by the end."""
        own = self.children.get(thing, ())
        return [one for one in own if not self._is_over(one.id)]

    def _is_over(self, item_id: int) -> bool:
        item = self.known.now.get(item_id)
        return item is None or is_over(item, self.known.until)

    def _deliveries(self) -> Iterable[Delivery]:
        known = self.known
        for item in known.now.values():
            if not is_work(item) or item.team_id is None or item.resolved_at is None:
                continue
            if is_delivered(item, known.since, known.until):
                place = self.place_of(item.resolved_at)
                spot = (item.team_id, known.cycle.sprints[place].id)
                yield Delivery(item, spot, place, self.size(item))


def trace_work(known: Known) -> Became:
    """Return what became of the items of a quarter."""
    return Became(known)


def needs_of(problem: Problem, ids: Mapping[str, int]) -> dict[int, tuple[int, ...]]:
    """Return the items that each epic and loose item of a problem needs, all by id."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    alone = {one for epic in problem.epics for one in epic.requires}
    for item in problem.items:
        if item.epic is None and item.id not in alone:
            found[ids[item.id]].append(ids[item.id])
        elif item.epic is not None and item.epic in ids and not item.optional:
            found[ids[item.epic]].append(ids[item.id])
    for epic in problem.epics:
        found[ids[epic.id]] += [ids[one] for one in epic.requires]
    return {thing: tuple(needs) for thing, needs in found.items()}


def finished_in(problem: Problem, plan: Plan, known: Known) -> dict[int, int]:
    """Return what a plan finishes: epics and loose items, each with its sprint's place."""
    ids, places = known.ids, {sprint.name: n for n, sprint in enumerate(known.cycle.sprints)}
    found = {ids[one.id]: places[one.finish] for one in plan.epics if one.id in ids}
    inside = {item.id for item in problem.items if item.epic is not None}
    inside |= {one for epic in problem.epics for one in epic.requires}
    for one in plan.assignments:
        if one.item not in inside and one.item in ids:
            found[ids[one.item]] = places[one.sprint]
    return found
