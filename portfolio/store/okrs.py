"""Objectives and key results: the tree of a cycle, one of each, and their rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from portfolio.domain.cycles import Cycle, Span
from portfolio.domain.errors import NotFound
from portfolio.domain.okrs import CheckIn, KeyResult, Kind, Objective, Phase, Step, Tree
from portfolio.domain.rhythm import Every, Rhythm
from portfolio.store import rows
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.okrs import check_ins, key_results, milestone_steps, objectives
from portfolio.store.tables.rhythms import rhythms

_OBJECTIVE: tuple[Any, ...] = (
    objectives.c.id,
    objectives.c.cycle_id,
    objectives.c.code,
    objectives.c.title,
    objectives.c.parent_id,
    objectives.c.owner,
    objectives.c.area_id,
    objectives.c.team_id,
    objectives.c.weight,
    objectives.c.position,
    objectives.c.struck_on,
    objectives.c.version,
)
_KEY_RESULT: tuple[Any, ...] = (
    key_results.c.id,
    key_results.c.objective_id,
    key_results.c.code,
    key_results.c.title,
    key_results.c.kind,
    key_results.c.start_value,
    key_results.c.target_value,
    key_results.c.unit,
    key_results.c.owner,
    key_results.c.account_id,
    key_results.c.team_id,
    key_results.c.phases,
    key_results.c.weight,
    key_results.c.aspirational,
    key_results.c.position,
    key_results.c.struck_on,
    key_results.c.version,
)
_STEP: tuple[Any, ...] = (
    milestone_steps.c.key_result_id,
    milestone_steps.c.id,
    milestone_steps.c.title,
    milestone_steps.c.weight,
    milestone_steps.c.done_on,
    milestone_steps.c.position,
    milestone_steps.c.version,
)
_CHECK_IN: tuple[Any, ...] = (
    check_ins.c.key_result_id,
    check_ins.c.id,
    check_ins.c.on,
    check_ins.c.value,
    check_ins.c.score,
    check_ins.c.confidence,
    check_ins.c.note,
    check_ins.c.account_id,
    check_ins.c.made_at,
    check_ins.c.replaced_by,
    check_ins.c.source,
)


def tree(tx: Connection, cycle_id: int, *, on: date) -> Tree:
    """Return the objectives of a cycle as they stood on a day, in five queries.

    What was struck out by then, or was added later, is left out; key results carry their
    check-ins until that day, without the corrected ones.
    """
    cycle = _cycle(tx, cycle_id)
    by_objective: dict[int, list[KeyResult]] = defaultdict(list)
    steps = _steps(tx, _of_cycle(select(*_STEP), milestone_steps, cycle_id))
    said = _check_ins(
        tx,
        _of_cycle(select(*_CHECK_IN), check_ins, cycle_id).where(
            check_ins.c.replaced_by.is_(None), check_ins.c.on <= on
        ),
    )
    query: Select[Any] = (
        _with_rhythm(select(*_KEY_RESULT, key_results.c.created_at))
        .where(objectives.c.cycle_id == cycle_id, _stood(key_results, on))
        .order_by(key_results.c.position, key_results.c.id)
    )
    for row in tx.execute(query):
        if said[row.id] or _was_there(row.created_at, on, cycle.span):
            made = _key_result(row, steps[row.id], said[row.id])
            by_objective[made.objective_id].append(made)
    asked: Select[Any] = (
        select(*_OBJECTIVE, objectives.c.created_at)
        .where(objectives.c.cycle_id == cycle_id, _stood(objectives, on))
        .order_by(objectives.c.position, objectives.c.id)
    )
    found = tx.execute(asked).all()
    return Tree(cycle, on, _branches(found, by_objective, on, cycle.span))


def one_objective(tx: Connection, objective_id: int) -> Objective:
    """Return an objective alone, without key results; raise NotFound."""
    row = tx.execute(select(*_OBJECTIVE).where(objectives.c.id == objective_id)).one_or_none()
    if row is None:
        raise NotFound("objective", objective_id)
    return _objective(row)


def one_key_result(tx: Connection, key_result_id: int) -> KeyResult:
    """Return a key result with its steps and all its check-ins, corrected ones too."""
    found = key_results_by_id(tx, [key_result_id])
    if not found:
        raise NotFound("key result", key_result_id)
    return found[key_result_id]


def key_results_by_id(tx: Connection, ids: Collection[int]) -> dict[int, KeyResult]:
    """Return the key results of those ids that exist, each as one_key_result does."""
    steps = _steps(tx, select(*_STEP).where(milestone_steps.c.key_result_id.in_(ids)))
    said = _check_ins(tx, select(*_CHECK_IN).where(check_ins.c.key_result_id.in_(ids)))
    query = _with_rhythm(select(*_KEY_RESULT)).where(key_results.c.id.in_(ids))
    return {row.id: _key_result(row, steps[row.id], said[row.id]) for row in tx.execute(query)}


def struck_on(tx: Connection, key_result_id: int) -> date | None:
    """Return the day from which a key result is struck out; None for one that counts."""
    query = select(key_results.c.struck_on).where(key_results.c.id == key_result_id)
    return tx.execute(query).scalar_one_or_none()


def spans(tx: Connection, key_result_ids: Collection[int]) -> dict[int, Span]:
    """Return the days of the cycle of each key result."""
    query = (
        select(key_results.c.id, cycles.c.starts_on, cycles.c.ends_on)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(key_results.c.id.in_(key_result_ids))
    )
    return {row.id: Span(row.starts_on, row.ends_on) for row in tx.execute(query)}


def cycle_of(tx: Connection, objective_id: int) -> Cycle:
    """Return the cycle of an objective, without its sprints."""
    query = select(objectives.c.cycle_id).where(objectives.c.id == objective_id)
    cycle_id = tx.execute(query).scalar_one_or_none()
    if cycle_id is None:
        raise NotFound("objective", objective_id)
    return _cycle(tx, cycle_id)


def next_position(tx: Connection, *, cycle_id: int) -> int:
    """Return the place after the last objective of a cycle, struck ones counted."""
    query = select(func.coalesce(func.max(objectives.c.position), 0)).where(
        objectives.c.cycle_id == cycle_id
    )
    return int(tx.execute(query).scalar_one()) + 1


def next_key_result_position(tx: Connection, *, objective_id: int) -> int:
    """Return the place after the last key result of an objective, struck ones counted."""
    query = select(func.coalesce(func.max(key_results.c.position), 0)).where(
        key_results.c.objective_id == objective_id
    )
    return int(tx.execute(query).scalar_one()) + 1


def has_code(tx: Connection, *, cycle_id: int, code: str, but: int | None = None) -> bool:
    """Whether another objective of the cycle has this code."""
    query = select(objectives.c.id).where(
        objectives.c.cycle_id == cycle_id, objectives.c.code == code, objectives.c.id != (but or 0)
    )
    return tx.execute(query).first() is not None


def add_objective(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add an objective's row and return its id."""
    return rows.add(tx, objectives, values)


def save_objective(
    tx: Connection, objective_id: int, *, version: int, values: Mapping[str, Any]
) -> int:
    """Save an objective that still has this version; raise Stale."""
    return rows.save(tx, objectives, objective_id, version=version, values=values)


def add_key_result(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add a key result's row and return its id."""
    return rows.add(tx, key_results, values)


def save_key_result(
    tx: Connection, key_result_id: int, *, version: int, values: Mapping[str, Any]
) -> int:
    """Save a key result that still has this version; raise Stale."""
    return rows.save(tx, key_results, key_result_id, version=version, values=values)


def add_steps(tx: Connection, key_result_id: int, steps: Sequence[Step]) -> None:
    """Add the steps of a milestone."""
    own = [
        {
            "key_result_id": key_result_id,
            "position": step.position,
            "title": step.title,
            "weight": step.weight,
            "done_on": step.done_on,
        }
        for step in steps
    ]
    if own:
        tx.execute(insert(milestone_steps), own)


def save_step(tx: Connection, step_id: int, *, version: int, values: Mapping[str, Any]) -> int:
    """Save a step that still has this version; raise Stale."""
    return rows.save(tx, milestone_steps, step_id, version=version, values=values)


def remove_step(tx: Connection, step_id: int, *, version: int) -> None:
    """Delete a step that still has this version; raise Stale."""
    rows.remove(tx, milestone_steps, step_id, version=version)


def add_check_in(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add a check-in's row and return its id."""
    return rows.add(tx, check_ins, values)


def replace_check_in(tx: Connection, check_in_id: int, *, by: int) -> bool:
    """Name the check-in that corrects another; False where that one was corrected already."""
    replaced = tx.execute(
        update(check_ins)
        .where(check_ins.c.id == check_in_id, check_ins.c.replaced_by.is_(None))
        .values(replaced_by=by)
    )
    return replaced.rowcount == 1


def _cycle(tx: Connection, cycle_id: int) -> Cycle:
    query = select(
        cycles.c.id, cycles.c.name, cycles.c.starts_on, cycles.c.ends_on, cycles.c.closed_at
    ).where(cycles.c.id == cycle_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("cycle", cycle_id)
    span = Span(row.starts_on, row.ends_on)
    return Cycle(row.id, row.name, span, is_closed=row.closed_at is not None)


def _with_rhythm(query: Select[Any]) -> Select[Any]:
    team_id = func.coalesce(key_results.c.team_id, objectives.c.team_id)
    return (
        query.add_columns(rhythms.c.every, rhythms.c.first_on)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .outerjoin(rhythms, rhythms.c.team_id == team_id)
    )


def _of_cycle(query: Select[Any], table: Any, cycle_id: int) -> Select[Any]:
    return (
        query.join(key_results, key_results.c.id == table.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(objectives.c.cycle_id == cycle_id)
    )


def _stood(table: Any, on: date) -> Any:
    return or_(table.c.struck_on.is_(None), table.c.struck_on > on)


def _was_there(created_at: datetime, on: date, span: Span) -> bool:
    # What was entered after the quarter was entered with hindsight and counts from its first day.
    # A day's slack: the product's time zone may lie a day behind UTC.
    created_on = created_at.date() - timedelta(days=1)
    return created_on <= on or created_on >= span.ends_on


def _steps(tx: Connection, query: Select[Any]) -> dict[int, tuple[Step, ...]]:
    own: dict[int, list[Step]] = defaultdict(list)
    for row in tx.execute(query.order_by(milestone_steps.c.position, milestone_steps.c.id)):
        key_result_id, *values = row
        own[key_result_id].append(Step(*values))
    return defaultdict(tuple, {key: tuple(steps) for key, steps in own.items()})


def _check_ins(tx: Connection, query: Select[Any]) -> dict[int, tuple[CheckIn, ...]]:
    own: dict[int, list[CheckIn]] = defaultdict(list)
    ordered = query.order_by(check_ins.c.on, check_ins.c.made_at, check_ins.c.id)
    for row in tx.execute(ordered):
        values = dict(row._mapping)
        own[values.pop("key_result_id")].append(CheckIn(**values))
    return defaultdict(tuple, {key: tuple(said) for key, said in own.items()})


def _key_result(row: Row[Any], steps: tuple[Step, ...], said: tuple[CheckIn, ...]) -> KeyResult:
    values = {column.name: getattr(row, column.name) for column in _KEY_RESULT}
    values["kind"] = Kind(row.kind)
    if row.every is not None:
        values["rhythm"] = Rhythm(Every(row.every), row.first_on)
    values["phases"] = tuple(Phase(date.fromisoformat(on), value) for on, value in row.phases or ())
    return KeyResult(**values, steps=steps, check_ins=said)


def _objective(
    row: Row[Any],
    own: Sequence[KeyResult] = (),
    children: Sequence[Objective] = (),
) -> Objective:
    values = {column.name: getattr(row, column.name) for column in _OBJECTIVE}
    return Objective(**values, key_results=tuple(own), children=tuple(children))


def _branches(
    found: Sequence[Row[Any]], by_objective: Mapping[int, list[KeyResult]], on: date, span: Span
) -> tuple[Objective, ...]:
    under: dict[int | None, list[Row[Any]]] = defaultdict(list)
    known = {row.id for row in found}
    for row in found:
        under[row.parent_id if row.parent_id in known else None].append(row)

    def grown(parent: int | None) -> tuple[Objective, ...]:
        made = []
        for row in under[parent]:
            one = _objective(row, by_objective.get(row.id, ()), grown(row.id))
            if one.key_results or one.children or _was_there(row.created_at, on, span):
                made.append(one)
        return tuple(made)

    return grown(None)
