"""Import what each epic is expected to move of a key result."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from time import perf_counter

from portfolio.actions.keep_import import SourceFile, keep_import
from portfolio.domain.backlog import Level
from portfolio.domain.imports import ImportAnswer, ImportedContribution, RowProblem
from portfolio.domain.people import Viewer
from portfolio.store import contribution_import
from portfolio.store.unit import Tx


def import_contributions(
    tx: Tx,
    by: Viewer,
    file: SourceFile,
    rows: Iterable[ImportedContribution | RowProblem],
    *,
    now: datetime,
    dry_run: bool = False,
) -> ImportAnswer:
    """Attach epics to key results and answer for every row; a dry run leaves nothing.

    Epic and key result must be there: the one by its key, the other by its text or code.
    """
    begun = perf_counter()
    told: list[ImportedContribution] = []
    problems: list[RowProblem] = []
    for row in rows:
        if isinstance(row, RowProblem):
            problems.append(row)
        else:
            told.append(row)
    with keep_import(tx, by, "contributions", file, now=now, dry_run=dry_run) as (_, keep):
        placed = _placed(tx, told, problems)
        added, changed = _merge(tx, placed)
        return keep(
            ImportAnswer(
                read=len(placed) + len(problems),
                added=added,
                changed=changed,
                unchanged=len(placed) - added - changed,
                refused=tuple(sorted(problems, key=lambda problem: problem.line)),
                seconds=perf_counter() - begun,
                facts={
                    "contributions": len(placed),
                    "epics": len({item_id for item_id, _ in placed}),
                    "key_results": len({key_result_id for _, key_result_id in placed}),
                },
            )
        )


def _placed(
    tx: Tx, told: list[ImportedContribution], problems: list[RowProblem]
) -> dict[tuple[int, int], ImportedContribution]:
    """Return the rows by item and key result; what cannot be placed becomes a problem."""
    items = contribution_import.item_ids(tx, {row.epic for row in told})
    key_results = contribution_import.key_results_of(tx, {row.cycle for row in told})
    placed: dict[tuple[int, int], ImportedContribution] = {}
    for row in told:
        try:
            place = _item(row, items), _key_result(row, key_results)
            if place in placed:
                raise ValueError(f"The same is on line {placed[place].line} already.")
        except ValueError as fault:
            problems.append(RowProblem(row.line, row.epic, str(fault)))
        else:
            placed[place] = row
    return placed


def _item(row: ImportedContribution, items: Mapping[str, tuple[int, str]]) -> int:
    found = items.get(row.epic)
    if found is None:
        raise ValueError(f"There is no epic {row.epic}; import the backlog first.")
    item_id, level = found
    if level != Level.EPIC:
        raise ValueError(f"{row.epic} is no epic but on the level {level}.")
    return item_id


def _key_result(row: ImportedContribution, key_results: Mapping[tuple[str, str], list[int]]) -> int:
    found = key_results.get((row.cycle, row.key_result.casefold()), [])
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(
            f"{len(found)} key results of {row.cycle} are called {row.key_result[:80]!r}; name "
            "its code instead."
        )
    raise ValueError(
        f"There is no key result {row.key_result[:80]!r} in {row.cycle}; import the key results "
        "first."
    )


def _merge(tx: Tx, placed: Mapping[tuple[int, int], ImportedContribution]) -> tuple[int, int]:
    known = contribution_import.known_contributions(tx, {place[1] for place in placed})
    new = []
    changed = []
    for (item_id, key_result_id), row in placed.items():
        there = known.get((item_id, key_result_id))
        if there is None:
            new.append(
                {
                    "item_id": item_id,
                    "key_result_id": key_result_id,
                    "amount": row.amount,
                    "confidence": row.confidence,
                }
            )
        elif (there.amount, there.confidence) != (row.amount, row.confidence):
            changed.append((there.id, row.amount, row.confidence))
    contribution_import.add_contributions(tx, new)
    contribution_import.change_contributions(tx, changed)
    return len(new), len(changed)
