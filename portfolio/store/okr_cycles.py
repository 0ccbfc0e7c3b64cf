"""Which cycle objectives and key results belong to, struck ones too."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, literal, select, union_all

from portfolio.store.tables.okrs import key_results, objectives


@dataclass(frozen=True, slots=True)
class Belonging:
    """An objective ("okr") or a key result ("kr") with its cycle; `unit` is a key result's."""

    kind: str
    id: int
    cycle_id: int
    unit: str = ""


def belongings(
    tx: Connection, *, objective_ids: Collection[int], key_result_ids: Collection[int]
) -> dict[tuple[str, int], Belonging]:
    """Return the objectives and key results that exist, in one query."""
    of_objectives = select(
        literal("okr").label("kind"),
        objectives.c.id,
        objectives.c.cycle_id,
        literal("").label("unit"),
    ).where(objectives.c.id.in_(objective_ids))
    of_key_results = (
        select(
            literal("kr").label("kind"), key_results.c.id, objectives.c.cycle_id, key_results.c.unit
        )
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(key_results.c.id.in_(key_result_ids))
    )
    query: Any = union_all(of_objectives, of_key_results)
    return {(row.kind, row.id): Belonging(*row) for row in tx.execute(query)}
