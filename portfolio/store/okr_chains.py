"""Where objectives and key results were carried over from, quarter by quarter."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, literal, select

from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.okrs import key_results, objectives


@dataclass(frozen=True, slots=True)
class Link:
    """One quarter's part of a chain."""

    id: int
    code: str
    title: str
    cycle: str  # its name


def of_key_results(tx: Connection, ids: Collection[int]) -> dict[int, tuple[Link, ...]]:
    """Return what each key result was carried over from, the latest quarter first."""
    above = _above(key_results, ids)
    query = (
        select(
            above.c.root, key_results.c.id, key_results.c.code, key_results.c.title, cycles.c.name
        )
        .join(key_results, key_results.c.id == above.c.id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .order_by(above.c.depth)
    )
    return _chains(tx, query)


def of_objectives(tx: Connection, ids: Collection[int]) -> dict[int, tuple[Link, ...]]:
    """Return what each objective was carried over from, the latest quarter first."""
    above = _above(objectives, ids)
    query = (
        select(above.c.root, objectives.c.id, objectives.c.code, objectives.c.title, cycles.c.name)
        .join(objectives, objectives.c.id == above.c.id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .order_by(above.c.depth)
    )
    return _chains(tx, query)


def carried(tx: Connection, ids: Collection[int]) -> dict[int, Link]:
    """Return into what each of these key results was carried over, where it was."""
    query = (
        select(
            key_results.c.carried_from_id.label("root"),
            key_results.c.id,
            key_results.c.code,
            key_results.c.title,
            cycles.c.name,
        )
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(key_results.c.carried_from_id.in_(ids), key_results.c.struck_on.is_(None))
    )
    return {one: links[0] for one, links in _chains(tx, query).items()}


def objectives_carried_into(tx: Connection, cycle_id: int) -> dict[int, int]:
    """Return the objectives of a cycle that were carried over, by what they were."""
    query = select(objectives.c.carried_from_id, objectives.c.id).where(
        objectives.c.cycle_id == cycle_id,
        objectives.c.carried_from_id.is_not(None),
        objectives.c.struck_on.is_(None),
    )
    return {row.carried_from_id: row.id for row in tx.execute(query)}


def _above(table: Table, ids: Collection[int]) -> Any:
    first: Any = select(
        table.c.id.label("root"), table.c.carried_from_id.label("id"), literal(1).label("depth")
    ).where(table.c.id.in_(ids), table.c.carried_from_id.is_not(None))
    above = first.cte("above", recursive=True)
    return above.union_all(
        select(above.c.root, table.c.carried_from_id, above.c.depth + 1)
        .join(table, table.c.id == above.c.id)
        .where(table.c.carried_from_id.is_not(None), above.c.depth < 40)
    )


def _chains(tx: Connection, query: Select[Any]) -> dict[int, tuple[Link, ...]]:
    found: dict[int, list[Link]] = defaultdict(list)
    for row in tx.execute(query):
        found[row.root].append(Link(row.id, row.code, row.title, row.name))
    return {root: tuple(links) for root, links in found.items()}
