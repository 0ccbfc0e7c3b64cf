"""Save what was typed in about an epic for other orders: RICE, WSJF, cost of delay, MoSCoW."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portfolio.actions.drop_lever import allow_lever
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Stale
from portfolio.domain.orders import INPUTS, OrderInputs, checked_inputs
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, LeverKind
from portfolio.store import backlog, order_inputs, trail
from portfolio.store.unit import Tx


def save_order_inputs(
    tx: Tx,
    by: Viewer,
    cycle: Cycle,
    key: str,
    values: Mapping[str, Any],
    *,
    version: int,
    now: datetime,
) -> OrderInputs:
    """Return the inputs of the epic for the quarter; what is not among `values` is emptied.

    A must has to be in the next plan and a won't is kept out of it. Raises Refused with the
    faults by field, and Stale with both versions where somebody saved them in between.
    """
    item = backlog.one_item(tx, key)
    allow_lever(tx, by, item, Lever(LeverKind.FORCE_IN, item.id))
    checked = checked_inputs(values)
    old = order_inputs.all_inputs(tx, cycle).get(item.id, OrderInputs(item.id))
    before = old.said() if old.version else {}
    after = {name: value for name, value in checked.items() if value is not None}
    if old.version != version:
        names = [name for name in INPUTS if before.get(name) != after.get(name)]
        raise Stale(
            "inputs of",
            key,
            mine={name: after.get(name) for name in names},
            theirs={name: before.get(name) for name in names},
        )
    if before == after and version:
        return old
    order_inputs.save_inputs(
        tx, cycle.id, item.id, checked, version=version, account_id=by.account_id, now=now
    )
    changed = [name for name in INPUTS if before.get(name) != after.get(name)]
    trail.record(
        tx,
        by,
        "save order inputs",
        f"item:{key}",
        now=now,
        before={name: before.get(name) for name in changed},
        after={name: after.get(name) for name in changed},
    )
    return order_inputs.all_inputs(tx, cycle).get(item.id, OrderInputs(item.id))
