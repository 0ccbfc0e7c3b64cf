"""Objectives, key results and check-ins of several cycles in bulk, for an import."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from portfolio.store.tables.okrs import check_ins, key_results, objectives
from portfolio.store.tables.teams import teams

SET_BY_FILE = (
    "owner",
    "team_id",
    "unit",
    "kind",
    "start_value",
    "target_value",
    "weight",
    "struck_on",
)


@dataclass(frozen=True, slots=True)
class KnownKeyResult:
    """A key result that is there already, as far as a file can change it."""

    id: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownCheckIn:
    """A check-in that is there already and was not corrected."""

    id: int
    value: float | None
    score: float | None
    confidence: float | None


def objective_ids(
    tx: Connection, cycle_ids: Collection[int]
) -> dict[tuple[int, int | None, str], int]:
    """Return the objectives of cycles by cycle, parent and title."""
    query = select(
        objectives.c.id, objectives.c.cycle_id, objectives.c.parent_id, objectives.c.title
    ).where(objectives.c.cycle_id.in_(cycle_ids))
    return {(row.cycle_id, row.parent_id, row.title): row.id for row in tx.execute(query)}


def objective_codes(tx: Connection, cycle_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Return the codes of the objectives of cycles, by cycle and objective."""
    query = select(objectives.c.id, objectives.c.cycle_id, objectives.c.code).where(
        objectives.c.cycle_id.in_(cycle_ids)
    )
    found: dict[int, dict[int, str]] = {cycle_id: {} for cycle_id in cycle_ids}
    for row in tx.execute(query):
        found[row.cycle_id][row.id] = row.code
    return found


def known_key_results(
    tx: Connection, objective_ids: Collection[int]
) -> dict[tuple[int, str], KnownKeyResult]:
    """Return the key results under objectives by objective and title."""
    columns = [key_results.c[name] for name in SET_BY_FILE]
    query = select(
        key_results.c.id, key_results.c.objective_id, key_results.c.title, *columns
    ).where(key_results.c.objective_id.in_(objective_ids))
    return {
        (row.objective_id, row.title): KnownKeyResult(
            row.id, {name: getattr(row, name) for name in SET_BY_FILE}
        )
        for row in tx.execute(query)
    }


def known_check_ins(
    tx: Connection, objective_ids: Collection[int]
) -> dict[tuple[int, date], dict[datetime, KnownCheckIn]]:
    """Return the check-ins in force under objectives: by key result and day, by when made."""
    query = (
        select(
            check_ins.c.key_result_id,
            check_ins.c.on,
            check_ins.c.made_at,
            check_ins.c.id,
            check_ins.c.value,
            check_ins.c.score,
            check_ins.c.confidence,
        )
        .join(key_results, key_results.c.id == check_ins.c.key_result_id)
        .where(key_results.c.objective_id.in_(objective_ids), check_ins.c.replaced_by.is_(None))
        .order_by(check_ins.c.made_at, check_ins.c.id)
    )
    found: dict[tuple[int, date], dict[datetime, KnownCheckIn]] = {}
    for row in tx.execute(query):
        of_day = found.setdefault((row.key_result_id, row.on), {})
        of_day[row.made_at] = KnownCheckIn(row.id, row.value, row.score, row.confidence)
    return found


def key_result_counts(tx: Connection, objective_ids: Collection[int]) -> dict[int, int]:
    """Return how many key results stand under each objective."""
    query = (
        select(key_results.c.objective_id, func.count().label("total"))
        .where(key_results.c.objective_id.in_(objective_ids))
        .group_by(key_results.c.objective_id)
    )
    return {row.objective_id: row.total for row in tx.execute(query)}


def team_ids(tx: Connection) -> dict[str, int]:
    """Return the teams by name, by slug and by their name in the tracker, folded."""
    query = select(teams.c.id, teams.c.name, teams.c.slug, teams.c.tracker_name)
    found: dict[str, int] = {}
    for row in tx.execute(query):
        for name in (row.tracker_name, row.slug, row.name):
            if name:
                found[name.casefold()] = row.id
    return found


def add_objectives(tx: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Add many objectives."""
    if values:
        tx.execute(insert(objectives), list(values))


def add_key_results(tx: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Add many key results."""
    if values:
        tx.execute(insert(key_results), list(values))


def change_key_results(tx: Connection, values: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Set what a file says of many key results, and raise their versions."""
    if not values:
        return
    statement = (
        update(key_results)
        .where(key_results.c.id == bindparam("its_id"))
        .values({name: bindparam(f"new_{name}") for name in SET_BY_FILE})
        .values(version=key_results.c.version + 1)
    )
    tx.execute(
        statement,
        [
            {"its_id": key_result_id, **{f"new_{name}": row[name] for name in SET_BY_FILE}}
            for key_result_id, row in values
        ],
    )


def strike_objectives(tx: Connection, days: Sequence[tuple[int, date | None]]) -> None:
    """Set the days since which objectives are out of scope, None for in it, where it differs."""
    if not days:
        return
    known = select(objectives.c.id, objectives.c.struck_on).where(
        objectives.c.id.in_([objective_id for objective_id, _ in days])
    )
    struck = {row.id: row.struck_on for row in tx.execute(known)}
    changed = [{"its_id": one, "new_day": on} for one, on in days if struck.get(one) != on]
    if changed:
        tx.execute(
            update(objectives)
            .where(objectives.c.id == bindparam("its_id"))
            .values(struck_on=bindparam("new_day"), version=objectives.c.version + 1),
            changed,
        )


def add_check_ins(tx: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Add many check-ins."""
    if values:
        tx.execute(insert(check_ins), list(values))


def correct_check_ins(tx: Connection, corrections: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Add check-ins in the place of others, which stay and name what replaced them."""
    if not corrections:
        return
    tx.execute(insert(check_ins), [values for _, values in corrections])
    # The newest of a key result and day is the one just added.
    days = {(values["key_result_id"], values["on"]) for _, values in corrections}
    newest = select(
        func.max(check_ins.c.id).label("id"), check_ins.c.key_result_id, check_ins.c.on
    ).where(check_ins.c.key_result_id.in_({key_result_id for key_result_id, _ in days}))
    made = {
        (row.key_result_id, row.on): row.id
        for row in tx.execute(newest.group_by(check_ins.c.key_result_id, check_ins.c.on))
    }
    tx.execute(
        update(check_ins)
        .where(check_ins.c.id == bindparam("its_id"))
        .values(replaced_by=bindparam("by_id")),
        [
            {"its_id": old, "by_id": made[(values["key_result_id"], values["on"])]}
            for old, values in corrections
        ],
    )
