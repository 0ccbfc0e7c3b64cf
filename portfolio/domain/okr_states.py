"""Makes one history of each key result out of the dated states that a file tells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.imports import ImportedKeyResult

Path = tuple[str, ...]
Identity = tuple[str, Path, str]  # cycle, objective path, text


@dataclass(frozen=True, slots=True)
class History:
    """A key result with its states in the order of time, and the day it was struck out."""

    cycle: str
    path: Path
    title: str
    states: tuple[ImportedKeyResult, ...]
    struck_on: date | None = None

    @property
    def latest(self) -> ImportedKeyResult:
        """What was said last."""
        return self.states[-1]

    @property
    def first(self) -> ImportedKeyResult:
        """What was said first."""
        return self.states[0]


def histories(states: Iterable[ImportedKeyResult]) -> list[History]:
    """Return a history for each key result: the same cycle, path and text is the same one.

    One that is absent from a later revision of its cycle was struck out the day of the first
    revision without it.
    """
    told: dict[Identity, list[ImportedKeyResult]] = {}
    for state in states:
        told.setdefault((state.cycle, state.objective_path, state.key_result), []).append(state)
    revisions = _revisions(told.values())
    return [
        _history(identity, own, revisions.get(identity[0], ())) for identity, own in told.items()
    ]


def _history(
    identity: Identity, own: list[ImportedKeyResult], revisions: Sequence[ImportedKeyResult]
) -> History:
    cycle, path, title = identity
    places = {state.revision: place for place, state in enumerate(revisions)}
    if revisions:
        ordered = sorted(own, key=lambda state: places[state.revision])
        struck_on = _struck_on(ordered, revisions, places)
    else:
        ordered = sorted(own, key=lambda state: state.on or date.min)
        struck_on = None
    return History(cycle, path, title, tuple(ordered), struck_on)


def _revisions(
    told: Iterable[list[ImportedKeyResult]],
) -> Mapping[str, Sequence[ImportedKeyResult]]:
    """Return the revisions of each cycle in the order of time, each as one of its states."""
    by_cycle: dict[str, dict[str, ImportedKeyResult]] = {}
    for states in told:
        for state in states:
            if state.revision and state.stated_at:
                of_cycle = by_cycle.setdefault(state.cycle, {})
                known = of_cycle.setdefault(state.revision, state)
                if state.line < known.line:
                    of_cycle[state.revision] = state
    return {
        cycle: sorted(of_cycle.values(), key=lambda state: (state.stated_at, state.line))
        for cycle, of_cycle in by_cycle.items()
    }


def _struck_on(
    ordered: Sequence[ImportedKeyResult],
    revisions: Sequence[ImportedKeyResult],
    places: Mapping[str | None, int],
) -> date | None:
    last = ordered[-1]
    if last.is_struck:
        # It may have been struck some revisions ago already.
        struck = last
        for state in reversed(ordered):
            if not state.is_struck:
                break
            struck = state
        return struck.on
    after = places[last.revision] + 1
    return revisions[after].on if after < len(revisions) else None
