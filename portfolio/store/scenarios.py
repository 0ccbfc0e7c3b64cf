"""Scenarios of a cycle and their levers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from portfolio.domain.errors import NotFound
from portfolio.domain.plans import BASE_SCENARIO, Lever, LeverKind, Scenario
from portfolio.store import rows
from portfolio.store.tables.plans import levers, scenarios

_SCENARIO = tuple(scenarios.c[name] for name in Scenario.__dataclass_fields__)


def all_scenarios(tx: Connection, cycle_id: int) -> list[Scenario]:
    """Return the scenarios of a cycle that are not deleted, its own one first."""
    query = (
        select(*_SCENARIO)
        .where(scenarios.c.cycle_id == cycle_id, scenarios.c.deleted_at.is_(None))
        .order_by(scenarios.c.is_base.desc(), scenarios.c.id)
    )
    return [Scenario(*row) for row in tx.execute(query)]


def one_scenario(tx: Connection, scenario_id: int) -> Scenario:
    """Return a scenario; raise NotFound."""
    row = tx.execute(select(*_SCENARIO).where(scenarios.c.id == scenario_id)).one_or_none()
    if row is None:
        raise NotFound("scenario", scenario_id)
    return Scenario(*row)


def several(tx: Connection, scenario_ids: Collection[int]) -> dict[int, Scenario]:
    """Return scenarios by id, deleted ones too; those that are not there are left out."""
    query = select(*_SCENARIO).where(scenarios.c.id.in_(scenario_ids))
    return {row.id: Scenario(*row) for row in tx.execute(query)}


def named(tx: Connection, cycle_id: int, name: str | None) -> Scenario | None:
    """Return the scenario of that name, the cycle's own one without a name; None for none."""
    query = select(*_SCENARIO).where(
        scenarios.c.cycle_id == cycle_id, scenarios.c.deleted_at.is_(None)
    )
    query = query.where(scenarios.c.is_base if name is None else scenarios.c.name == name)
    row = tx.execute(query).first()
    return Scenario(*row) if row else None


def names(tx: Connection, cycle_id: int) -> dict[str, Scenario]:
    """Return every scenario of a cycle by name, the deleted ones too: names are not given twice."""
    query = select(*_SCENARIO).where(scenarios.c.cycle_id == cycle_id)
    return {row.name: Scenario(*row) for row in tx.execute(query)}


def add_scenario(
    tx: Connection,
    cycle_id: int,
    name: str | None,
    *,
    account_id: int | None,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> Scenario:
    """Add a scenario, the cycle's own one without a name."""
    values = {
        **(more or {}),
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


def touch(tx: Connection, scenario_id: int, *, now: datetime) -> None:
    """Note that a lever of it was moved: plans made before say nothing of that."""
    tx.execute(update(scenarios).where(scenarios.c.id == scenario_id).values(changed_at=now))


def all_levers(tx: Connection, scenario_id: int) -> tuple[Lever, ...]:
    """Return the levers of a scenario in the order they were pulled."""
    return levers_of(tx, [scenario_id]).get(scenario_id, ())


def levers_of(tx: Connection, scenario_ids: Collection[int]) -> dict[int, tuple[Lever, ...]]:
    """Return the levers of several scenarios, by the scenario's id."""
    query = (
        select(
            levers.c.scenario_id,
            levers.c.kind,
            levers.c.item_id,
            levers.c.value,
            levers.c.id,
            levers.c.version,
        )
        .where(levers.c.scenario_id.in_(scenario_ids))
        .order_by(levers.c.id)
    )
    found: dict[int, list[Lever]] = {}
    for row in tx.execute(query):
        lever = Lever(LeverKind(row.kind), row.item_id, row.value or {}, row.id, row.version)
        found.setdefault(row.scenario_id, []).append(lever)
    return {scenario_id: tuple(own) for scenario_id, own in found.items()}


def copy_levers(tx: Connection, scenario_id: int, into: int, *, now: datetime) -> None:
    """Give a scenario the levers of another one."""
    names = ("kind", "item_id", "value", "account_id")
    query = (
        select(*(levers.c[name] for name in names))
        .where(levers.c.scenario_id == scenario_id)
        .order_by(levers.c.id)
    )
    own = [
        {**row._mapping, "scenario_id": into, "made_at": now, "version": 1}
        for row in tx.execute(query)
    ]
    if own:
        tx.execute(insert(levers), own)


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
