"""The board of a plan: each team's sprints filled with epics, and load against capacity."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portfolio.domain.cycles import Sprint
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.terms import Team

ROOMY = 0.8  # a sprint that is less full has room
OTHER = ""  # the key of work without an epic


@dataclass(frozen=True, slots=True)
class Chip:
    """A run of an epic's points in a team's lane; `start` and `end` are shares of the lane."""

    key: str
    start: float
    end: float
    points: float
    sprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What a team has in a sprint, in points."""

    sprint: str
    points: float
    capacity: float

    @property
    def share(self) -> float:
        """How full the sprint is; full where there is work and no capacity."""
        if self.capacity:
            return self.points / self.capacity
        return 1.0 if self.points else 0.0

    @property
    def is_over(self) -> bool:
        """Whether there is more work than capacity."""
        return self.points > self.capacity + 0.005

    @property
    def is_under(self) -> bool:
        """Whether a good part of the capacity is free."""
        return self.capacity > 0 and self.share < ROOMY


@dataclass(frozen=True, slots=True)
class Lane:
    """A team's row of the board; `next_point` is what one more point is worth at most."""

    slug: str
    name: str
    chips: tuple[Chip, ...]
    loads: tuple[Load, ...]
    next_point: float | None

    @property
    def choice(self) -> tuple[str, str]:
        """The slug and the name, as a list to choose from has them."""
        return self.slug, self.name

    @property
    def points(self) -> float:
        """What is planned."""
        return sum(load.points for load in self.loads)

    @property
    def capacity(self) -> float:
        """What there is room for."""
        return sum(load.capacity for load in self.loads)


@dataclass(frozen=True, slots=True)
class AreaLanes:
    """The teams of an area; without areas all of them, and no name."""

    slug: str
    name: str
    lanes: tuple[Lane, ...]

    @property
    def points(self) -> float:
        """What is planned."""
        return sum(lane.points for lane in self.lanes)

    @property
    def capacity(self) -> float:
        """What there is room for."""
        return sum(lane.capacity for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class Board:
    """All teams by area, over the sprints that the problem had."""

    sprints: tuple[Sprint, ...]
    areas: tuple[AreaLanes, ...]

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Every team's row."""
        return tuple(lane for area in self.areas for lane in area.lanes)

    @property
    def points(self) -> float:
        """What is planned."""
        return sum(area.points for area in self.areas)

    @property
    def capacity(self) -> float:
        """What there is room for."""
        return sum(area.capacity for area in self.areas)

    @property
    def over(self) -> int:
        """How many sprints of teams have more work than capacity."""
        return sum(load.is_over for lane in self.lanes for load in lane.loads)

    @property
    def under(self) -> int:
        """How many sprints of teams have room left."""
        return sum(load.is_under for lane in self.lanes for load in lane.loads)

    @property
    def scarcest(self) -> Lane | None:
        """The team where the next point is worth most."""
        known = [lane for lane in self.lanes if lane.next_point]
        return max(known, key=lambda lane: lane.next_point or 0.0, default=None)


def board_of(
    problem: Problem,
    plan: Plan,
    sprints: Sequence[Sprint],
    *,
    teams: Mapping[str, str],
    areas: Mapping[str, str],
) -> Board:
    """Return the board; `teams` and `areas` have names by slug, areas in their order."""
    names = [sprint.id for sprint in problem.sprints]
    work = _work(problem, plan)
    worth: defaultdict[str, float] = defaultdict(float)
    for one in plan.capacity_value:
        worth[one.team] = max(worth[one.team], one.per_point)
    lanes: defaultdict[str, list[Lane]] = defaultdict(list)
    for team in problem.teams:
        lane = Lane(
            slug=team.id,
            name=teams.get(team.id, team.id),
            chips=tuple(_chips(team, names, work)),
            loads=tuple(_loads(team, names, work)),
            next_point=worth[team.id] if plan.capacity_value else None,
        )
        lanes[team.area or ""].append(lane)
    order = [*areas, *(slug for slug in lanes if slug not in areas)]
    return Board(
        tuple(one for one in sprints if one.name in names),
        tuple(
            AreaLanes(slug, areas.get(slug, slug), tuple(lanes[slug]))
            for slug in order
            if slug in lanes
        ),
    )


Work = Mapping[tuple[str, str], Mapping[str, int]]  # (team, sprint) -> epic -> hundredths


def _work(problem: Problem, plan: Plan) -> Work:
    items = {item.id: item for item in problem.items}
    found: defaultdict[tuple[str, str], defaultdict[str, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for one in plan.assignments:
        item = items[one.item]
        found[one.team, one.sprint][item.epic or OTHER] += item.points
    return found


def _loads(team: Team, names: Sequence[str], work: Work) -> Iterator[Load]:
    for name, capacity in zip(names, team.capacity, strict=True):
        points = sum(work.get((team.id, name), {}).values())
        yield Load(name, points / 100, capacity / 100)


def _chips(team: Team, names: Sequence[str], work: Work) -> Iterator[Chip]:
    """Fill each sprint's part of the lane, runs of one epic across sprints as one chip."""
    run: Chip | None = None
    for n, name in enumerate(names):
        own = work.get((team.id, name), {})
        following = work.get((team.id, names[n + 1]), {}) if n + 1 < len(names) else {}
        room = max(team.capacity[n], sum(own.values())) or 1
        at = float(n)
        for key in _ordered(own, run.key if run else None, following):
            end = at + own[key] / room
            if run is not None and run.key == key:
                points = run.points + own[key] / 100
                run = Chip(key, run.start, end / len(names), points, (*run.sprints, name))
            else:
                if run is not None:
                    yield run
                run = Chip(key, at / len(names), end / len(names), own[key] / 100, (name,))
            at = end
    if run is not None:
        yield run


def _ordered(own: Iterable[str], before: str | None, following: Mapping[str, int]) -> list[str]:
    """Put what goes on from the sprint before first, and what goes on into the next last."""
    return sorted(own, key=lambda key: (key != before, key in following, key == OTHER, key))
