"""Keep when a file says that objectives and key results came, went, or got other terms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from portfolio.domain.imports import ImportedKeyResult
from portfolio.domain.okr_history import ScopeChange, ScopeDeed
from portfolio.domain.okr_states import History, Path, Turn, objective_turns, struck_on
from portfolio.store import okr_changes, okr_import
from portfolio.store.unit import Tx

_Change = dict[str, Any]
_OF_SCOPE = (ScopeDeed.ADDED, ScopeDeed.STRUCK, ScopeDeed.BACK)


@dataclass(frozen=True, slots=True)
class Stored:
    """The ids of what a file names: by cycle, by cycle and path, by path and text."""

    cycles: Mapping[str, int]
    objectives: Mapping[tuple[str, Path], int]
    key_results: Mapping[tuple[int, str], int]
    teams: Mapping[str, int]

    def place(self, history: History) -> tuple[int, int]:
        """Return the ids of a key result's objective and of itself."""
        objective_id = self.objectives[(history.cycle, history.path)]
        return objective_id, self.key_results[(objective_id, history.title)]


def import_scope(tx: Tx, own: Sequence[History], stored: Stored, *, now: datetime) -> set[int]:
    """Bring what is noted of the scope to what the file says; return the lines that changed it.

    Where the file tells all there was on a day, it decides what was in scope; what the product
    knows of other days stays. A file that only has values leaves the scope alone.
    """
    known: dict[tuple[int, int | None], list[ScopeChange]] = defaultdict(list)
    for one in okr_changes.of_cycles(tx, set(stored.cycles.values())):
        known[(one.objective_id if one.key_result_id is None else 0, one.key_result_id)].append(one)
    gone: list[int] = []
    new: list[_Change] = []
    lines: set[int] = set()
    for history in own:
        objective_id, key_result_id = stored.place(history)
        wanted = [*_scope(history.turns, history), *_terms(history, stored.teams)]
        place = {"objective_id": objective_id, "key_result_id": key_result_id}
        there = known[(0, key_result_id)]
        if _settle(wanted, there, gone, is_whole=bool(history.told_on)):
            at = {"cycle_id": stored.cycles[history.cycle], "made_at": now}
            new += [{**at, **place, **one} for one in wanted]
            lines.add(history.latest.line)
    turns = objective_turns(own)
    for (cycle, path), of_path in turns.items():
        objective_id = stored.objectives[(cycle, path)]
        wanted = [{"on": on, "deed": deed.value} for on, deed in of_path]
        there = known[(objective_id, None)]
        if _settle(wanted, there, gone, is_whole=_is_told(own, cycle)):
            at = {"cycle_id": stored.cycles[cycle], "made_at": now}
            new += [{**at, "objective_id": objective_id, **one} for one in wanted]
    okr_changes.remove(tx, gone)
    okr_changes.add(tx, new)
    _strike(tx, own, turns, stored)
    return lines


def terms_of(state: ImportedKeyResult, team_ids: Mapping[str, int]) -> dict[str, Any]:
    """Return the columns of a key result that a state tells."""
    team_id = team_ids.get(state.team.casefold()) if state.team else None
    return {
        "owner": state.owner or (state.team if team_id is None else ""),
        "team_id": team_id,
        "unit": state.unit,
        "kind": state.kind,
        "start_value": state.start,
        "target_value": state.target,
        "weight": state.weight,
    }


def _is_told(own: Sequence[History], cycle: str) -> bool:
    return any(one.told_on for one in own if one.cycle == cycle)


def _scope(turns: Iterable[Turn], history: History) -> list[_Change]:
    stated = {one.on: one.stated_at for one in history.states if one.stated_at}
    return [{"on": on, "deed": deed.value, **_moment(stated.get(on))} for on, deed in turns]


def _terms(history: History, team_ids: Mapping[str, int]) -> list[_Change]:
    """Return on which day what the file says of a key result became something else."""
    told = [(one, terms_of(one, team_ids)) for one in history.by_day()]
    changes: list[_Change] = []
    for (_, was), (state, becomes) in zip(told, told[1:], strict=False):
        changed = [name for name, value in becomes.items() if was[name] != value]
        if changed and state.on:
            changes.append(
                {
                    "on": state.on,
                    "deed": ScopeDeed.CHANGED.value,
                    "before": {name: was[name] for name in changed},
                    "after": {name: becomes[name] for name in changed},
                    **_moment(state.stated_at),
                }
            )
    return changes


def _moment(stated_at: datetime | None) -> _Change:
    return {"made_at": stated_at.astimezone(UTC)} if stated_at else {}


def _settle(
    wanted: Sequence[_Change], there: Sequence[ScopeChange], gone: list[int], *, is_whole: bool
) -> bool:
    """Note what gives way to what the file says; return whether anything has to be added."""
    days = {one["on"] for one in wanted if one["deed"] == ScopeDeed.CHANGED}
    rival = [
        one
        for one in there
        if (is_whole and one.deed in _OF_SCOPE)
        or (one.deed is ScopeDeed.CHANGED and one.on in days)
    ]
    has = [(one.on, one.deed.value, dict(one.before), dict(one.after)) for one in rival]
    wants = [
        (one["on"], one["deed"], one.get("before", {}), one.get("after", {})) for one in wanted
    ]
    if sorted(has, key=_order) == sorted(wants, key=_order):
        return False
    gone += [one.id for one in rival]
    return bool(wanted)


def _order(one: tuple[date, str, Mapping[str, Any], Mapping[str, Any]]) -> tuple[date, str]:
    return one[0], one[1]


def _strike(
    tx: Tx,
    own: Sequence[History],
    turns: Mapping[tuple[str, Path], Sequence[Turn]],
    stored: Stored,
) -> None:
    told = {one.cycle for one in own if one.told_on}
    okr_import.strike_objectives(
        tx,
        [
            (stored.objectives[place], struck_on(of_path))
            for place, of_path in turns.items()
            if place[0] in told
        ],
    )
