"""Drift: a published plan carried over to today, and when each of its epics ends by that.

It is an estimate, not a plan: work keeps its team and its order, what was not done in an ended
sprint goes on in the running one, and what no longer fits goes on in the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.domain.backlog import Category
from portfolio.domain.cycles import Sprint

NOTHING_LEFT = 0.01  # points: less is rounding


class Fate(StrEnum):
    """What became of an epic (or a loose item) of the plan."""

    DONE = "done"
    HOLDS = "holds"
    SLIPS = "slips"  # it ends in a later sprint of the quarter
    LEAVES = "leaves"  # it no longer fits the quarter
    DROPPED = "dropped"

    @property
    def is_at_risk(self) -> bool:
        """Whether it ends later than the plan promised."""
        return self in (Fate.SLIPS, Fate.LEAVES)


@dataclass(frozen=True, slots=True)
class Work:
    """One item with its place in the plan, or where a team took it, and what is left of it.

    `owner` is its epic, or itself; work that came since the plan and has no place yet has no team.
    """

    item_id: int
    owner: int
    team_id: int | None
    sprint_id: int | None
    points: float
    category: Category
    rank: int = 0
    is_new: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.category.is_open


@dataclass(frozen=True, slots=True)
class Ending:
    """When an epic ends: in the plan, and by today's estimate; None: not in the quarter."""

    owner: int
    then: int | None  # the sprint's place in the quarter
    now: int | None
    fate: Fate
    grown: int = 0  # items that came since and have no place


def endings(
    work: Iterable[Work],
    sprints: Sequence[Sprint],
    room: Mapping[tuple[int, int], float],
    *,
    promised: Mapping[int, int],
    today: date,
) -> dict[int, Ending]:
    """Return the ending of each epic, given the room of whole sprints by team and sprint.

    `promised` has the place of the sprint in which the plan ends each epic.
    """
    known = list(work)
    place = {sprint.id: n for n, sprint in enumerate(sprints)}
    first = next((n for n, one in enumerate(sprints) if one.span.ends_on >= today), len(sprints))
    ends = carried(known, sprints, room, place=place, first=first)
    by_owner: defaultdict[int, list[Work]] = defaultdict(list)
    for one in known:
        by_owner[one.owner].append(one)
    return {
        owner: _ending(owner, by_owner.get(owner, []), ends, then)
        for owner, then in promised.items()
    }


def carried(
    work: Iterable[Work],
    sprints: Sequence[Sprint],
    room: Mapping[tuple[int, int], float],
    *,
    place: Mapping[int, int],
    first: int,
) -> dict[int, int | None]:
    """Return the place of the sprint in which each open item ends, None: not in the quarter.

    `first` is the first sprint that has not ended. What is done used up its room.
    """
    queues: defaultdict[int, list[list[Work]]] = defaultdict(lambda: [[] for _ in sprints])
    left = {
        (team, place[sprint]): points for (team, sprint), points in room.items() if sprint in place
    }
    ends: dict[int, int | None] = {}
    for one in work:
        own = place.get(one.sprint_id or 0)
        if one.team_id is None or own is None:
            continue
        if not one.is_open:
            if own <= first and one.category is Category.DONE:  # done earlier than planned is free
                left[one.team_id, own] = left.get((one.team_id, own), 0.0) - one.points
            continue
        ends[one.item_id] = None
        if first < len(sprints):
            queues[one.team_id][max(first, own)].append(one)
    for team, by_sprint in queues.items():
        ends.update(_flow(team, by_sprint, left))
    return ends


def _flow(
    team: int, by_sprint: Sequence[Sequence[Work]], left: Mapping[tuple[int, int], float]
) -> dict[int, int | None]:
    """Let the work flow through the sprints, in the order of plan and rank."""
    ends: dict[int, int | None] = {}
    waiting: list[tuple[Work, float]] = []
    for n, own in enumerate(by_sprint):
        waiting += [(one, one.points) for one in sorted(own, key=lambda one: one.rank)]
        free = max(0.0, left.get((team, n), 0.0))
        rest: list[tuple[Work, float]] = []
        for one, points in waiting:
            used = min(free, points)
            free -= used
            if points - used <= NOTHING_LEFT:
                ends[one.item_id] = n
            else:
                rest.append((one, points - used))
        waiting = rest
    return ends


def _ending(owner: int, own: Sequence[Work], ends: Mapping[int, int | None], then: int) -> Ending:
    open_ones = [one for one in own if one.is_open]
    grown = sum(one.is_new and one.team_id is None for one in open_ones)
    if own and not open_ones:
        is_dropped = all(one.category is Category.DROPPED for one in own)
        return Ending(owner, then, None, Fate.DROPPED if is_dropped else Fate.DONE)
    places = [ends.get(one.item_id) for one in open_ones if one.team_id is not None]
    if None in places:
        return Ending(owner, then, None, Fate.LEAVES, grown)
    now = max((one for one in places if one is not None), default=then)
    return Ending(owner, then, now, Fate.SLIPS if now > then else Fate.HOLDS, grown)
