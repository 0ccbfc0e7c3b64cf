"""Objectives and key results: the tree of a cycle, one of each, and their rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from portfolio.domain.cycles import Cycle, Span
from portfolio.domain.errors import NotFound
from portfolio.domain.okr_history import OkrHistory
from portfolio.domain.okrs import KeyResult, Objective, Step, Tree
from portfolio.store import okr_changes, okr_rows, rows
from portfolio.store.okr_rows import CHECK_IN, KEY_RESULT, OBJECTIVE, STEP
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.okrs import (
    check_ins,
    grades,
    key_results,
    milestone_steps,
    objectives,
    supports,
)


def tree(tx: Connection, cycle_id: int, *, on: date) -> Tree:
    """Return the objectives of a cycle as they stood at the end of a day, in five queries.

    What was out of scope on that day, or was added later, is left out; what was changed later has
    its terms of that day; key results carry their check-ins until then, without the corrected.
    """
    return _history(tx, cycle_id, since=on).on(on)


def history(tx: Connection, cycle_id: int) -> OkrHistory:
    """Return all that was ever of a cycle, with every change of its scope, in five queries."""
    return _history(tx, cycle_id, since=date.min)


def _history(tx: Connection, cycle_id: int, *, since: date) -> OkrHistory:
    """Read a cycle with what changed after a day, which is enough to know that day and later."""
    cycle, closed_on, own = _cycle_with_objectives(tx, cycle_id)
    steps = okr_rows.steps(tx, okr_rows.of_cycle(select(*STEP), milestone_steps, cycle_id))
    counted = okr_rows.of_cycle(select(*CHECK_IN), check_ins, cycle_id)
    counted = counted.where(check_ins.c.replaced_by.is_(None))
    if since > date.min:
        counted = counted.where(check_ins.c.on <= since)
    said = okr_rows.said(tx, counted)
    query: Select[Any] = (
        okr_rows.with_rhythm(select(*KEY_RESULT, grades.c.grade))
        .outerjoin(grades, grades.c.key_result_id == key_results.c.id)
        .where(objectives.c.cycle_id == cycle_id)
        .order_by(key_results.c.position, key_results.c.id)
    )
    found = [
        replace(okr_rows.key_result(row, steps[row.id], said[row.id]), grade=row.grade)
        for row in tx.execute(query)
    ]
    changes = okr_changes.of_cycle(tx, cycle_id, after=since)
    return OkrHistory(cycle, own, tuple(found), changes, closed_on)


def one_objective(tx: Connection, objective_id: int) -> Objective:
    """Return an objective alone, without key results; raise NotFound."""
    query: Select[Any] = (
        select(*OBJECTIVE, supports.c.supported_id)
        .outerjoin(supports, supports.c.objective_id == objectives.c.id)
        .where(objectives.c.id == objective_id)
        .order_by(supports.c.supported_id)
    )
    found = tx.execute(query).all()
    if not found:
        raise NotFound("objective", objective_id)
    served = [row.supported_id for row in found if row.supported_id is not None]
    return okr_rows.objective(found[0], served)


def one_key_result(tx: Connection, key_result_id: int) -> KeyResult:
    """Return a key result with its steps and all its check-ins, corrected ones too."""
    found = key_results_by_id(tx, [key_result_id])
    if not found:
        raise NotFound("key result", key_result_id)
    return found[key_result_id]


def key_results_by_id(tx: Connection, ids: Collection[int]) -> dict[int, KeyResult]:
    """Return the key results of those ids that exist, each as one_key_result does."""
    steps = okr_rows.steps(tx, select(*STEP).where(milestone_steps.c.key_result_id.in_(ids)))
    said = okr_rows.said(tx, select(*CHECK_IN).where(check_ins.c.key_result_id.in_(ids)))
    query = okr_rows.with_rhythm(select(*KEY_RESULT)).where(key_results.c.id.in_(ids))
    return {
        row.id: okr_rows.key_result(row, steps[row.id], said[row.id]) for row in tx.execute(query)
    }


def struck_on(tx: Connection, key_result_id: int) -> date | None:
    """Return the day from which a key result is struck out; None for one that counts."""
    query = select(key_results.c.struck_on).where(key_results.c.id == key_result_id)
    return tx.execute(query).scalar_one_or_none()


def cycles_of(tx: Connection, key_result_ids: Collection[int]) -> dict[int, Cycle]:
    """Return the cycle of each key result, without its sprints."""
    query: Select[Any] = (
        select(key_results.c.id, *_CYCLE)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(key_results.c.id.in_(key_result_ids))
    )
    return {row.id: _cycle_of(row) for row in tx.execute(query)}


def spans(tx: Connection, key_result_ids: Collection[int]) -> dict[int, Span]:
    """Return the days of the cycle of each key result."""
    return {one: cycle.span for one, cycle in cycles_of(tx, key_result_ids).items()}


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


def objective_ids(tx: Connection, cycle_id: int) -> set[int]:
    """Return the objectives of a cycle, struck ones too."""
    query = select(objectives.c.id).where(objectives.c.cycle_id == cycle_id)
    return set(tx.execute(query).scalars())


def set_supports(tx: Connection, objective_id: int, supported_ids: Collection[int]) -> None:
    """Say which objectives an objective serves without being a part of them."""
    tx.execute(delete(supports).where(supports.c.objective_id == objective_id))
    served = [{"objective_id": objective_id, "supported_id": one} for one in supported_ids]
    if served:
        tx.execute(insert(supports), served)


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
    query = select(*_CYCLE).where(cycles.c.id == cycle_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("cycle", cycle_id)
    return _cycle_of(row)


def _cycle_of(row: Any) -> Cycle:
    span = Span(row.starts_on, row.ends_on)
    return Cycle(row.cycle, row.name, span, is_closed=row.closed_at is not None)


def _cycle_with_objectives(
    tx: Connection, cycle_id: int
) -> tuple[Cycle, date | None, tuple[Objective, ...]]:
    """Return a cycle, the day it was closed, and its objectives with what they support."""
    query: Select[Any] = (
        select(*_CYCLE, *OBJECTIVE, supports.c.supported_id)
        .select_from(cycles)
        .outerjoin(objectives, objectives.c.cycle_id == cycles.c.id)
        .outerjoin(supports, supports.c.objective_id == objectives.c.id)
        .where(cycles.c.id == cycle_id)
        .order_by(objectives.c.position, objectives.c.id, supports.c.supported_id)
    )
    found = tx.execute(query).all()
    if not found:
        raise NotFound("cycle", cycle_id)
    served: dict[int, list[int]] = {}
    for row in found:
        if row.id is not None:
            served.setdefault(row.id, []).extend(
                () if row.supported_id is None else (row.supported_id,)
            )
    first = {row.id: row for row in reversed(found) if row.id is not None}
    own = tuple(okr_rows.objective(first[one], of) for one, of in served.items())
    closed_at = found[0].closed_at
    return _cycle_of(found[0]), closed_at.date() if closed_at else None, own


_CYCLE: tuple[Any, ...] = (
    cycles.c.id.label("cycle"),
    cycles.c.name,
    cycles.c.starts_on,
    cycles.c.ends_on,
    cycles.c.closed_at,
)
