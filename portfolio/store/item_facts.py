"""What stands around one item: what it moves, where it is planned, its sprints and its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from portfolio.domain.cycles import Span
from portfolio.store.tables.backlog import (
    import_changes,
    imports,
    item_tracker_sprints,
    tracker_sprints,
)
from portfolio.store.tables.cycles import cycles, sprints
from portfolio.store.tables.delivery import change_items, changes, deployments
from portfolio.store.tables.okrs import contributions, key_results, objectives
from portfolio.store.tables.plans import assignments, plan_epics, plans
from portfolio.store.tables.teams import teams


@dataclass(frozen=True, slots=True)
class Claim:
    """What an item is expected to move: a key result, by how much, how surely."""

    cycle: str
    objective_id: int
    objective_code: str
    objective: str
    key_result_id: int
    key_result_code: str
    key_result: str
    unit: str
    amount: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Planned:
    """Where a published plan has an item: with a team in a sprint, or left out and why."""

    cycle: str
    plan_id: int
    plan_number: int
    sprint: str | None
    span: Span | None
    team: str | None
    team_slug: str | None
    points: float
    reason: str | None


@dataclass(frozen=True, slots=True)
class SprintStay:
    """A sprint of the tracker in which an item was."""

    name: str
    state: str
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What an import did to an item, when."""

    import_id: int
    at: datetime
    deed: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shipped:
    """The changes that carry an item, and their first and last deployments."""

    changes: int
    deployed: int
    first_at: datetime | None
    last_at: datetime | None


def claims_of(tx: Connection, item_id: int) -> list[Claim]:
    """Return what an item is expected to move, the newest cycle first."""
    query = (
        select(
            cycles.c.name,
            objectives.c.id,
            objectives.c.code,
            objectives.c.title,
            key_results.c.id,
            key_results.c.code,
            key_results.c.title,
            key_results.c.unit,
            contributions.c.amount,
            contributions.c.confidence,
        )
        .select_from(contributions)
        .join(key_results, key_results.c.id == contributions.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(contributions.c.item_id == item_id)
        .order_by(cycles.c.starts_on.desc(), objectives.c.position, key_results.c.position)
    )
    return [Claim(*tuple(row)) for row in tx.execute(query)]


def planned(tx: Connection, item_id: int) -> list[Planned]:
    """Return where the published plans have an item or an epic, the newest cycle first."""
    placed = (
        select(
            cycles.c.name, plans.c.id, plans.c.number, sprints.c.number, sprints.c.starts_on,
            sprints.c.ends_on, teams.c.name, teams.c.slug, assignments.c.points,
        )
        .select_from(assignments)
        .join(plans, plans.c.id == assignments.c.plan_id)
        .join(cycles, cycles.c.id == plans.c.cycle_id)
        .join(sprints, sprints.c.id == assignments.c.sprint_id)
        .join(teams, teams.c.id == assignments.c.team_id)
        .where(assignments.c.item_id == item_id, plans.c.state == "published")
        .order_by(cycles.c.starts_on.desc())
    )  # fmt: skip
    judged = (
        select(
            cycles.c.name, plans.c.id, plans.c.number, sprints.c.number, sprints.c.starts_on,
            sprints.c.ends_on, plan_epics.c.points, plan_epics.c.text,
        )
        .select_from(plan_epics)
        .join(plans, plans.c.id == plan_epics.c.plan_id)
        .join(cycles, cycles.c.id == plans.c.cycle_id)
        .outerjoin(sprints, sprints.c.id == plan_epics.c.sprint_id)
        .where(plan_epics.c.item_id == item_id, plans.c.state == "published")
        .order_by(cycles.c.starts_on.desc())
    )  # fmt: skip
    found = [
        Planned(*row[:3], f"S{row[3]}", Span(row[4], row[5]), *row[6:8], row[8], None)
        for row in tx.execute(placed)
    ]
    return found + [
        Planned(
            *row[:3],
            f"S{row[3]}" if row[3] else None,
            Span(row[4], row[5]) if row[4] else None,
            None,
            None,
            row[6],
            row[7],
        )
        for row in tx.execute(judged)
    ]


def sprints_of(tx: Connection, item_id: int) -> list[SprintStay]:
    """Return the tracker's sprints in which an item was, in the tracker's order."""
    query = (
        select(
            tracker_sprints.c.name,
            tracker_sprints.c.state,
            tracker_sprints.c.starts_at,
            tracker_sprints.c.ends_at,
        )
        .join(
            item_tracker_sprints, item_tracker_sprints.c.tracker_sprint_id == tracker_sprints.c.id
        )
        .where(item_tracker_sprints.c.item_id == item_id)
        .order_by(item_tracker_sprints.c.position)
    )
    return [SprintStay(*row) for row in tx.execute(query)]


def imported(tx: Connection, key: str, *, limit: int = 50) -> list[ImportedRow]:
    """Return what imports did to an item, newest first."""
    query = (
        select(imports.c.id, imports.c.made_at, import_changes.c.deed, import_changes.c.changes)
        .join(imports, imports.c.id == import_changes.c.import_id)
        .where(import_changes.c.item_key == key)
        .order_by(import_changes.c.id.desc())
        .limit(limit)
    )
    return [ImportedRow(*row[:3], row[3] or {}) for row in tx.execute(query)]


def shipped(tx: Connection, key: str) -> Shipped:
    """Return how many changes carry an item and when they were deployed."""
    query = (
        select(
            func.count(),
            func.count(deployments.c.id),
            func.min(deployments.c.finished_at),
            func.max(deployments.c.finished_at),
        )
        .select_from(change_items)
        .join(changes, changes.c.id == change_items.c.change_id)
        .outerjoin(deployments, deployments.c.id == changes.c.first_deployment_id)
        .where(change_items.c.item_key == key)
    )
    return Shipped(*tx.execute(query).one())
