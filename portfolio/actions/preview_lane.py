"""A lane: the planning process of previews, with its planner and what it remembers."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.store.unit import Store

MOST_BASES = 8
SIMPLE = ("rank", "wsjf")
SECONDS_SIMPLE, SECONDS_ANEW = 10.0, 3.0

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Solvers:
    """How a lane plans: from the plan of before, from nothing, by simple rules; and how it looks
    again at the unchanged problem with what the changed one has taught it."""

    nearby: Callable[[Problem, Plan, Stop | None], Plan]
    anew: Callable[[Problem], Plan]
    simple: Callable[[Problem], dict[str, Plan]] = lambda problem: {}
    again: Callable[[Problem, Plan | None, Plan, Plan], Plan] = (
        lambda problem, origin, base, other: base
    )


@dataclass(frozen=True, slots=True)
class Base:
    """A plan brought to an unchanged problem, and the plan that it came from."""

    plan: Plan
    origin: Plan | None = None


@dataclass(slots=True)
class Lane:
    """A planning process for previews, with what it remembers between them."""

    store: Store
    name: str
    solvers: Solvers
    clock: Callable[[], datetime]  # the product's time
    pulse: Callable[[], datetime]  # the machine's
    zone: tzinfo
    bases: dict[str, Base] = field(default_factory=dict)  # by the problem's fingerprint

    unfinished: deque[tuple[int, Problem]] = field(default_factory=lambda: deque(maxlen=5))

    def today(self) -> date:
        """Return the product's day."""
        return self.clock().astimezone(self.zone).date()

    def remember(self, fingerprint: str, base: Base) -> None:
        """Keep a plan as that of an unchanged problem; the oldest one is forgotten."""
        self.bases.pop(fingerprint, None)
        self.bases[fingerprint] = base
        while len(self.bases) > MOST_BASES:
            del self.bases[next(iter(self.bases))]

    def base_of(self, problem: Problem, earlier: Plan | None, *, stop: Stop | None = None) -> Base:
        """Return the earlier plan brought to the problem, computed once while that is unchanged.

        What was stopped on the way is used, but not remembered.
        """
        fingerprint = problem.fingerprint()
        known = self.bases.get(fingerprint)
        if known is not None:
            return known
        if earlier is None:
            known = Base(self.solvers.anew(problem))
        else:
            known = Base(self.solvers.nearby(problem, earlier, stop), earlier)
        if stop is None or not stop():
            self.remember(fingerprint, known)
        return known


def preview_lane(
    store: Store,
    name: str,
    *,
    clock: Callable[[], datetime],
    pulse: Callable[[], datetime],
    zone: tzinfo,
) -> Lane:
    """Return a lane with the planner of this process, loaded."""
    return Lane(store, name, _solvers(), clock=clock, pulse=pulse, zone=zone)


def _solvers() -> Solvers:
    from portfolio.planning.limits import Limits
    from portfolio.planning.nearby import nearby, second_look
    from portfolio.planning.solve import solve

    def simple(problem: Problem) -> dict[str, Plan]:
        return {name: solve(problem, Limits(SECONDS_SIMPLE), method=name) for name in SIMPLE}

    return Solvers(
        nearby=lambda problem, before, stop: nearby(problem, before, cancelled=stop),
        anew=lambda problem: solve(problem, Limits(SECONDS_ANEW)),
        simple=simple,
        again=second_look,
    )
