"""Import objectives and key results with their check-ins from a file of dated states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

from portfolio.actions.import_scope import Stored, import_scope, terms_of
from portfolio.actions.keep_import import SourceFile, keep_import
from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.imports import ImportAnswer, ImportedKeyResult, RowNotes, RowProblem
from portfolio.domain.okr_drafts import refuse_closed
from portfolio.domain.okr_states import History, histories
from portfolio.domain.people import Viewer
from portfolio.store import cycles, okr_import
from portfolio.store.okr_import import KnownCheckIn, KnownKeyResult
from portfolio.store.unit import Tx

_Place = tuple[str, tuple[str, ...]]  # cycle and path


@dataclass(slots=True)
class _Rows:
    """What becomes of each row, by its line; a row that does two things counts once."""

    added: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    notes: RowNotes = field(default_factory=RowNotes)


def import_okrs(
    tx: Tx,
    by: Viewer,
    file: SourceFile,
    states: Iterable[ImportedKeyResult | RowProblem],
    *,
    now: datetime,
    today: date,
    dry_run: bool = False,
) -> ImportAnswer:
    """Bring key results to what a file says and answer for every row; a dry run leaves nothing.

    A cycle that does not exist yet is opened. What the file does not name stays as it is.
    """
    begun = perf_counter()
    problems: list[RowProblem] = []
    told: list[ImportedKeyResult] = []
    for state in states:
        if isinstance(state, RowProblem):
            problems.append(state)
        else:
            told.append(state)
    rows = _Rows()
    with keep_import(tx, by, "okrs", file, now=now, dry_run=dry_run) as (_, keep):
        own = histories(told)
        cycle_ids = _cycles(tx, by, own, now=now)
        objective_ids = _objectives(tx, own, cycle_ids, now=now)
        codes = okr_import.objective_codes(tx, list(cycle_ids.values()))
        of_objectives = {id_: code for some in codes.values() for id_, code in some.items()}
        team_ids = okr_import.team_ids(tx)
        ids = _key_results(
            tx, own, objective_ids, codes=of_objectives, team_ids=team_ids, rows=rows, now=now
        )
        _check_ins(
            tx, by, own, ids=ids, objective_ids=objective_ids, rows=rows, now=now, today=today
        )
        stored = Stored(cycle_ids, objective_ids, ids, team_ids)
        rows.changed |= import_scope(tx, own, stored, now=now)
        rows.changed -= rows.added
        _refuse_closed(tx, own, rows)
        return keep(
            ImportAnswer(
                read=len(told) + len(problems),
                added=len(rows.added),
                changed=len(rows.changed),
                unchanged=len(told) - len(rows.added) - len(rows.changed),
                refused=tuple(problems),
                warnings=rows.notes.sentences(),
                seconds=perf_counter() - begun,
                facts=_facts(own, told),
            )
        )


def _refuse_closed(tx: Tx, own: Sequence[History], rows: _Rows) -> None:
    """Raise Refused where the file changes something of a cycle that is closed."""
    touched = rows.added | rows.changed
    names = {one.cycle for one in own if any(state.line in touched for state in one.states)}
    for cycle in cycles.all_cycles(tx):
        if cycle.name in names:
            refuse_closed(cycle)


def _facts(own: Sequence[History], told: Sequence[ImportedKeyResult]) -> dict[str, Any]:
    per_cycle: dict[str, int] = {}
    for history in own:
        per_cycle[history.cycle] = per_cycle.get(history.cycle, 0) + 1
    return {
        "cycles": len(per_cycle),
        "objectives": len({(one.cycle, one.path[: n + 1]) for one in own for n in _steps(one)}),
        "key_results": len(own),
        "struck": sum(one.struck_on is not None for one in own),
        "check_ins": sum(_says(state) for state in told),
        "key_results_by_cycle": per_cycle,
    }


def _steps(history: History) -> range:
    return range(len(history.path))


def _cycles(tx: Tx, by: Viewer, own: Sequence[History], *, now: datetime) -> dict[str, int]:
    return {
        name: open_cycle(tx, by, name, now=now).id for name in sorted({one.cycle for one in own})
    }


def _objectives(
    tx: Tx, own: Sequence[History], cycle_ids: Mapping[str, int], *, now: datetime
) -> dict[_Place, int]:
    """Make the tree of objectives level by level; return each by cycle and path."""
    every = list(cycle_ids.values())
    numbers = {
        cycle_id: _last_number(codes.values())
        for cycle_id, codes in okr_import.objective_codes(tx, every).items()
    }
    found: dict[_Place, int] = {}
    for depth in range(1, max((len(one.path) for one in own), default=0) + 1):
        known = okr_import.objective_ids(tx, every)
        wanted = _places(own, depth)
        new: list[dict[str, Any]] = []
        for (cycle, path), first in wanted.items():
            parent = found.get((cycle, path[:-1]))
            if (cycle_ids[cycle], parent, path[-1]) in known:
                continue
            numbers[cycle_ids[cycle]] += 1
            new.append(
                {
                    "cycle_id": cycle_ids[cycle],
                    "parent_id": parent,
                    "code": f"O{numbers[cycle_ids[cycle]]}",
                    "title": path[-1],
                    "position": numbers[cycle_ids[cycle]],
                    "created_at": min(first.first.stated_at or now, now),
                }
            )
        okr_import.add_objectives(tx, new)
        known = okr_import.objective_ids(tx, every) if new else known
        for cycle, path in wanted:
            parent = found.get((cycle, path[:-1]))
            found[(cycle, path)] = known[(cycle_ids[cycle], parent, path[-1])]
    return found


def _places(own: Sequence[History], depth: int) -> dict[_Place, History]:
    """Return the objectives of a depth, each with the first key result under it."""
    found: dict[_Place, History] = {}
    for one in own:
        if len(one.path) >= depth:
            found.setdefault((one.cycle, one.path[:depth]), one)
    return found


def _last_number(codes: Iterable[str]) -> int:
    numbers = (int(code[1:]) for code in codes if code[:1] == "O" and code[1:].isdigit())
    return max(numbers, default=0)


def _key_results(
    tx: Tx,
    own: Sequence[History],
    objective_ids: Mapping[_Place, int],
    *,
    codes: Mapping[int, str],
    team_ids: Mapping[str, int],
    rows: _Rows,
    now: datetime,
) -> dict[tuple[int, str], int]:
    """Add and change key results; return their ids by objective and title."""
    under = set(objective_ids.values())
    known = okr_import.known_key_results(tx, under)
    counts = okr_import.key_result_counts(tx, under)
    new: list[dict[str, Any]] = []
    changed: list[tuple[int, Mapping[str, Any]]] = []
    for history in own:
        objective_id = objective_ids[(history.cycle, history.path)]
        there = known.get((objective_id, history.title))
        values = _values(history, there, team_ids, rows)
        if there is None:
            position = counts[objective_id] = counts.get(objective_id, 0) + 1
            rows.added.update(state.line for state in history.states)
            created_at = min(history.first.stated_at or now, now)
            new.append(
                {
                    **values,
                    "objective_id": objective_id,
                    "title": history.title,
                    "code": f"{codes[objective_id].removeprefix('O')}.{position}",
                    "position": position,
                    "created_at": created_at,
                }
            )
        elif _differs(there, values):
            rows.changed.add(history.latest.line)
            changed.append((there.id, values))
    okr_import.add_key_results(tx, new)
    okr_import.change_key_results(tx, changed)
    return {place: found.id for place, found in okr_import.known_key_results(tx, under).items()}


def _values(
    history: History, there: KnownKeyResult | None, team_ids: Mapping[str, int], rows: _Rows
) -> dict[str, Any]:
    latest = history.latest
    values = terms_of(latest, team_ids)
    if latest.team and values["team_id"] is None and latest.revision is None:
        rows.notes.add(f"There is no team {latest.team!r}; the key result has none", latest.line)
    struck_on = history.struck_on
    if there is not None and not history.told_on:
        struck_on = there.values["struck_on"]  # the file says nothing of the scope
    return values | {"struck_on": struck_on}


def _differs(there: KnownKeyResult, values: Mapping[str, Any]) -> bool:
    return any(there.values[name] != value for name, value in values.items())


def _check_ins(
    tx: Tx,
    by: Viewer,
    own: Sequence[History],
    *,
    ids: Mapping[tuple[int, str], int],
    objective_ids: Mapping[_Place, int],
    rows: _Rows,
    now: datetime,
    today: date,
) -> None:
    known = okr_import.known_check_ins(tx, set(objective_ids.values()))
    new: list[dict[str, Any]] = []
    corrections: list[tuple[int, Mapping[str, Any]]] = []
    for history in own:
        key_result_id = ids[(objective_ids[(history.cycle, history.path)], history.title)]
        for state in history.states:
            if not _says(state):
                continue
            on = state.on or today
            values = {
                "key_result_id": key_result_id,
                "on": on,
                "value": state.current,
                "score": state.score,
                "confidence": state.confidence,
                "account_id": by.account_id,
                "made_at": (state.stated_at or now).astimezone(UTC),
            }
            there = _there(known.get((key_result_id, on), {}), state)
            if there is None:
                new.append(values)
                rows.added.add(state.line)
            elif (there.value, there.score, there.confidence) != (
                state.current,
                state.score,
                state.confidence,
            ):
                corrections.append((there.id, values))
                rows.changed.add(state.line)
    okr_import.add_check_ins(tx, new)
    okr_import.correct_check_ins(tx, corrections)


def _there(
    of_day: Mapping[datetime, KnownCheckIn], state: ImportedKeyResult
) -> KnownCheckIn | None:
    if state.stated_at is not None:
        return of_day.get(state.stated_at)
    return list(of_day.values())[-1] if of_day else None


def _says(state: ImportedKeyResult) -> bool:
    return state.current is not None or state.score is not None
