"""How cycles were closed: grades, notes, and the moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from portfolio.domain.closing import Grade
from portfolio.domain.errors import NotFound
from portfolio.store import rows
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.okrs import grades, key_results, objectives


@dataclass(frozen=True, slots=True)
class Closing:
    """What is kept of a cycle's end; `version` is the cycle's."""

    closed_at: datetime | None
    note: str
    version: int


def of_cycle(tx: Connection, cycle_id: int) -> Closing:
    """Return how a cycle was closed, or what had been written before it was reopened."""
    query = select(cycles.c.closed_at, cycles.c.closing_note, cycles.c.version)
    row = tx.execute(query.where(cycles.c.id == cycle_id)).one_or_none()
    if row is None:
        raise NotFound("cycle", cycle_id)
    return Closing(row.closed_at, row.closing_note, row.version)


def grades_of(tx: Connection, cycle_id: int) -> dict[int, Grade]:
    """Return the grades of a cycle's key results, by key result."""
    query = (
        select(grades.c.key_result_id, grades.c.score, grades.c.grade, grades.c.reason)
        .join(key_results, key_results.c.id == grades.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(objectives.c.cycle_id == cycle_id)
    )
    return {row.key_result_id: Grade(row.score, row.grade, row.reason) for row in tx.execute(query)}


def save(
    tx: Connection, cycle_id: int, *, version: int, closed_at: datetime | None, note: str
) -> int:
    """Close a cycle that still has this version, or open it again; raise Stale."""
    values = {"closed_at": closed_at, "closing_note": note}
    return rows.save(tx, cycles, cycle_id, version=version, values=values)


def save_grades(
    tx: Connection, graded: Mapping[int, Grade], *, account_id: int | None, at: datetime
) -> None:
    """Keep the grades in the place of those that key results had."""
    tx.execute(delete(grades).where(grades.c.key_result_id.in_(graded)))
    made = [
        {
            "key_result_id": key_result_id,
            "score": one.score,
            "grade": one.grade,
            "reason": one.reason,
            "account_id": account_id,
            "graded_at": at,
        }
        for key_result_id, one in graded.items()
    ]
    if made:
        tx.execute(insert(grades), made)


def save_notes(tx: Connection, notes: Mapping[int, str]) -> None:
    """Keep what is said of the end of each objective."""
    if notes:
        statement = update(objectives).where(objectives.c.id == bindparam("its_id"))
        told = [{"its_id": one, "new_note": text} for one, text in notes.items()]
        tx.execute(statement.values(closing_note=bindparam("new_note")), told)
