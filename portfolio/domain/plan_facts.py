"""Everything that a cycle is planned from, read at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.backlog import Item
from portfolio.domain.cycles import Cycle
from portfolio.domain.estimates import ReferenceClasses
from portfolio.domain.orders import Delay
from portfolio.domain.plans import Lever, Placed, Taken
from portfolio.domain.team_capacity import TeamCapacity


@dataclass(frozen=True, slots=True)
class Goal:
    """A key result as the plan sees it.

    `weight` is how much the cycle's score rises when the whole `gap`, in the key result's unit,
    is closed; one of them is 0 where nothing is left to win. `above` are the objectives over its
    own one.
    """

    key_result_id: int
    objective_id: int
    weight: float
    gap: float
    above: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is anything left to win."""
        return self.weight > 0 and self.gap > 0


@dataclass(frozen=True, slots=True)
class Claim:
    """An item (an epic, mostly) that is expected to move a key result of the cycle."""

    item_id: int
    key_result_id: int
    amount: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A dependency between two items; an end that the product doesn't hold has no id.

    An open sub-task's end is that of its parent, which is planned in its place.
    """

    before_key: str
    after_key: str
    before_id: int | None
    after_id: int | None
    lag: int = 0


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The facts of one cycle on one day; `items` are open and in the order of rank.

    `parents` has every epic and initiative, `ties` are given oldest first.
    """

    cycle: Cycle
    on: date
    items: tuple[Item, ...] = ()
    parents: Mapping[int, Item] = field(default_factory=dict)
    ties: tuple[Tie, ...] = ()
    areas: Mapping[int, str] = field(default_factory=dict)  # slug by id
    capacities: tuple[TeamCapacity, ...] = ()
    goals: tuple[Goal, ...] = ()
    claims: tuple[Claim, ...] = ()
    levers: tuple[Lever, ...] = ()
    stability: float = 0.0
    in_force: tuple[Placed, ...] = ()
    taken: tuple[Taken, ...] = ()
    reference: ReferenceClasses = field(default_factory=ReferenceClasses)
    delays: Mapping[int, Delay] = field(default_factory=dict)  # by epic or item
    musts: frozenset[int] = frozenset()  # MoSCoW's; levers come before both
    wonts: frozenset[int] = frozenset()


def planning_day(cycle: Cycle, today: date) -> date:
    """Return the day from which a cycle is planned: today, or its first sprint's first day.

    A cycle that is over is planned anew as it could have been on its first day.
    """
    if not cycle.sprints:
        return cycle.span.starts_on
    first, last = cycle.sprints[0].span, cycle.sprints[-1].span
    if today < first.starts_on or today > last.ends_on:
        return first.starts_on
    return today
