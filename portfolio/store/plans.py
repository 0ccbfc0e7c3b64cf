"""Problems, plans, and what plans assign."""

import gzip
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from portfolio.domain.errors import NotFound
from portfolio.domain.plans import Placed, PlanHead, PlanState
from portfolio.planning.plan import Plan, plan_from_bytes
from portfolio.planning.problem import Problem, problem_from_bytes
from portfolio.store import rows
from portfolio.store.tables.plans import assignments, plan_epics, plans, problems, scenarios

_HEAD = tuple(
    scenarios.c.name.label("scenario") if name == "scenario" else plans.c[name]
    for name in PlanHead.__dataclass_fields__
)


@dataclass(frozen=True, slots=True)
class Judged:
    """An epic, or an item without one, as a plan judges it; no sprint: it is left out."""

    item_id: int
    sprint_id: int | None
    value: float
    points: float
    by_rank: bool = False
    by_wsjf: bool = False
    reason: str | None = None
    text: str | None = None


def add_problem(tx: Connection, problem: Problem, *, now: datetime) -> str:
    """Store a problem under its fingerprint, once, and return that."""
    fingerprint = problem.fingerprint()
    query = select(problems.c.fingerprint).where(problems.c.fingerprint == fingerprint)
    if tx.execute(query).first() is None:
        document = gzip.compress(problem.to_bytes(), 6, mtime=0)
        values = {"fingerprint": fingerprint, "document": document, "made_at": now}
        tx.execute(insert(problems).values(values))
    return fingerprint


def problem_bytes(tx: Connection, fingerprint: str) -> bytes:
    """Return the document of a stored problem; raise NotFound."""
    query = select(problems.c.document).where(problems.c.fingerprint == fingerprint)
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("problem", fingerprint)
    return gzip.decompress(found)


def one_problem(tx: Connection, fingerprint: str) -> Problem:
    """Return a stored problem; raise NotFound."""
    return problem_from_bytes(problem_bytes(tx, fingerprint))


def add_plan(
    tx: Connection,
    plan: Plan,
    values: Mapping[str, Any],
    *,
    placed: Iterable[Placed],
    judged: Iterable[Judged],
) -> int:
    """Store a plan as the next of its cycle, with what it assigns and how it judges."""
    newest = select(func.coalesce(func.max(plans.c.number), 0)).where(
        plans.c.cycle_id == values["cycle_id"]
    )
    own = {
        "number": int(tx.execute(newest).scalar_one()) + 1,
        "state": PlanState.DRAFT.value,
        "problem": plan.problem,
        "status": plan.status,
        "value": plan.value,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": plan.seconds,
        "solver": plan.solver,
        "document": gzip.compress(plan.to_bytes(), 6, mtime=0),
    }
    plan_id = rows.add(tx, plans, {**own, **values})
    _add_all(tx, assignments, plan_id, placed)
    _add_all(tx, plan_epics, plan_id, judged)
    return plan_id


def all_plans(tx: Connection, cycle_id: int) -> list[PlanHead]:
    """Return the plans of a cycle, the newest first."""
    query = _heads().where(plans.c.cycle_id == cycle_id).order_by(plans.c.number.desc())
    return [_head(row) for row in tx.execute(query)]


def one_plan(tx: Connection, plan_id: int) -> PlanHead:
    """Return a plan's head; raise NotFound."""
    row = tx.execute(_heads().where(plans.c.id == plan_id)).one_or_none()
    if row is None:
        raise NotFound("plan", plan_id)
    return _head(row)


def in_force(tx: Connection, cycle_id: int) -> PlanHead | None:
    """Return the published plan of a cycle."""
    return _of_state(tx, cycle_id, PlanState.PUBLISHED)


def proposed(tx: Connection, cycle_id: int) -> PlanHead | None:
    """Return the proposed plan of a cycle."""
    return _of_state(tx, cycle_id, PlanState.PROPOSED)


def several(tx: Connection, plan_ids: Collection[int]) -> dict[int, PlanHead]:
    """Return the heads of plans, by id; those that are not there are left out."""
    rows_found = tx.execute(_heads().where(plans.c.id.in_(plan_ids)))
    return {head.id: head for head in map(_head, rows_found)}


def newest_answers(tx: Connection, scenario_ids: Collection[int]) -> dict[int, PlanHead]:
    """Return the newest plan of each scenario that says where work goes, by the scenario's id."""
    newest = (
        select(func.max(plans.c.number).label("number"), plans.c.cycle_id)
        .where(plans.c.scenario_id.in_(scenario_ids), plans.c.status.in_(("optimal", "feasible")))
        .group_by(plans.c.scenario_id, plans.c.cycle_id)
        .subquery()
    )
    query = _heads().join(
        newest, (newest.c.number == plans.c.number) & (newest.c.cycle_id == plans.c.cycle_id)
    )
    return {head.scenario_id: head for head in map(_head, tx.execute(query))}


def full_plans(
    tx: Connection, plan_ids: Collection[int]
) -> dict[int, tuple[Plan, dict[str, Any], bytes]]:
    """Return plans with their marks and their problems' documents, by id."""
    query = (
        select(plans.c.id, plans.c.document, plans.c.marks, problems.c.document.label("problem"))
        .join(problems, problems.c.fingerprint == plans.c.problem)
        .where(plans.c.id.in_(plan_ids))
    )
    return {
        row.id: (
            plan_from_bytes(gzip.decompress(row.document)),
            dict(row.marks),
            gzip.decompress(row.problem),
        )
        for row in tx.execute(query)
    }


def newest_answer(tx: Connection, scenario_id: int) -> Plan | None:
    """Return the newest plan of a scenario that says where work goes."""
    query = (
        select(plans.c.document)
        .where(plans.c.scenario_id == scenario_id, plans.c.status.in_(("optimal", "feasible")))
        .order_by(plans.c.number.desc())
    )
    found = tx.execute(query.limit(1)).scalar()
    return None if found is None else plan_from_bytes(gzip.decompress(found))


def full_plan(tx: Connection, plan_id: int) -> tuple[Plan, dict[str, Any]]:
    """Return the plan's own document and its marks; raise NotFound."""
    query = select(plans.c.document, plans.c.marks).where(plans.c.id == plan_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("plan", plan_id)
    return plan_from_bytes(gzip.decompress(row.document)), dict(row.marks)


def placed(tx: Connection, plan_id: int) -> tuple[Placed, ...]:
    """Return where a plan has its items."""
    query = (
        select(
            assignments.c.item_id,
            assignments.c.team_id,
            assignments.c.sprint_id,
            assignments.c.points,
        )
        .where(assignments.c.plan_id == plan_id)
        .order_by(assignments.c.item_id)
    )
    return tuple(Placed(*row) for row in tx.execute(query))


def judged(tx: Connection, plan_id: int) -> tuple[Judged, ...]:
    """Return how a plan judges epics and items without one."""
    query = select(*(plan_epics.c[name] for name in Judged.__dataclass_fields__)).where(
        plan_epics.c.plan_id == plan_id
    )
    return tuple(Judged(*row) for row in tx.execute(query))


def save_plan(tx: Connection, plan_id: int, *, version: int, values: Mapping[str, Any]) -> int:
    """Save a plan's state or note where it still has this version; raise Stale."""
    return rows.save(tx, plans, plan_id, version=version, values=values)


def demote(tx: Connection, cycle_id: int, state: PlanState, to: PlanState) -> None:
    """Give every plan of the cycle that has `state` the state `to`."""
    tx.execute(
        update(plans)
        .where(plans.c.cycle_id == cycle_id, plans.c.state == state.value)
        .values(state=to.value, version=plans.c.version + 1)
    )


def _of_state(tx: Connection, cycle_id: int, state: PlanState) -> PlanHead | None:
    query = _heads().where(plans.c.cycle_id == cycle_id, plans.c.state == state.value)
    row = tx.execute(query.order_by(plans.c.number.desc())).first()
    return _head(row) if row else None


def _heads() -> Any:
    return select(*_HEAD).join(scenarios, scenarios.c.id == plans.c.scenario_id)


def _head(row: Row[Any]) -> PlanHead:
    values = dict(row._mapping)
    return PlanHead(**{**values, "state": PlanState(values["state"])})


def _add_all(tx: Connection, table: Any, plan_id: int, entries: Iterable[Any]) -> None:
    own = [
        {"plan_id": plan_id, **{name: getattr(one, name) for name in one.__dataclass_fields__}}
        for one in entries
    ]
    if own:
        tx.execute(insert(table), own)
