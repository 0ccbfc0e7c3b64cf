"""Import a table of a quarter: scores for other orders, taken items, or ranks."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from time import perf_counter
from typing import Any

from portfolio.actions.keep_import import SourceFile, keep_import
from portfolio.domain.backlog import Level
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Refused
from portfolio.domain.imports import ImportAnswer, RowProblem
from portfolio.domain.orders import OrderInputs, checked_inputs
from portfolio.domain.people import Viewer
from portfolio.domain.quarter_sheets import RankRow, ScoreRow, TakenRow
from portfolio.domain.taken_parts import Part, Parts
from portfolio.store import backlog, cycles, order_inputs, ranks, taken, teams
from portfolio.store.unit import Tx

Problems = list[RowProblem]
Counts = tuple[int, int]  # added, changed


def import_quarter(
    tx: Tx,
    by: Viewer,
    kind: str,
    file: SourceFile,
    rows: Iterable[Any],
    *,
    now: datetime,
    dry_run: bool = False,
) -> ImportAnswer:
    """Bring the table to what the file says and answer for every row; a dry run leaves nothing.

    What the file does not name stays as it is, but ranks: its items share the places they have.
    """
    begun = perf_counter()
    told: list[Any] = []
    problems: Problems = []
    for row in rows:
        (problems if isinstance(row, RowProblem) else told).append(row)
    with keep_import(tx, by, kind, file, now=now, dry_run=dry_run) as (_, keep):
        known = len(told) + len(problems)
        added, changed = _MERGES[kind](tx, by, told, problems, now)
        return keep(
            ImportAnswer(
                read=known,
                added=added,
                changed=changed,
                unchanged=known - len(problems) - added - changed,
                refused=tuple(sorted(problems, key=lambda one: one.line)),
                seconds=perf_counter() - begun,
                facts={},
            )
        )


def _scores(
    tx: Tx, by: Viewer, told: Sequence[ScoreRow], problems: Problems, now: datetime
) -> Counts:
    items = backlog.items_by_key(tx, [row.epic for row in told])
    known = {one.name: one for one in cycles.all_cycles(tx)}
    added = changed = 0
    for name in dict.fromkeys(row.cycle for row in told):
        cycle = known.get(name)
        before = order_inputs.all_inputs(tx, cycle) if cycle else {}
        wanted: dict[int, dict[str, Any]] = {}
        for row in (row for row in told if row.cycle == name):
            item = items.get(row.epic)
            fault = _score_fault(cycle, row, item.level if item else None)
            if fault or item is None:
                problems.append(RowProblem(row.line, row.epic, fault))
                continue
            values = checked_inputs(row.values)
            old = before.get(item.id, OrderInputs(item.id))
            said = {key: value for key, value in values.items() if value is not None}
            if said == old.said():
                continue
            wanted[item.id] = values
            changed += bool(old.version)
            added += not old.version
        if cycle is not None:
            order_inputs.save_many(tx, cycle.id, wanted, account_id=by.account_id, now=now)
    return added, changed


def _score_fault(cycle: Cycle | None, row: ScoreRow, level: Level | None) -> str:
    if cycle is None:
        return f"There is no quarter {row.cycle}; open it first."
    if level is not Level.EPIC:
        return f"There is no epic {row.epic}."
    try:
        checked_inputs(row.values)
    except Refused as refused:
        return " ".join(f"{name}: {fault}" for name, fault in refused.faults.items())
    return ""


def _taken(
    tx: Tx, by: Viewer, told: Sequence[TakenRow], problems: Problems, now: datetime
) -> Counts:
    items = backlog.items_by_key(tx, [row.item for row in told])
    slugs = {team.slug: team.id for team in teams.all_teams(tx)}
    sprints = {
        (cycle.name, sprint.name): sprint.id
        for cycle in cycles.all_cycles(tx)
        for sprint in cycle.sprints
    }
    ids = [items[row.item].id for row in told if row.item in items]
    before = taken.parts(tx, list(sprints.values()), item_ids=ids, locked=True)
    after: dict[int, Parts] = {}
    added = changed = 0
    for row in told:
        item, team = items.get(row.item), slugs.get(row.team)
        sprint = sprints.get((row.cycle, row.sprint))
        if item is None or team is None or sprint is None or item.level is Level.EPIC:
            problems.append(RowProblem(row.line, row.item, _taken_fault(row, item, team)))
            continue
        if row.points < 0 or (row.points_left or 0) < 0:
            problems.append(RowProblem(row.line, row.item, "Points are a number from 0 on."))
            continue
        parts = after.get(item.id, before.get(item.id, ()))
        own = Part(team, sprint, row.points, row.points_left)
        old = next((one for one in parts if one.spot == own.spot), None)
        if old and (old.points, old.points_left) == (own.points, own.points_left):
            continue
        added, changed = added + (old is None), changed + (old is not None)
        after[item.id] = (*(one for one in parts if one.spot != own.spot), own)
    taken.replace_parts(tx, before, after, account_id=by.account_id, now=now)
    return added, changed


def _taken_fault(row: TakenRow, item: object, team: int | None) -> str:
    if item is None:
        return f"There is no item {row.item}."
    if team is None:
        return f"There is no team {row.team}."
    return f"{row.item} is an epic, or {row.cycle} has no sprint {row.sprint}."


def _ranks(
    tx: Tx, by: Viewer, told: Sequence[RankRow], problems: Problems, now: datetime
) -> Counts:
    ranks.lock(tx)
    items = backlog.items_by_key(tx, [row.key for row in told])
    problems += [
        RowProblem(row.line, row.key, f"There is no item {row.key}.")
        for row in told
        if row.key not in items
    ]
    wanted = sorted((row for row in told if row.key in items), key=lambda row: row.rank)
    places = sorted(items[row.key].rank for row in wanted)
    moved = {
        items[row.key].id: place
        for row, place in zip(wanted, places, strict=True)
        if items[row.key].rank != place
    }
    ranks.set_ranks(tx, moved)
    return 0, len(moved)


_MERGES: dict[str, Callable[[Tx, Viewer, Any, Problems, datetime], Counts]] = {
    "orders": _scores,
    "taken": _taken,
    "ranks": _ranks,
}
