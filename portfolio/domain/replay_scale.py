"""One scale for all plans of a replay: what finished work is worth by the effects known then."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Worth = float | tuple[float, ...]  # flat, or by the sprint in which it is finished
Finished = Mapping[int, int]  # an epic or a loose item, by id, and the sprint's place


@dataclass(frozen=True, slots=True)
class Scale:
    """What is worth what; everything by the item's id.

    With key results (`before` is the cycle's score on the first day) a worth is the expected
    score of the cycle: `goals` has each key result's weight and the gap that was open, `amounts`
    what finished work was expected to move, `real` what it really moved, where that was said.
    Without key results a worth is the share of all known work, weighed by priority and rank.
    """

    before: float | None = None
    goals: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    amounts: Mapping[int, Mapping[int, float]] = field(default_factory=dict)
    own: Mapping[int, Worth] = field(default_factory=dict)
    real: Mapping[int, Mapping[int, float]] = field(default_factory=dict)

    @property
    def is_score(self) -> bool:
        """Whether worths are expected scores of the cycle."""
        return self.before is not None

    def attained(self, finished: Finished, *, really: bool = False) -> dict[int, float]:
        """Return the share of each key result's gap that finished work closes, at most 1."""
        moved = dict.fromkeys(self.goals, 0.0)
        for thing in finished:
            for goal, amount in self.effects_of(thing, really=really).items():
                if goal in moved:
                    moved[goal] += amount
        return {goal: min(1.0, sum_ / self.goals[goal][1]) for goal, sum_ in moved.items()}

    def arrived(self, finished: Finished, reached: Mapping[int, float]) -> dict[int, float]:
        """Return the share of each gap that finished work closed in the end.

        Where somebody said what it moved, that counts; else it is what was expected, but no more
        than the share that was `reached` at the end, whatever brought it.
        """
        expected, really = self.attained(finished), self.attained(finished, really=True)
        said = {goal for thing in finished for goal in self.real.get(thing, {})}
        return {
            goal: really[goal] if goal in said else min(share, reached.get(goal, share))
            for goal, share in expected.items()
        }

    def effects_of(self, thing: int, *, really: bool = False) -> Mapping[int, float]:
        """Return what it moves by key result: as expected, or as it really did where known."""
        expected = self.amounts.get(thing, {})
        return {**expected, **self.real.get(thing, {})} if really else expected

    def worth(self, finished: Finished, *, really: bool = False) -> float:
        """Return what the finished work is worth together."""
        if self.before is None:
            return sum(self.own_worth(thing, place) for thing, place in finished.items())
        closed = self.attained(finished, really=really)
        return self.before + sum(self.goals[goal][0] * part for goal, part in closed.items())

    def own_worth(self, thing: int, place: int) -> float:
        """Return what it is worth of itself when it is finished in that sprint."""
        worth = self.own.get(thing, 0.0)
        return worth[min(place, len(worth) - 1)] if isinstance(worth, tuple) else worth

    def alone(self, thing: int, place: int = 0, *, really: bool = False) -> float:
        """Return what it would be worth if nothing else were finished."""
        start = self.before or 0.0
        return self.worth({thing: place}, really=really) - start
