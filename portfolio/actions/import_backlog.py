"""Import a tracker's backlog: stage its rows, merge them, account for each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from uuid import uuid4

from portfolio.actions.keep_import import SourceFile, keep_import
from portfolio.actions.merge_backlog import Merge, merge_backlog
from portfolio.connectors.jira_csv.as_of import AsOf
from portfolio.connectors.trackers import BacklogExport
from portfolio.domain.import_facts import BacklogFacts
from portfolio.domain.imports import ImportAnswer, ImportedItem, ImportedSprint, RowProblem
from portfolio.domain.people import Viewer
from portfolio.store import backlog_import
from portfolio.store.unit import Tx

Progress = Callable[[int, int], None]
MOST_TOLD = 20  # sprint problems that are told one by one


@dataclass(frozen=True, slots=True)
class BacklogFile:
    """An export that was opened, and the sprints that were read beside it."""

    export: BacklogExport
    source: SourceFile
    sprints: Sequence[ImportedSprint | RowProblem] = ()


@dataclass(slots=True)
class _Staged:
    """What staging learned on the way through the file."""

    facts: BacklogFacts = field(default_factory=BacklogFacts)
    problems: list[RowProblem] = field(default_factory=list)
    read: int = 0


def import_backlog(
    tx: Tx,
    by: Viewer,
    file: BacklogFile,
    *,
    now: datetime,
    as_of: datetime | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportAnswer:
    """Merge an export into the backlog and answer for every row; a dry run leaves nothing."""
    begun = perf_counter()
    dated = [sprint for sprint in file.sprints if isinstance(sprint, ImportedSprint)]
    then = AsOf(as_of, dated) if as_of else None
    with keep_import(tx, by, "jira", file.source, now=now, dry_run=dry_run) as (number, keep):
        staged, merged = _staged_and_merged(
            tx, file, number, then=then, progress=progress or _silent
        )
        return keep(_answer(file, staged, merged, then, seconds=perf_counter() - begun))


def _staged_and_merged(
    tx: Tx, file: BacklogFile, number: int, *, then: AsOf | None, progress: Progress
) -> tuple[_Staged, Merge]:
    batch = uuid4().hex
    staged = _Staged()
    waiting: list[ImportedItem] = []
    for item in _taken(file.export, then, staged, progress):
        waiting.append(item)
        if len(waiting) == backlog_import.CHUNK:
            backlog_import.stage(tx, batch, waiting)
            waiting.clear()
    backlog_import.stage(tx, batch, waiting)
    merged = merge_backlog(
        tx,
        batch,
        number,
        facts=staged.facts,
        told=file.export.told,
        source=file.export.source,
        sprints=_sprints_of(file, then),
        keys_by_id=file.export.keys_by_id,
        wanted_ids=file.export.wanted_ids,
        progress=lambda done: progress(staged.read + done, 2 * staged.read),
    )
    backlog_import.unstage(tx, batch)
    return staged, merged


def _taken(
    export: BacklogExport, then: AsOf | None, staged: _Staged, progress: Progress
) -> Iterable[ImportedItem]:
    for row in export.items():
        staged.read += 1
        if staged.read % 500 == 0:
            progress(staged.read, 2 * export.row_count)
        if isinstance(row, RowProblem):
            staged.problems.append(row)
            continue
        item = then.take(row) if then else row
        if item is None:
            continue
        staged.facts.take(item)
        yield item


def _sprints_of(file: BacklogFile, then: AsOf | None) -> list[ImportedSprint]:
    known = (sprint for sprint in file.sprints if isinstance(sprint, ImportedSprint))
    if then is None:
        return list(known)
    return [was for sprint in known if (was := then.sprint(sprint))]


def _answer(
    file: BacklogFile, staged: _Staged, merged: Merge, then: AsOf | None, *, seconds: float
) -> ImportAnswer:
    left_out = then.left_out if then else 0
    taken = staged.read - left_out - len(staged.problems)
    return ImportAnswer(
        read=staged.read,
        added=merged.added,
        changed=merged.changed,
        unchanged=taken - merged.added - merged.changed,
        left_out=left_out,
        refused=tuple(staged.problems),
        warnings=(
            *file.export.warnings,
            *_sprint_warnings(file),
            *(then.warnings() if then else ()),
            *_link_warnings(staged.facts),
            *merged.warnings,
        ),
        seconds=seconds,
        facts=staged.facts.as_json(),
    )


def _sprint_warnings(file: BacklogFile) -> list[str]:
    problems = [problem for problem in file.sprints if isinstance(problem, RowProblem)]
    told = [f"Sprints, line {problem.line}: {problem.why}" for problem in problems[:MOST_TOLD]]
    if len(problems) > MOST_TOLD:
        told.append(f"{len(problems) - MOST_TOLD} more rows of the sprints were refused.")
    return told


def _link_warnings(facts: BacklogFacts) -> list[str]:
    dangling = facts.dangling_links
    if not dangling:
        return []
    return [f"{dangling:,} links lead to items that are not among those taken."]


def _silent(done: int, total: int) -> None:
    """Report progress to nobody."""
