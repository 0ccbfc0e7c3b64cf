"""The way between items and the objectives they serve, upwards and downwards."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, literal, select

from portfolio.domain.backlog import Item
from portfolio.domain.trace_facts import KeyResultFact, ObjectiveFact, Serves
from portfolio.store.backlog import ITEM_COLUMNS, item_of
from portfolio.store.tables.backlog import items
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.okrs import contributions, key_results, objectives

DEEPEST = 8
MOST_BELOW = 2000


def above(tx: Connection, item_ids: Collection[int]) -> dict[int, list[Item]]:
    """Return by item what it hangs under, the initiative first: two queries for all of them."""
    if not item_ids:
        return {}
    start = select(
        items.c.id.label("start_id"), items.c.parent_id.label("id"), literal(0).label("depth")
    ).where(items.c.id.in_(item_ids), items.c.parent_id.is_not(None))
    line = start.cte("line", recursive=True)
    upper = items.alias("upper")
    line = line.union_all(
        select(line.c.start_id, upper.c.parent_id, line.c.depth + 1).where(
            upper.c.id == line.c.id, upper.c.parent_id.is_not(None), line.c.depth < DEEPEST
        )
    )
    steps = tx.execute(
        select(line.c.start_id, line.c.id).order_by(line.c.start_id, line.c.depth.desc())
    ).all()
    ids = {step.id for step in steps}
    known = {
        row.id: item_of(row) for row in tx.execute(select(*ITEM_COLUMNS).where(items.c.id.in_(ids)))
    }
    found: dict[int, list[Item]] = defaultdict(list)
    for step in steps:
        found[step.start_id].append(known[step.id])
    return found


def below(tx: Connection, item_ids: Collection[int]) -> list[Item]:
    """Return everything that hangs under these items, in rank order."""
    if not item_ids:
        return []
    start = select(items.c.id.label("id"), literal(0).label("depth")).where(
        items.c.parent_id.in_(item_ids)
    )
    tree = start.cte("tree", recursive=True)
    lower = items.alias("lower")
    tree = tree.union_all(
        select(lower.c.id, tree.c.depth + 1).where(
            lower.c.parent_id == tree.c.id, tree.c.depth < DEEPEST
        )
    )
    query = (
        select(*ITEM_COLUMNS)
        .where(items.c.id.in_(select(tree.c.id)))
        .order_by(items.c.rank, items.c.id)
        .limit(MOST_BELOW)
    )
    return [item_of(row) for row in tx.execute(query)]


def served_by_items(tx: Connection, item_ids: Collection[int]) -> list[Serves]:
    """Return which key results these items are expected to move."""
    if not item_ids:
        return []
    return _serves(tx, contributions.c.item_id, item_ids)


def serving_key_results(tx: Connection, key_result_ids: Collection[int]) -> list[Serves]:
    """Return which items are expected to move these key results."""
    if not key_result_ids:
        return []
    return _serves(tx, contributions.c.key_result_id, key_result_ids)


def key_results_by_id(tx: Connection, ids: Collection[int]) -> dict[int, KeyResultFact]:
    """Return these key results by id."""
    return _key_results(tx, key_results.c.id, ids)


def key_results_of(tx: Connection, objective_ids: Collection[int]) -> dict[int, KeyResultFact]:
    """Return the key results of these objectives by id."""
    return _key_results(tx, key_results.c.objective_id, objective_ids)


def objectives_with(tx: Connection, ids: Collection[int]) -> dict[int, ObjectiveFact]:
    """Return these objectives, and all others of their cycles, by id."""
    return _objectives(tx, _cycle_ids(tx, ids))


def _cycle_ids(tx: Connection, objective_ids: Collection[int]) -> list[int]:
    query = select(objectives.c.cycle_id).where(objectives.c.id.in_(objective_ids)).distinct()
    return list(tx.execute(query).scalars())


def _objectives(tx: Connection, cycle_ids: Collection[int]) -> dict[int, ObjectiveFact]:
    query = (
        select(
            objectives.c.id,
            objectives.c.code,
            objectives.c.title,
            cycles.c.name,
            objectives.c.parent_id,
        )
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(objectives.c.cycle_id.in_(cycle_ids))
        .order_by(objectives.c.position, objectives.c.id)
    )
    return {row[0]: ObjectiveFact(*row) for row in tx.execute(query)}


def _serves(tx: Connection, column: ColumnElement[int], ids: Collection[int]) -> list[Serves]:
    query = (
        select(
            contributions.c.item_id,
            contributions.c.key_result_id,
            contributions.c.amount,
            contributions.c.confidence,
        )
        .where(column.in_(ids))
        .order_by(contributions.c.id)
    )
    return [Serves(*row) for row in tx.execute(query)]


def _key_results(
    tx: Connection, column: ColumnElement[int], ids: Collection[int]
) -> dict[int, KeyResultFact]:
    if not ids:
        return {}
    query = (
        select(
            key_results.c.id,
            key_results.c.code,
            key_results.c.title,
            key_results.c.unit,
            key_results.c.objective_id,
        )
        .where(column.in_(ids))
        .order_by(key_results.c.position, key_results.c.id)
    )
    return {row[0]: KeyResultFact(*row) for row in tx.execute(query)}
