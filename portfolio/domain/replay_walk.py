"""From the best plan to what came, one cause after the other, so that the steps add up.

Each step puts one more piece of what really happened in the place of what was assumed, always in
the same order, and is worth what that changes; the sum of the steps is the whole difference.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portfolio.domain.backlog import Category
from portfolio.domain.cycles import Sprint
from portfolio.domain.drift import Work, carried
from portfolio.domain.replay_scale import Finished, Scale

Spot = tuple[int, int]  # team id, sprint id
Rooms = Mapping[Spot, float]


class Cause(StrEnum):
    """Why what came is not the best that was possible, in the order of the substitution."""

    CHOICE = "choice"
    CAPACITY = "capacity"
    SCOPE = "scope"  # what later work displaced, and what was dropped
    LATER = "later"  # what later work was worth itself
    ESTIMATES = "estimates"
    OTHERWISE = "otherwise"
    EFFECT = "effect"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Step:
    """What one cause changes, and the worth once it is in."""

    cause: Cause
    before: float
    after: float

    @property
    def change(self) -> float:
        """How much the cause adds; less than 0 is a loss."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of the plan that was made: whose it is, where it was put, how large it was."""

    item: int
    thing: int  # its epic, or itself
    spot: Spot
    points: float
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Reality:
    """What became of the quarter, beside what the plan took for granted.

    Rooms are points by team and sprint: `rooms_made` as the plan had them, `rooms_days` with the
    days that people really had, `rooms_real` what was really delivered. `added` is delivered
    work that came after the first day; `grown` are epics that got work which was not done.
    """

    rooms_made: Rooms = field(default_factory=dict)
    rooms_days: Rooms = field(default_factory=dict)
    rooms_real: Rooms = field(default_factory=dict)
    added: Rooms = field(default_factory=dict)
    grown: Collection[int] = frozenset()
    dropped: Collection[int] = frozenset()  # epics and loose items that nobody wants any more
    dropped_items: Collection[int] = frozenset()
    sizes: Mapping[int, float] = field(default_factory=dict)  # real points, where they differ
    done: Finished = field(default_factory=dict)
    new: Collection[int] = frozenset()  # what of `done` was not known on the first day
    came: float | None = None  # the score that the work done really brought, where known
    end: float | None = None  # the cycle's score at its end, by the check-ins


@dataclass(frozen=True, slots=True)
class Walked:
    """The steps, and what of the plan made was still finished after each of them."""

    steps: tuple[Step, ...]
    left: Mapping[Cause, Finished]

    @property
    def first(self) -> float:
        """The worth of the best plan then."""
        return self.steps[0].before

    @property
    def last(self) -> float:
        """The worth of what came."""
        return self.steps[-1].after

    def change(self, cause: Cause) -> float:
        """What a cause adds; 0 where the walk has no such step."""
        return sum(one.change for one in self.steps if one.cause is cause)


def walk(
    scale: Scale,
    sprints: Sequence[Sprint],
    *,
    best: Finished,
    made: Finished,
    pieces: Sequence[Piece],
    reality: Reality,
) -> Walked:
    """Return the steps from the best plan then to what came.

    `made` is what the plan made finishes, `pieces` are its items. The plan is carried through
    each world as people do it: work keeps its team and its order, and what doesn't fit a sprint
    goes on in the next.
    """
    plan = _Carried(sprints, made, pieces)
    capacity = plan.through(reality.rooms_days)
    less = _less(reality.rooms_days, reality.added)
    scope = plan.through(less, gone=reality.dropped_items)
    scope = _without(scope, (*reality.grown, *reality.dropped))
    less = _less(reality.rooms_real, reality.added)
    estimates = plan.through(less, gone=reality.dropped_items, sizes=reality.sizes)
    estimates = _without(estimates, (*reality.grown, *reality.dropped))
    new = {thing: reality.done[thing] for thing in reality.new if thing in reality.done}
    left: dict[Cause, Finished] = {
        Cause.CHOICE: made,
        Cause.CAPACITY: capacity,
        Cause.SCOPE: scope,
        Cause.LATER: {**scope, **new},
        Cause.ESTIMATES: {**estimates, **new},
        Cause.OTHERWISE: reality.done,
    }
    worths = [scale.worth(best), *(scale.worth(one) for one in left.values())]
    causes = [*left]
    if scale.is_score:
        came = scale.worth(reality.done, really=True) if reality.came is None else reality.came
        worths.append(came)
        causes.append(Cause.EFFECT)
        if reality.end is not None:
            worths.append(reality.end)
            causes.append(Cause.ELSEWHERE)
    steps = tuple(
        Step(cause, before, after)
        for cause, before, after in zip(causes, worths, worths[1:], strict=False)
    )
    return Walked(steps, left)


def lost_to(walked: Walked, thing: int) -> Cause | None:
    """Return the first step after which something of the plan made is not finished any more."""
    if thing not in walked.left[Cause.CHOICE]:
        return None
    return next((cause for cause, left in walked.left.items() if thing not in left), None)


class _Carried:
    """The plan that was made, carried through other rooms and sizes than it was made for."""

    def __init__(self, sprints: Sequence[Sprint], made: Finished, pieces: Sequence[Piece]) -> None:
        self.sprints, self.made, self.pieces = sprints, made, pieces
        self.place = {sprint.id: n for n, sprint in enumerate(sprints)}
        self.own: dict[int, list[int]] = {}
        for piece in pieces:
            self.own.setdefault(piece.thing, []).append(piece.item)

    def through(
        self,
        rooms: Rooms,
        *,
        gone: Collection[int] = frozenset(),
        sizes: Mapping[int, float] | None = None,
    ) -> dict[int, int]:
        """Return what of the plan is finished, and in which sprint; `gone` needs no doing."""
        real = sizes or {}
        work = [
            Work(
                piece.item,
                piece.thing,
                *piece.spot,
                real.get(piece.item, piece.points),
                Category.TODO,
                piece.rank,
            )
            for piece in self.pieces
            if piece.item not in gone
        ]
        ends = carried(work, self.sprints, rooms, place=self.place, first=0)
        found: dict[int, int] = {}
        for thing, promised in self.made.items():
            own = [one for one in self.own.get(thing, ()) if one not in gone]
            places = [ends.get(one) for one in own]
            if None not in places:
                found[thing] = max((one for one in places if one is not None), default=promised)
        return found


def _less(rooms: Rooms, taken: Rooms) -> dict[Spot, float]:
    return {spot: max(0.0, room - taken.get(spot, 0.0)) for spot, room in rooms.items()}


def _without(finished: Finished, things: Collection[int]) -> dict[int, int]:
    return {thing: place for thing, place in finished.items() if thing not in things}
