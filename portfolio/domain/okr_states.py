"""Makes one history of each key result out of the dated states that a file tells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.imports import ImportedKeyResult
from portfolio.domain.okr_history import ScopeDeed

Path = tuple[str, ...]
Identity = tuple[str, Path, str]  # cycle, objective path, text
Turn = tuple[date, ScopeDeed]  # what came into scope, or left it, on a day


@dataclass(frozen=True, slots=True)
class History:
    """A key result with its states in the order of time, and when it came and went.

    `told_on` has each day of which the file tells all there was, so that what it does not name is
    known to be out of scope; whether it names this key result as well.
    """

    cycle: str
    path: Path
    title: str
    states: tuple[ImportedKeyResult, ...]
    turns: tuple[Turn, ...] = ()
    told_on: tuple[tuple[date, bool], ...] = ()

    @property
    def latest(self) -> ImportedKeyResult:
        """What was said last."""
        return self.states[-1]

    @property
    def first(self) -> ImportedKeyResult:
        """What was said first."""
        return self.states[0]

    @property
    def struck_on(self) -> date | None:
        """The day since which it has been out of scope; None for one that counts."""
        return struck_on(self.turns)

    def by_day(self) -> list[ImportedKeyResult]:
        """Return what was said last on each day."""
        return list({state.on: state for state in self.states}.values())


def histories(states: Iterable[ImportedKeyResult]) -> list[History]:
    """Return a history for each key result: the same cycle, path and text is the same one.

    What counts is the last revision of a day. One that is absent from it, or struck through in
    it, left the scope on that day; it may come back.
    """
    told: dict[Identity, list[ImportedKeyResult]] = {}
    for state in states:
        told.setdefault((state.cycle, state.objective_path, state.key_result), []).append(state)
    revisions = _revisions(told.values())
    return [
        _history(identity, own, revisions.get(identity[0], ())) for identity, own in told.items()
    ]


def objective_turns(own: Iterable[History]) -> dict[tuple[str, Path], tuple[Turn, ...]]:
    """Return when each objective came and went: it is there while something under it is told."""
    under: dict[tuple[str, Path], dict[date, bool]] = {}
    for one in own:
        for depth in range(1, len(one.path) + 1):
            days = under.setdefault((one.cycle, one.path[:depth]), {})
            for day, is_told in one.told_on:
                days[day] = days.get(day, False) or is_told
    return {place: turns(sorted(days.items())) for place, days in under.items()}


def struck_on(own: Sequence[Turn]) -> date | None:
    """Return the day since which something is out of scope, after all its turns."""
    on, deed = own[-1] if own else (None, ScopeDeed.BACK)
    return on if deed is ScopeDeed.STRUCK else None


def turns(in_scope: Sequence[tuple[date, bool]]) -> tuple[Turn, ...]:
    """Return when something came and went, from whether it was in scope at the end of each day.

    What was there on the first day was there from the beginning.
    """
    found: list[Turn] = []
    known, was_in = False, False
    for place, (day, is_in) in enumerate(in_scope):
        if is_in and not known:
            known = True
            if place:
                found.append((day, ScopeDeed.ADDED))
        elif is_in and not was_in:
            found.append((day, ScopeDeed.BACK))
        elif was_in and not is_in:
            found.append((day, ScopeDeed.STRUCK))
        was_in = is_in
    return tuple(found)


def _history(
    identity: Identity, own: list[ImportedKeyResult], revisions: Sequence[ImportedKeyResult]
) -> History:
    cycle, path, title = identity
    if not revisions:
        ordered = sorted(own, key=lambda state: state.on or date.min)
        return History(cycle, path, title, tuple(ordered))
    places = {state.revision: place for place, state in enumerate(revisions)}
    ordered = sorted(own, key=lambda state: places[state.revision])
    said = {state.revision: state for state in ordered}
    last = {state.on: state.revision for state in revisions}
    days = [(day, said.get(revision)) for day, revision in last.items() if day is not None]
    in_scope = [(day, state is not None and not state.is_struck) for day, state in days]
    return History(
        cycle,
        path,
        title,
        tuple(ordered),
        turns(in_scope) or _passing(ordered, in_scope),
        tuple((day, state is not None) for day, state in days),
    )


def _passing(
    ordered: Sequence[ImportedKeyResult], in_scope: Sequence[tuple[date, bool]]
) -> tuple[Turn, ...]:
    """Return the turns of what was never in scope at the end of a day: it came and went on one."""
    day = ordered[0].on
    if day is None or any(is_in for _, is_in in in_scope):
        return ()
    came = () if in_scope and day == in_scope[0][0] else ((day, ScopeDeed.ADDED),)
    return (*came, (day, ScopeDeed.STRUCK))


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
