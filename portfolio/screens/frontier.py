"""What other capacities would bring: the frontier, the best next hire, the best team to move."""

from dataclasses import dataclass

from portfolio.charts import frontier as chart
from portfolio.charts.strokes import Figure
from portfolio.domain.backlog import Item
from portfolio.domain.cycles import Cycle
from portfolio.domain.jobs import Job
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Scenario
from portfolio.domain.rises import start_from
from portfolio.planning.reach import Frontier, Gain, Reach, frontier_from_bytes
from portfolio.store import backlog, cycles, frontiers, jobs, scenarios, teams
from portfolio.store.frontiers import Kept
from portfolio.store.unit import Tx

KIND = "frontier"
WORTH_TELLING = 0.0005
SHOWN_MOVES = 20


@dataclass(frozen=True, slots=True)
class Point:
    """So many per cent of the capacity: the expected score found, and the most there can be."""

    percent: float
    points: float
    score: float | None
    limit: float | None
    gap: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Change:
    """One more person in a team, or a team in another area (`area`), and what it brings."""

    team: str  # slug
    name: str
    gain: float | None
    most: float | None
    gap: float | None
    status: str
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    points: float = 0.0
    here: str = ""
    area: str = ""  # slug
    area_name: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page shows."""

    scenario: Scenario
    cycle: Cycle
    kept: Kept | None
    job: Job | None
    points: tuple[Point, ...] = ()
    hires: tuple[Change, ...] = ()
    moves: tuple[Change, ...] = ()
    items: dict[str, Item] | None = None
    is_complete: bool = True
    is_tilted: bool = False
    before: float | None = None

    @property
    def today(self) -> Point | None:
        """The point of the capacity that there is."""
        return self.at(100.0)

    def at(self, percent: float) -> Point | None:
        """Return the point of so many per cent."""
        return next((one for one in self.points if one.percent == percent), None)

    def gain_at(self, percent: float) -> float | None:
        """Return what so many per cent bring against today's capacity."""
        there, today = self.at(percent), self.today
        if there is None or today is None or there.score is None or today.score is None:
            return None
        return there.score - today.score

    @property
    def unknown(self) -> int:
        """How many changes were not reached in the time."""
        return sum(one.gain is None for one in (*self.hires, *self.moves))


def load(tx: Tx, viewer: Viewer, scenario_id: int) -> Screen:
    """Read the newest frontier of a scenario in a constant number of queries; raise NotFound."""
    scenario = scenarios.one_scenario(tx, scenario_id)
    cycle = cycles.cycle_by_id(tx, scenario.cycle_id)
    kept = frontiers.newest_frontier(tx, scenario_id)
    waiting = [one for one in jobs.open_jobs(tx) if one.kind == KIND]
    job = waiting[-1] if waiting else None
    if kept is None:
        return Screen(scenario, cycle, None, job)
    found = frontier_from_bytes(kept.document)
    before = start_from(kept.marks.get("start", {})).cycle
    names = {one.slug: one.name for one in teams.all_teams(tx)}
    areas = {one.slug: one.name for one in teams.all_areas(tx)}
    hires, moves = _hires(found, names), _moves(found, names, areas)
    shown = [key for one in (*hires, *moves[:SHOWN_MOVES]) for key in (*one.enters, *one.leaves)]
    return Screen(
        scenario,
        cycle,
        kept,
        job,
        points=tuple(_point(one.percent, one.points, one.reach, before) for one in found.points),
        hires=hires,
        moves=moves,
        items=backlog.items_by_key(tx, set(shown)),
        is_complete=found.complete,
        is_tilted=bool(kept.marks.get("is_tilted")),
        before=before,
    )


def figure(screen: Screen, words: tuple[str, ...]) -> Figure:
    """Return the chart of the frontier; see charts.frontier for the words."""
    known = [one for one in screen.points if one.score is not None]
    return chart.figure(
        [one.percent for one in known],
        [one.score or 0.0 for one in known],
        [one.limit if one.limit is not None else one.score or 0.0 for one in known],
        words=words,
        before=screen.before,
    )


def ids_of(tx: Tx, team: str, area: str) -> dict[str, int]:
    """Return the ids of a team and, where one is named, an area; raise NotFound."""
    found = {"team_id": teams.one_team(tx, team).id}
    return found | {"area_id": teams.one_area(tx, area).id} if area else found


def _point(percent: float, points: float, reach: Reach, before: float | None) -> Point:
    score = limit = None
    if reach.value is not None:
        won = reach.value if reach.won is None else reach.won
        score = won + (before or 0.0)
        limit = score if reach.bound is None else score + reach.bound - reach.value
        limit = limit if before is None else min(1.0, limit)
    return Point(percent, points, score, limit, reach.gap, reach.status)


def _hires(found: Frontier, names: dict[str, str]) -> tuple[Change, ...]:
    every = [
        Change(
            one.team,
            names.get(one.team, one.team),
            *_gain(one.reach, one.gain, found.today),
            points=one.points,
        )
        for one in found.hires
    ]
    return tuple(sorted(every, key=_best_first))


def _moves(found: Frontier, names: dict[str, str], areas: dict[str, str]) -> tuple[Change, ...]:
    every = [
        Change(
            one.team,
            names.get(one.team, one.team),
            *_gain(one.reach, one.gain, found.today),
            here=areas.get(one.from_area, one.from_area),
            area=one.to_area,
            area_name=areas.get(one.to_area, one.to_area),
        )
        for one in found.moves
    ]
    return tuple(sorted(every, key=_best_first))


def _gain(
    reach: Reach, gain: Gain, today: Reach
) -> tuple[float | None, float | None, float | None, str, tuple[str, ...], tuple[str, ...]]:
    """Return what the score gains, the most it can, the gap, the status, epics in and out."""
    won = gain.found
    if reach.won is not None and today.won is not None:
        won = reach.won - today.won
    return won, gain.most, reach.gap, reach.status, gain.enters, gain.leaves


def _best_first(one: Change) -> tuple[bool, float, str]:
    return one.gain is None, -(one.gain or 0.0), one.name
