"""What people typed in for other orders: RICE, WSJF, cost of delay, MoSCoW."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from portfolio.domain.cycles import Cycle
from portfolio.domain.orders import INPUTS, DelayKind, Moscow, OrderInputs
from portfolio.store import rows
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.plans import order_inputs


def all_inputs(tx: Connection, cycle: Cycle) -> dict[int, OrderInputs]:
    """Return the inputs of a quarter by item; what was said last before holds on, MoSCoW does not.

    What holds on has version 0: nothing was saved for this quarter yet.
    """
    query = (
        select(
            order_inputs.c.item_id,
            order_inputs.c.cycle_id,
            order_inputs.c.version,
            *(order_inputs.c[name] for name in INPUTS),
        )
        .join(cycles, cycles.c.id == order_inputs.c.cycle_id)
        .where(cycles.c.name <= cycle.name)
        .order_by(cycles.c.name)
    )
    found: dict[int, OrderInputs] = {}
    for row in tx.execute(query):
        values = dict(row._mapping)
        is_own = values.pop("cycle_id") == cycle.id
        kind, moscow = values["delay_kind"], values["moscow"]
        values["delay_kind"] = DelayKind(kind) if kind else None
        values["moscow"] = Moscow(moscow) if moscow and is_own else None
        values["version"] = values["version"] if is_own else 0
        found[row.item_id] = OrderInputs(**values)
    return found


def save_inputs(
    tx: Connection,
    cycle_id: int,
    item_id: int,
    values: Mapping[str, Any],
    *,
    version: int,
    account_id: int | None,
    now: datetime,
) -> int:
    """Save the inputs of an epic for a quarter; raise Stale where they have another version."""
    own = {**values, "account_id": account_id, "changed_at": now}
    query = select(order_inputs.c.id).where(
        order_inputs.c.cycle_id == cycle_id, order_inputs.c.item_id == item_id
    )
    row_id = tx.execute(query).scalar_one_or_none()
    if row_id is None:
        rows.add(tx, order_inputs, {**own, "cycle_id": cycle_id, "item_id": item_id})
        return 1
    return rows.save(tx, order_inputs, row_id, version=version, values=own)


def save_many(
    tx: Connection,
    cycle_id: int,
    wanted: Mapping[int, Mapping[str, Any]],
    *,
    account_id: int | None,
    now: datetime,
) -> None:
    """Save the inputs of many epics for a quarter, whatever version they have."""
    if not wanted:
        return
    query = select(order_inputs.c.item_id, order_inputs.c.id).where(
        order_inputs.c.cycle_id == cycle_id, order_inputs.c.item_id.in_(wanted)
    )
    there = {row.item_id: row.id for row in tx.execute(query)}
    who = {"account_id": account_id, "changed_at": now}
    changed = [{**own, **who, "row": there[item]} for item, own in wanted.items() if item in there]
    if changed:
        change = update(order_inputs).where(order_inputs.c.id == bindparam("row"))
        tx.execute(change.values(version=order_inputs.c.version + 1), changed)
    new = [
        {**own, **who, "cycle_id": cycle_id, "item_id": item}
        for item, own in wanted.items()
        if item not in there
    ]
    if new:
        tx.execute(insert(order_inputs), new)
