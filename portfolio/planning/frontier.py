"""Value against capacity, the next hire, the next team to move: one study that shares its work."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from math import inf

from portfolio.planning.limits import Limits
from portfolio.planning.outcome import solver
from portfolio.planning.plan import Plan, relative_gap
from portfolio.planning.polish import in_threads
from portfolio.planning.problem import Problem
from portfolio.planning.reach import Asked, CapacityPoint, Frontier, Gain, Hire, Move, Reach
from portfolio.planning.search import OPTIMAL_GAP
from portfolio.planning.terms import as_points
from portfolio.planning.warm import replan
from portfolio.planning.what_if import free, joined, moved_team, scaled, team_moves

Progress = Callable[[int, int, float, str], None]
Key = tuple[str, ...]
SECONDS = 60.0
_ENOUGH = 1e-4
_LEAST_SECONDS = 0.3
_HARDER = 2.5
_THREADS = 2
_UNKNOWN = Reach("unknown")


def frontier(
    problem: Problem,
    asked: Asked,
    seconds: float = SECONDS,
    *,
    before: Plan | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    found: Callable[[Frontier], None] | None = None,
) -> Frontier:
    """Return what the problem's value would be with other capacities, within the seconds.

    It counts `value` alone: baseline and stability are left out. Every figure has its own bound
    and gap, as a plan has. `before` is a plan to start from. Points of the frontier come first,
    then hires, then moves, the most promising first; what was not reached is `unknown` and the
    answer not `complete`. `progress` is told (done, of, seconds, step), `found` gets what is
    known so far at most once a second. Once `cancelled` answers True what is known is returned.
    """
    study = _Study(problem, asked, seconds, progress, cancelled or (lambda: False), found)
    study.run(before)
    return study.answer()


@dataclass
class _Study:
    problem: Problem
    asked: Asked
    seconds: float
    progress: Progress | None
    cancelled: Callable[[], bool]
    found: Callable[[Frontier], None] | None
    plans: dict[Key, Plan] = field(default_factory=dict)
    again: list[Key] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    told: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.base = free(self.problem)
        self.today = Plan(self.base.fingerprint(), "unknown")
        self.hires = [("hire", team) for team, _ in self.asked.people]
        self.moves = [("move", *one) for one in team_moves(self.base)] if self.asked.moves else []
        self.percents = sorted({one for one in self.asked.percents if one != 100.0})
        points = [("percent", repr(one)) for one in self.percents]
        self.keys: list[Key] = [("today",), *points, *self.hires, *self.moves]

    def run(self, before: Plan | None) -> None:
        """Plan everything, two plans at a time."""
        start = before or self.today
        self.today = self.plan(("today",), self.base, start)
        less = [one for one in reversed(self.percents) if one < 100]
        more = [one for one in self.percents if one > 100]
        in_threads([partial(self.chain, less), partial(self.chain, more)])
        promises = self.promises()
        hires = sorted(self.hires, key=lambda key: -promises.get(key, 0.0))
        moves = sorted(self.moves, key=lambda key: -promises.get(key, 0.0))
        queue = iter([*hires, *moves])
        in_threads([partial(self.work, queue)] * _THREADS)
        in_threads([self.work_on] * _THREADS)

    def promises(self) -> dict[Key, float]:
        """Return what each hire and move is about worth by today's worth of a point."""
        teams = {team.id: team for team in self.base.teams}
        worth = dict.fromkeys(teams, 0.0)
        for one in self.today.capacity_value:
            worth[one.team] += one.per_point
        found: dict[Key, float] = {("hire", team): worth[team] * n for team, n in self.asked.people}
        for key in self.moves:
            _, team, _, area = key
            there = [worth[one.id] for one in teams.values() if one.area == area]
            size = sum(teams[team].capacity) / 100 / len(self.base.sprints)
            found[key] = size * (sum(there) / len(there) - worth[team])
        return found

    def chain(self, percents: list[float]) -> None:
        """Plan with more and more, or less and less capacity, each from the plan before."""
        before = self.today
        for percent in percents:
            if self.over():
                return
            key = ("percent", repr(percent))
            before = self.plan(key, self.changed(key), before)

    def work(self, queue: Iterator[Key]) -> None:
        """Take one change after the other."""
        while not self.over():
            with self.lock:
                key = next(queue, None)
            if key is None:
                return
            self.plan(key, self.changed(key), self.today)

    def work_on(self) -> None:
        """Take once more what is the least certain, as long as there is time."""
        while not self.over():
            with self.lock:
                key = self.doubtful()
                if key is None:
                    return
                self.again.append(key)
            self.plan(key, self.changed(key), self.best_start(key))

    def doubtful(self) -> Key | None:
        """Return what has the widest gap of those that were taken up least often."""
        turns = {key: self.again.count(key) for key in self.keys}
        wide = [key for key, plan in self.plans.items() if (plan.gap or 0.0) > _ENOUGH]
        return min(wide, key=lambda key: (turns[key], -(self.plans[key].gap or 0)), default=None)

    def best_start(self, key: Key) -> Plan:
        """Return the plan it has, or for a point that of less capacity where that is better."""
        plan = self.plans[key]
        if key[0] != "percent":
            return plan
        less = [one for one in self.keys if one[0] == "percent" and float(one[1]) < float(key[1])]
        plans = [plan, *(self.plans[one] for one in less if one in self.plans)]
        return max(plans, key=lambda one: one.value or 0.0)

    def changed(self, key: Key) -> Problem:
        """Return the problem with the change."""
        if key[0] == "today":
            return self.base
        if key[0] == "percent":
            return scaled(self.base, float(key[1]))
        if key[0] == "hire":
            return joined(self.base, key[1], dict(self.asked.people)[key[1]])
        _, team, _, area = key
        switching, sprints = self.asked.switching, self.asked.switching_sprints
        return moved_team(self.base, team, area, switching=switching, sprints=sprints)

    def plan(self, key: Key, problem: Problem, before: Plan) -> Plan:
        """Plan one problem within its part of the time; keep and return its best plan."""
        limits = Limits(self.part(key))
        plan = replan(problem, before, limits, enough=_ENOUGH, near=False, cancelled=self.cancelled)
        with self.lock:
            plan = self.plans[key] = _better(self.plans.get(key), plan)
        self.tell(" ".join(key))
        return plan

    def part(self, key: Key) -> float:
        """Return the seconds that this plan may take; the points are harder than the rest."""
        waiting = [one for one in self.keys if one not in self.plans]
        weights = {one: 1.0 if one[0] in ("hire", "move") else _HARDER for one in waiting}
        if key == ("today",) or not waiting:
            return max(_LEAST_SECONDS, 0.12 * self.left())
        fair = _THREADS * self.left() * weights.get(key, 1.0) / sum(weights.values())
        return max(_LEAST_SECONDS, min(fair, 0.5 * self.left()))

    def left(self) -> float:
        """Return the seconds left."""
        return self.seconds - (time.monotonic() - self.started)

    def over(self) -> bool:
        """Tell whether nothing more is to be begun."""
        return self.cancelled() or self.left() < _LEAST_SECONDS

    def tell(self, step: str) -> None:
        """Tell how far the work is, and what is known."""
        seconds = time.monotonic() - self.started
        if self.progress is not None:
            self.progress(len(self.plans), len(self.keys), seconds, step)
        with self.lock:
            if self.found is None or seconds - self.told < 1.0:
                return
            self.told = seconds
        self.found(self.answer())

    def answer(self) -> Frontier:
        """Return what is known."""
        with self.lock:
            plans = dict(self.plans)
        points = self.points(plans)
        today = next(one.reach for one in points if one.percent == 100.0)
        return Frontier(
            problem=self.problem.fingerprint(),
            today=today,
            points=tuple(one for one in points if one.percent in self.asked.percents),
            hires=tuple(self.hire(key, plans.get(key), today) for key in self.hires),
            moves=tuple(self.move(key, plans.get(key), today) for key in self.moves),
            complete=len(plans) == len(self.keys),
            seconds=round(time.monotonic() - self.started, 3),
            solver=solver(),
        )

    def points(self, plans: dict[Key, Plan]) -> list[CapacityPoint]:
        """Return the points by percent, with what each proves of its neighbours."""
        found = []
        for percent in sorted({*self.percents, 100.0}):
            key = ("today",) if percent == 100.0 else ("percent", repr(percent))
            problem = self.base if percent == 100.0 else scaled(self.base, percent)
            whole = as_points(sum(sum(team.capacity) for team in problem.teams))
            found.append(CapacityPoint(percent, whole, self.reach(plans.get(key))))
        if any(share.at_least for share in self.base.policy.shares):
            return found  # a share of more capacity asks for more: more may then bring less
        return _monotone(found)

    def hire(self, key: Key, plan: Plan | None, today: Reach) -> Hire:
        """Return what one more person in the team brings."""
        points = dict(self.asked.people)[key[1]]
        return Hire(key[1], points, self.reach(plan), _gain(plan, self.today, today))

    def move(self, key: Key, plan: Plan | None, today: Reach) -> Move:
        """Return what the team's move brings."""
        _, team, here, there = key
        return Move(team, here, there, self.reach(plan), _gain(plan, self.today, today))

    def reach(self, plan: Plan | None) -> Reach:
        """Return how far a plan comes, and how much of that the key results make."""
        if plan is None:
            return _UNKNOWN
        won = None
        if plan.value is not None:
            weights = {one.id: one.weight for one in self.problem.key_results}
            won = sum(weights[one.id] * one.attained for one in plan.key_results)
        return Reach(plan.status, plan.value, plan.bound, plan.gap, won)


def _better(one: Plan | None, other: Plan) -> Plan:
    """Return the better plan of a problem with the lower bound of both."""
    if one is None or one.value is None or other.value is None:
        return other
    plan = max(one, other, key=lambda plan: plan.value or 0.0)
    bounds = [bound for bound in (one.bound, other.bound) if bound is not None]
    if not bounds or plan.value is None:
        return plan
    bound = max(min(bounds), plan.value)
    gap = relative_gap(plan.value, bound)
    return replace(
        plan, status="optimal" if gap <= OPTIMAL_GAP else "feasible", bound=bound, gap=gap
    )


def _monotone(points: list[CapacityPoint]) -> list[CapacityPoint]:
    """Take over what less capacity reaches, and the bound that more cannot pass."""
    found = list(points)
    known = [n for n, one in enumerate(points) if None not in (one.reach.value, one.reach.bound)]
    for less, more in pairwise(known):
        here, there = found[more].reach, found[less].reach
        if (there.value or 0.0) > (here.value or 0.0):
            reach = replace(here, value=there.value, won=there.won)
            found[more] = replace(found[more], reach=reach)
    bound = inf
    for n in reversed(known):
        reach = found[n].reach
        bound = min(bound, reach.bound or 0.0)
        value = reach.value or 0.0
        found[n] = replace(found[n], reach=_within(reach, value, max(value, bound)))
    return found


def _within(reach: Reach, value: float, bound: float) -> Reach:
    gap = relative_gap(value, bound)
    status = "optimal" if gap <= OPTIMAL_GAP else "feasible"
    return replace(reach, status=status, value=value, bound=bound, gap=gap)


def _gain(plan: Plan | None, base: Plan, today: Reach) -> Gain:
    if plan is None or plan.value is None or today.value is None:
        return Gain()
    before, after = {one.id for one in base.epics}, {one.id for one in plan.epics}
    return Gain(
        found=plan.value - today.value,
        least=None if today.bound is None else plan.value - today.bound,
        most=None if plan.bound is None else plan.bound - today.value,
        enters=tuple(sorted(after - before)),
        leaves=tuple(sorted(before - after)),
    )
