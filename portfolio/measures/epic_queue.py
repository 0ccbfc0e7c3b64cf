"""What teams have to do before an epic is done: the work ahead, in the order it is done in."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portfolio.domain.forecast_facts import NOT_PLANNED, ForecastFacts, Spot, Work
from portfolio.domain.forecasts import Unit
from portfolio.measures.stretch import State
from portfolio.measures.team_outlook import TeamOutlook

RECENTLY = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an item in its team's queue: it starts once `before` is delivered."""

    item_id: int
    epic_id: int | None
    before: float
    size: float


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of an epic, and with which teams."""

    items: int = 0
    size: float = 0.0  # in the unit of its first team
    unsized: int = 0
    unit: Unit = Unit.POINTS
    by_team: Mapping[int, float] = field(default_factory=dict)  # the work until its last part
    own_weeks: float = 0.0  # that it takes at the pace of its own last weeks
    state: State = State.PLANNED  # of its item that is planned least


@dataclass(frozen=True, slots=True)
class Queues:
    """The work ahead of each team, in order, and what is left of each epic."""

    by_team: Mapping[int, tuple[Stretch, ...]]
    epics: Mapping[int, Remaining]
    homeless: frozenset[int] = frozenset()  # epics with work that no known team will do


def queues(facts: ForecastFacts, ahead: Mapping[int, TeamOutlook], on: date) -> Queues:
    """Line up the work that was open on a day.

    What a team took comes first, then what the plan in force has, sprint by sprint, then what
    belongs to epics of which something was delivered in the last weeks, then the rest by rank.
    Work of no team goes to the team of its epic, else to the one of its area that would be done
    with its queue first. Sizes are in the unit of the team: points, by the reference class where
    there are none, or items.
    """
    return _Lining(facts, ahead, on).line_up()


class _Lining:
    """The making of the queues."""

    def __init__(self, facts: ForecastFacts, ahead: Mapping[int, TeamOutlook], on: date) -> None:
        self.facts, self.ahead, self.on = facts, ahead, on
        self.lines: dict[int, list[Stretch]] = defaultdict(list)
        self.ends: dict[int, float] = defaultdict(float)
        self.epics = {one.item_id: one for one in facts.epics}
        self.homeless: set[int] = set()
        self.remaining: dict[int, Remaining] = {}
        self.area_of = {team.id: team.area_id for team in facts.teams}
        since = on - RECENTLY
        self.recent = Counter(
            one.epic_id
            for one in facts.works
            if one.is_delivered and one.closed_on and since <= one.closed_on < on
        )

    def line_up(self) -> Queues:
        """Return the queues."""
        work = [one for one in self.facts.works if one.is_open_on(self.on)]
        parts = [(spot.place, one.rank, one, spot) for one in work for spot in self._spots(one)]
        for _place, _rank, one, spot in sorted(parts, key=lambda part: part[:2]):
            self._add(one, spot)
        return Queues(
            {team_id: tuple(line) for team_id, line in self.lines.items()},
            self.remaining,
            frozenset(self.homeless),
        )

    def _spots(self, one: Work) -> tuple[Spot, ...]:
        spots = tuple(s for s in self.facts.spots.get(one.item_id, ()) if s.team_id in self.ahead)
        if spots:
            return spots
        epic = self.epics.get(one.epic_id) if one.epic_id is not None else None
        team_id = one.team_id if one.team_id is not None else epic.team_id if epic else None
        place = NOT_PLANNED - (one.epic_id is not None and one.epic_id in self.recent)
        return (Spot(team_id if team_id in self.ahead and team_id else 0, place, -1.0),)

    def _add(self, one: Work, spot: Spot) -> None:
        team_id = spot.team_id or self._next_free(one)
        if team_id is None:
            if one.epic_id is not None:
                self.homeless.add(one.epic_id)
            return
        outlook = self.ahead[team_id]
        size = self._size(one, spot, outlook)
        start = self.ends[team_id]
        self.ends[team_id] = start + size
        self.lines[team_id].append(Stretch(one.item_id, one.epic_id, start, size))
        if one.epic_id is not None:
            self._count(one, one.epic_id, outlook, size)

    def _count(self, one: Work, epic_id: int, outlook: TeamOutlook, size: float) -> None:
        old = self.remaining.get(epic_id) or Remaining(unit=outlook.unit)
        self.remaining[epic_id] = Remaining(
            items=old.items + 1,
            size=old.size + (size if outlook.unit is old.unit else 0.0),
            unsized=old.unsized + (one.points is None and outlook.unit is Unit.POINTS),
            unit=old.unit,
            by_team={**old.by_team, outlook.team_id: self.ends[outlook.team_id]},
            own_weeks=self._own_weeks(epic_id, old.items + 1),
            state=max(old.state, self._state(one), key=tuple(State).index),
        )

    def _own_weeks(self, epic_id: int, items: int) -> float:
        return items * RECENTLY.days / 7 / (self.recent[epic_id] + 0.5)

    def _state(self, one: Work) -> State:
        if one.item_id in self.facts.spots:
            return State.PLANNED
        return State.ACTIVE if one.epic_id in self.recent else State.WAITING

    def _size(self, one: Work, spot: Spot, outlook: TeamOutlook) -> float:
        reckoned = self.facts.reference.estimate(one.points, one.type, outlook.team_id).points
        if outlook.unit is Unit.POINTS:
            return spot.points if spot.points >= 0 else reckoned
        if spot.points < 0 or reckoned <= 0:
            return 1.0
        return min(1.0, spot.points / reckoned)

    def _next_free(self, one: Work) -> int | None:
        """Return the team of the item's area that would be done with its queue first."""
        epic = self.epics.get(one.epic_id) if one.epic_id is not None else None
        area_id = one.area_id if one.area_id is not None else epic.area_id if epic else None
        near = [team for team in self.ahead if area_id is None or self.area_of.get(team) == area_id]
        return min(near, key=self._weeks_of_work, default=None)

    def _weeks_of_work(self, team_id: int) -> tuple[float, int]:
        return self.ends[team_id] / max(self.ahead[team_id].pace, 1e-6), team_id


def parts_of(queues: Queues, teams: Sequence[int]) -> dict[int, dict[int, float]]:
    """Return by epic, of those with known teams alone, the work until its last part by team."""
    known = set(teams)
    return {
        epic_id: dict(one.by_team)
        for epic_id, one in queues.epics.items()
        if epic_id not in queues.homeless and known >= set(one.by_team)
    }
