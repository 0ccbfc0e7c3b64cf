"""What a plan adds to the scores: of key results, objectives and the cycle, before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.domain.plan_facts import Goal
from portfolio.domain.standing import CycleStanding, ObjectiveStanding


@dataclass(frozen=True, slots=True)
class Rise:
    """A score before a plan and after it."""

    before: float
    after: float

    @property
    def change(self) -> float:
        """How much the plan adds."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Start:
    """The scores that a plan starts from, as kept beside it.

    `objectives` has (score, share of the cycle) by id, `key_results` (score, weight, the
    objectives above it): the cycle's score rises by weight × what the plan attains of the gap.
    """

    cycle: float | None
    objectives: Mapping[int, tuple[float, float]]
    key_results: Mapping[int, tuple[float, float, tuple[int, ...]]]

    def to_document(self) -> dict[str, Any]:
        """Return it as a document to store."""
        return {
            "cycle": self.cycle,
            "objectives": {str(key): list(one) for key, one in self.objectives.items()},
            "key_results": {
                str(key): [score, weight, list(above)]
                for key, (score, weight, above) in self.key_results.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Rises:
    """Before and after by id; nothing for what has no score."""

    cycle: Rise | None
    objectives: Mapping[int, Rise]
    key_results: Mapping[int, Rise]


def start_of(standing: CycleStanding) -> Start:
    """Return where the scores of a cycle stand."""
    objectives: dict[int, tuple[float, float]] = {}
    key_results: dict[int, tuple[float, float, tuple[int, ...]]] = {}
    for above, branch in _walk(standing.objectives, ()):
        line = (*above, branch.objective.id)
        if branch.score is not None:
            objectives[branch.objective.id] = (branch.score, branch.share)
        for one in branch.key_results:
            if one.score is not None:
                key_results[one.key_result.id] = (one.score, one.weight, line)
    return Start(standing.score, objectives, key_results)


def start_from(document: Mapping[str, Any]) -> Start:
    """Read a stored start."""
    return Start(
        document.get("cycle"),
        {int(key): (one[0], one[1]) for key, one in document.get("objectives", {}).items()},
        {
            int(key): (one[0], one[1], tuple(one[2]))
            for key, one in document.get("key_results", {}).items()
        },
    )


def goals_of(standing: CycleStanding) -> tuple[Goal, ...]:
    """Return the scored key results of a cycle as the plan sees them."""
    return tuple(
        Goal(one.key_result.id, one.key_result.objective_id, one.weight, one.gap, above)
        for above, branch in _walk(standing.objectives, ())
        for one in branch.key_results
        if one.score is not None
    )


def rises(start: Start, attained: Mapping[int, float]) -> Rises:
    """Return the scores before and after, given which part of each gap a plan closes."""
    won = {key: one[1] * attained.get(key, 0.0) for key, one in start.key_results.items()}
    by_objective = dict.fromkeys(start.objectives, 0.0)
    for key, (_, _, above) in start.key_results.items():
        for objective in above:
            by_objective[objective] = by_objective.get(objective, 0.0) + won[key]
    return Rises(
        None if start.cycle is None else Rise(start.cycle, start.cycle + sum(won.values())),
        {
            key: Rise(score, score + (by_objective[key] / share if share else 0.0))
            for key, (score, share) in start.objectives.items()
        },
        {
            key: Rise(score, score + (1 - score) * attained.get(key, 0.0))
            for key, (score, _, _) in start.key_results.items()
        },
    )


def _walk(
    branches: tuple[ObjectiveStanding, ...], above: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], ObjectiveStanding]]:
    for one in branches:
        yield above, one
        yield from _walk(one.children, (*above, one.objective.id))
