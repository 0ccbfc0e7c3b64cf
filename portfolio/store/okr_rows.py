"""The rows of objectives, key results, steps and check-ins, and the values made of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func

from portfolio.domain.okrs import CheckIn, KeyResult, Kind, Objective, Phase, Step
from portfolio.domain.rhythm import Every, Rhythm
from portfolio.store.tables.okrs import check_ins, key_results, milestone_steps, objectives
from portfolio.store.tables.rhythms import rhythms

OBJECTIVE: tuple[Any, ...] = (
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
    objectives.c.carried_from_id,
    objectives.c.closing_note,
)
KEY_RESULT: tuple[Any, ...] = (
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
    key_results.c.carried_from_id,
)
STEP: tuple[Any, ...] = (
    milestone_steps.c.key_result_id,
    milestone_steps.c.id,
    milestone_steps.c.title,
    milestone_steps.c.weight,
    milestone_steps.c.done_on,
    milestone_steps.c.position,
    milestone_steps.c.version,
)
CHECK_IN: tuple[Any, ...] = (
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


def with_rhythm(query: Select[Any]) -> Select[Any]:
    """Ask with a key result for the rhythm of its team, else of its objective's."""
    team_id = func.coalesce(key_results.c.team_id, objectives.c.team_id)
    return (
        query.add_columns(rhythms.c.every, rhythms.c.first_on)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .outerjoin(rhythms, rhythms.c.team_id == team_id)
    )


def of_cycle(query: Select[Any], table: Any, cycle_id: int) -> Select[Any]:
    """Ask for the rows of a cycle's key results alone."""
    return (
        query.join(key_results, key_results.c.id == table.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(objectives.c.cycle_id == cycle_id)
    )


def steps(tx: Connection, query: Select[Any]) -> dict[int, tuple[Step, ...]]:
    """Return steps by key result, in their order."""
    own: dict[int, list[Step]] = defaultdict(list)
    for row in tx.execute(query.order_by(milestone_steps.c.position, milestone_steps.c.id)):
        key_result_id, *values = row
        own[key_result_id].append(Step(*values))
    return defaultdict(tuple, {key: tuple(every) for key, every in own.items()})


def said(tx: Connection, query: Select[Any]) -> dict[int, tuple[CheckIn, ...]]:
    """Return check-ins by key result, in the order of their days."""
    own: dict[int, list[CheckIn]] = defaultdict(list)
    ordered = query.order_by(check_ins.c.on, check_ins.c.made_at, check_ins.c.id)
    for row in tx.execute(ordered):
        values = dict(row._mapping)
        own[values.pop("key_result_id")].append(CheckIn(**values))
    return defaultdict(tuple, {key: tuple(every) for key, every in own.items()})


def key_result(
    row: Row[Any], steps: tuple[Step, ...] = (), said: tuple[CheckIn, ...] = ()
) -> KeyResult:
    """Make a key result of its row."""
    values = {column.name: getattr(row, column.name) for column in KEY_RESULT}
    values["kind"] = Kind(row.kind)
    if row.every is not None:
        values["rhythm"] = Rhythm(Every(row.every), row.first_on)
    values["phases"] = tuple(Phase(date.fromisoformat(on), value) for on, value in row.phases or ())
    return KeyResult(**values, steps=steps, check_ins=said)


def objective(row: Row[Any], supports: Sequence[int] = ()) -> Objective:
    """Make an objective of its row, without key results."""
    values = {column.name: getattr(row, column.name) for column in OBJECTIVE}
    return Objective(**values, supports=tuple(supports))
