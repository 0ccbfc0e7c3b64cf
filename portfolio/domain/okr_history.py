"""The scope of a quarter through time: what came, went, moved or got another target, and when."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from portfolio.domain.cycles import Cycle
from portfolio.domain.okrs import KeyResult, Kind, Objective, Phase, Step, Tree


class ScopeDeed(StrEnum):
    """What a day did to the scope of a quarter."""

    ADDED = "added"
    STRUCK = "struck"
    BACK = "back"  # in scope again
    CHANGED = "changed"  # other words, another target, weight or place


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """One change of an objective's or key result's scope or terms, as of the end of a day.

    `before` and `after` hold the columns that changed, as they are stored.
    """

    id: int
    objective_id: int
    key_result_id: int | None
    on: date
    deed: ScopeDeed
    made_at: datetime
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    account_id: int | None = None


_OfEach = dict[int, list[ScopeChange]]
Part = TypeVar("Part", Objective, KeyResult)


@dataclass(frozen=True, slots=True)
class Then(Generic[Part]):
    """An objective or a key result as it stood on a day."""

    part: Part
    is_there: bool  # it had been added by then
    is_struck: bool


@dataclass(frozen=True, slots=True)
class OkrHistory:
    """A cycle's objectives and key results as they stand last, struck ones too, and every change.

    The objectives carry neither key results nor children; these are put under them for a day.
    """

    cycle: Cycle
    objectives: tuple[Objective, ...]
    key_results: tuple[KeyResult, ...]
    changes: tuple[ScopeChange, ...]
    closed_on: date | None = None

    def on(self, day: date) -> Tree:
        """Return the tree as it stood at the end of a day."""
        by_objective, by_key_result = self._changes()
        found = {one.id: then(one, by_objective[one.id], day) for one in self.objectives}
        key_results: dict[int, list[KeyResult]] = defaultdict(list)
        for one in self._key_results_then(day, by_key_result):
            if one.is_there and not one.is_struck:
                key_results[one.part.objective_id].append(replace(one.part, struck_on=None))
        cycle = replace(self.cycle, is_closed=self._is_closed(day))
        return Tree(cycle, day, tuple(_grown(found, key_results)))

    def struck_by(self, day: date) -> tuple[KeyResult, ...]:
        """Return the key results that had been struck out by the end of a day, as they stood."""
        _, by_key_result = self._changes()
        gone = self._key_results_then(day, by_key_result)
        return tuple(one.part for one in gone if one.is_there and one.is_struck)

    def _is_closed(self, day: date) -> bool:
        return self.closed_on is not None and day >= min(self.closed_on, self.cycle.span.ends_on)

    def _changes(self) -> tuple[_OfEach, _OfEach]:
        by_objective: _OfEach = defaultdict(list)
        by_key_result: _OfEach = defaultdict(list)
        for one in self.changes:
            if one.key_result_id is None:
                by_objective[one.objective_id].append(one)
            else:
                by_key_result[one.key_result_id].append(one)
        return by_objective, by_key_result

    def _key_results_then(self, day: date, changes: _OfEach) -> Iterator[Then[KeyResult]]:
        grades = self._is_closed(day)
        for key_result in self.key_results:
            past = then(key_result, changes[key_result.id], day)
            said = tuple(one for one in past.part.check_ins if one.on <= day)
            grade = past.part.grade if grades else None
            part = replace(past.part, check_ins=said, grade=grade)
            yield Then(part, past.is_there, past.is_struck)


def then(part: Part, changes: Sequence[ScopeChange], day: date) -> Then[Part]:
    """Take back what happened after a day, the latest first."""
    struck_on, is_there = part.struck_on, True
    is_struck = struck_on is not None and struck_on <= day
    for one in sorted(changes, key=lambda change: (change.on, change.id), reverse=True):
        if one.on <= day:
            break
        if one.deed is ScopeDeed.CHANGED:
            part = with_terms(part, one.before)
        elif one.deed is ScopeDeed.ADDED:
            is_there = False
        else:
            is_struck = one.deed is ScopeDeed.BACK
    return Then(part, is_there, is_struck)


def struck_since(
    part: Objective | KeyResult, changes: Sequence[ScopeChange], day: date
) -> date | None:
    """Return since when it is out of scope, as that was known at the end of a day; None: it counts.

    What came back and what is struck out again counts by its own gap; a strike for a day to come
    is told from the day on which it was said.
    """
    turns = [one for one in changes if one.deed in (ScopeDeed.STRUCK, ScopeDeed.BACK)]
    until = [one for one in turns if one.on <= day]
    if until:
        last = max(until, key=lambda one: (one.on, one.id))
        if last.deed is ScopeDeed.STRUCK:
            return last.on
    elif not turns:
        return part.struck_on
    if part.struck_on is None or part.struck_on <= day:
        return None
    strikes = [one for one in turns if one.deed is ScopeDeed.STRUCK and one.on == part.struck_on]
    is_said = any(one.made_at.date() <= day for one in strikes)
    return part.struck_on if is_said or not strikes else None


def with_terms(part: Part, stored: Mapping[str, Any]) -> Part:
    """Return an objective or key result with other terms, given as they are stored."""
    terms: dict[str, Any] = {name: _READ.get(name, _as_is)(value) for name, value in stored.items()}
    if isinstance(part, KeyResult) and "steps" in terms:
        known = {one.id: one for one in part.steps}
        terms["steps"] = tuple(
            replace(known[one.id], weight=one.weight, position=one.position)
            if one.id in known
            else one
            for one in terms["steps"]
        )
    return replace(part, **terms)


def stored_steps(steps: Iterable[Step]) -> list[list[Any]]:
    """Return steps as a change keeps them."""
    return [
        [one.id, one.title, one.weight, one.done_on.isoformat() if one.done_on else None]
        for one in steps
    ]


def _grown(
    found: Mapping[int, Then[Objective]], key_results: Mapping[int, list[KeyResult]]
) -> tuple[Objective, ...]:
    under: dict[int | None, list[Then[Objective]]] = defaultdict(list)
    for one in sorted(found.values(), key=lambda one: (one.part.position, one.part.id)):
        under[_place(one.part, found)].append(one)

    def branches(parent: int | None) -> tuple[Objective, ...]:
        made = []
        for one in under[parent]:
            if one.is_struck:  # with everything under it
                continue
            own = sorted(key_results.get(one.part.id, ()), key=lambda kr: (kr.position, kr.id))
            children = branches(one.part.id)
            if one.is_there or own or children:
                grown = replace(one.part, key_results=tuple(own), children=children)
                made.append(replace(grown, struck_on=None))
        return tuple(made)

    return branches(None)


def _place(objective: Objective, found: Mapping[int, Then[Objective]]) -> int | None:
    """Return what an objective stands under; what hangs in a ring stands alone."""
    seen = {objective.id}
    parent = objective.parent_id
    while parent is not None and parent in found and parent not in seen:
        seen.add(parent)
        parent = found[parent].part.parent_id
    if parent is not None and parent in seen:
        return None
    return objective.parent_id if objective.parent_id in found else None


def _as_is(value: Any) -> Any:
    return value


def _steps(value: Any) -> tuple[Step, ...]:
    return tuple(
        Step(id_, title, weight, date.fromisoformat(done_on) if done_on else None, place)
        for place, (id_, title, weight, done_on) in enumerate(value or (), start=1)
    )


def _phases(value: Any) -> tuple[Phase, ...]:
    return tuple(Phase(date.fromisoformat(on), at) for on, at in value or ())


def _supports(value: Any) -> tuple[int, ...]:
    return tuple(value or ())


_READ: Mapping[str, Callable[[Any], Any]] = {
    "kind": Kind,
    "phases": _phases,
    "steps": _steps,
    "supports": _supports,
}
