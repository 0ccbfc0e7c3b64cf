"""What each team will deliver in the weeks ahead, by its own history and that of all others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portfolio.domain.estimates import ReferenceClasses
from portfolio.domain.forecast_facts import Work
from portfolio.domain.forecasts import Unit
from portfolio.measures.forecast import forecasts
from portfolio.measures.histories import History

STEPS = (1, 2, 3, 4, 6, 8, 10, 13, 17, 21, 26, 39, 52)  # weeks ahead; between them it is straight
WEEK = timedelta(days=7)
MEMORY = 156  # weeks of history
RECENT = 26  # weeks that say whether a team's work is pointed
FEWEST_WEEKS = 3  # of history, until anything is forecast
ENOUGH_WEEKS = 10  # below: too little history
BATCHED = 0.75  # so many weeks of nothing: work is closed in batches


@dataclass(frozen=True, slots=True)
class TeamOutlook:
    """A team's work ahead: `totals` are the quantiles of the work of the next STEPS weeks.

    `lift` is by how much more it delivers, counting what had no points by its reference class.
    """

    team_id: int
    unit: Unit
    totals: tuple[tuple[float, ...], ...]
    weeks: int  # of history
    zero: float  # the share of them without any
    pace: float  # a week's median middle
    lift: float = 1.0

    @property
    def is_thin(self) -> bool:
        """Whether there is too little history to trust it."""
        return self.weeks < ENOUGH_WEEKS or self.zero >= BATCHED


def outlooks(
    works: Iterable[Work], days: Collection[date], reference: ReferenceClasses
) -> dict[date, dict[int, TeamOutlook]]:
    """Return each team's outlook by day and team, by what had been delivered before that day.

    Days of one weekday share one walk along the histories. A team of which less than three weeks
    are known has none.
    """
    delivered = [
        one for one in works if one.is_delivered and one.closed_on and one.team_id is not None
    ]
    found: dict[date, dict[int, TeamOutlook]] = {}
    for weekday in {day.weekday() for day in days}:
        own = sorted(day for day in days if day.weekday() == weekday)
        found |= _of_one_weekday(delivered, own, reference)
    return found


@dataclass(slots=True)
class _Weeks:
    """What one team delivered, by the number of the week."""

    points: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    items: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    pointed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    unpointed: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, week: int, one: Work, reference: ReferenceClasses) -> None:
        """Count an item."""
        self.items[week] += 1
        if one.points is None:
            self.unpointed[week] += reference.estimate(None, one.type, one.team_id).points
            return
        self.points[week] += one.points
        self.pointed[week] += 1

    def unit(self, week: int) -> Unit:
        """Return what the team's work was counted in before a week."""
        recent = range(week - RECENT, week)
        items = sum(self.items.get(one, 0) for one in recent)
        pointed = sum(self.pointed.get(one, 0) for one in recent)
        return Unit.POINTS if 2 * pointed >= items > 0 else Unit.ITEMS

    def lift(self, week: int) -> float:
        """Return all work before a week over that which had points."""
        recent = range(week - RECENT, week)
        points = sum(self.points.get(one, 0.0) for one in recent)
        more = sum(self.unpointed.get(one, 0.0) for one in recent)
        return 1 + more / points if points > 0 else 1.0

    def history(self, team_id: int, unit: Unit, last: int) -> History | None:
        """Return the weeks from the first delivery on to before `last`; None: nothing is known."""
        counts: Mapping[int, float] = self.points if unit is Unit.POINTS else self.items
        first = min((week for week, count in counts.items() if count > 0), default=last)
        if first >= last:
            return None
        clock = tuple(range(first, last))
        done = tuple(float(counts.get(week, 0)) for week in clock)
        return History(f"{team_id}:{unit}", tuple(map(str, clock)), clock, done)


def _of_one_weekday(
    delivered: Sequence[Work], days: Sequence[date], reference: ReferenceClasses
) -> dict[date, dict[int, TeamOutlook]]:
    origin = days[0]
    last = (days[-1] - origin) // WEEK
    weeks: dict[int, _Weeks] = defaultdict(_Weeks)
    for one in delivered:
        if one.closed_on is None or one.team_id is None:
            continue
        week = (one.closed_on - origin) // WEEK
        if -MEMORY <= week < last:
            weeks[one.team_id].add(week, one, reference)
    histories = [
        made
        for team_id, own in sorted(weeks.items())
        for unit in (Unit.POINTS, Unit.ITEMS)
        if (made := own.history(team_id, unit, last)) is not None
    ]
    numbers = {(day - origin) // WEEK for day in days}
    totals = _totals(histories, numbers)
    return {day: _on(weeks, totals, (day - origin) // WEEK) for day in days}


_Totals = dict[tuple[str, int], list[tuple[float, ...]]]


def _totals(histories: Sequence[History], numbers: Collection[int]) -> _Totals:
    """Return the quantiles of each horizon by series and the week before which they were made."""
    found: _Totals = defaultdict(list)
    known = {number - 1 for number in numbers}
    for horizon in STEPS:
        for one in forecasts(histories, FEWEST_WEEKS, horizon, newest=True, moments=known):
            found[one.series, int(one.period) + 1].append(one.quantiles)
    return found


def _on(weeks: Mapping[int, _Weeks], totals: _Totals, week: int) -> dict[int, TeamOutlook]:
    found = {}
    for team_id, own in weeks.items():
        unit = own.unit(week)
        quantiles = totals.get((f"{team_id}:{unit}", week))
        if quantiles is None:
            continue
        first = min(own.items)
        recent = range(max(first, week - RECENT), week)
        idle = sum(own.items.get(one, 0) == 0 for one in recent)
        found[team_id] = TeamOutlook(
            team_id,
            unit,
            _ascending(quantiles),
            weeks=week - first,
            zero=idle / len(recent),
            pace=quantiles[STEPS.index(4)][3] / 4,
            lift=own.lift(week) if unit is Unit.POINTS else 1.0,
        )
    return found


def _ascending(totals: Sequence[tuple[float, ...]]) -> tuple[tuple[float, ...], ...]:
    """More weeks never deliver less: bands of different horizons are learned apart."""
    found = [totals[0]]
    for one in totals[1:]:
        found.append(tuple(max(before, now) for before, now in zip(found[-1], one, strict=True)))
    return tuple(found)
