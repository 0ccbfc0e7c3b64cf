"""Scenarios of a cycle and their levers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from portfolio.domain.errors import NotFound
from portfolio.domain.plans import BASE_SCENARIO, Lever, LeverKind, Scenario
from portfolio.store import rows
from portfolio.store.tables.plans import levers, scenarios

_SCENARIO = tuple(scenarios.c[name] for name in Scenario.__dataclass_fields__)


def all_scenarios(tx: Connection, cycle_id: int) -> list[Scenario]:
    """Return the scenarios of a cycle, its own one first."""
    query = (
        select(*_SCENARIO)
        .where(scenarios.c.cycle_id == cycle_id)
        .order_by(scenarios.c.is_base.desc(), scenarios.c.id)
    )
    return [Scenario(*row) for row in tx.execute(query)]


def one_scenario(tx: Connection, scenario_id: int) -> Scenario:
    """Return a scenario; raise NotFound."""
    row = tx.execute(select(*_SCENARIO).where(scenarios.c.id == scenario_id)).one_or_none()
    if row is None:
        raise NotFound("scenario", scenario_id)
    return Scenario(*row)


def named(tx: Connection, cycle_id: int, name: str | None) -> Scenario | None:
    """Return the scenario of that name, the cycle's own one without a name; None for none."""
    query = select(*_SCENARIO).where(scenarios.c.cycle_id == cycle_id)
    query = query.where(scenarios.c.is_base if name is None else scenarios.c.name == name)
    row = tx.execute(query).first()
    return Scenario(*row) if row else None


def add_scenario(
    tx: Connection, cycle_id: int, name: str | None, *, account_id: int | None, now: datetime
) -> Scenario:
    """Add a scenario, the cycle's own one without a name."""
    values = {
        "cycle_id": cycle_id,
        "name": name or BASE_SCENARIO,
        "is_base": name is None,
        "account_id": account_id,
        "created_at": now,
    }
    return one_scenario(tx, rows.add(tx, scenarios, values))


def save_scenario(
    tx: Connection, scenario_id: int, *, version: int, values: Mapping[str, Any]
) -> int:
    """Save a scenario that still has this version; raise Stale."""
    return rows.save(tx, scenarios, scenario_id, version=version, values=values)


def all_levers(tx: Connection, scenario_id: int) -> tuple[Lever, ...]:
    """Return the levers of a scenario in the order they were pulled."""
    query = (
        select(levers.c.kind, levers.c.item_id, levers.c.value, levers.c.id, levers.c.version)
        .where(levers.c.scenario_id == scenario_id)
        .order_by(levers.c.id)
    )
    return tuple(
        Lever(LeverKind(row.kind), row.item_id, row.value or {}, row.id, row.version)
        for row in tx.execute(query)
    )


def add_lever(
    tx: Connection, scenario_id: int, lever: Lever, *, account_id: int | None, now: datetime
) -> int:
    """Add a lever and return its id."""
    values = {
        "scenario_id": scenario_id,
        "kind": lever.kind.value,
        "item_id": lever.item_id,
        "value": dict(lever.value),
        "account_id": account_id,
        "made_at": now,
    }
    return rows.add(tx, levers, values)


def remove_levers(tx: Connection, ids: list[int]) -> None:
    """Delete levers."""
    tx.execute(delete(levers).where(levers.c.id.in_(ids)))
