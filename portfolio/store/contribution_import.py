"""Contributions of epics to key results in bulk, for an import."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from portfolio.store.tables.backlog import items
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.okrs import contributions, key_results, objectives

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class KnownContribution:
    """A contribution that is there already."""

    id: int
    amount: float
    confidence: float


def item_ids(tx: Connection, keys: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return the items of these keys: id and level."""
    wanted = sorted(keys)
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(wanted), CHUNK):
        query = select(items.c.key, items.c.id, items.c.level).where(
            items.c.key.in_(wanted[start : start + CHUNK])
        )
        found.update({row.key: (row.id, row.level) for row in tx.execute(query)})
    return found


def key_results_of(tx: Connection, names: Collection[str]) -> dict[tuple[str, str], list[int]]:
    """Return the key results of cycles by cycle and title, and by cycle and code.

    One that was struck out comes only where no other has the name.
    """
    query = (
        select(
            cycles.c.name,
            key_results.c.id,
            key_results.c.title,
            key_results.c.code,
            key_results.c.struck_on,
        )
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(cycles.c.name.in_(names))
        .order_by(key_results.c.id)
    )
    standing: dict[tuple[str, str], list[int]] = {}
    struck: dict[tuple[str, str], list[int]] = {}
    for row in tx.execute(query):
        place = struck if row.struck_on else standing
        for called in {row.title.casefold(), row.code.casefold()}:
            place.setdefault((row.name, called), []).append(row.id)
    return {**struck, **standing}


def known_contributions(
    tx: Connection, key_result_ids: Collection[int]
) -> dict[tuple[int, int], KnownContribution]:
    """Return the contributions to key results, by item and key result."""
    query = select(
        contributions.c.item_id,
        contributions.c.key_result_id,
        contributions.c.id,
        contributions.c.amount,
        contributions.c.confidence,
    ).where(contributions.c.key_result_id.in_(key_result_ids))
    return {
        (row.item_id, row.key_result_id): KnownContribution(row.id, row.amount, row.confidence)
        for row in tx.execute(query)
    }


def add_contributions(tx: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Add many contributions."""
    if values:
        tx.execute(insert(contributions), list(values))


def change_contributions(tx: Connection, values: Sequence[tuple[int, float, float]]) -> None:
    """Set amount and confidence of many contributions, and raise their versions."""
    if values:
        tx.execute(
            update(contributions)
            .where(contributions.c.id == bindparam("its_id"))
            .values(
                amount=bindparam("new_amount"),
                confidence=bindparam("new_confidence"),
                version=contributions.c.version + 1,
            ),
            [
                {"its_id": row_id, "new_amount": amount, "new_confidence": confidence}
                for row_id, amount, confidence in values
            ],
        )
