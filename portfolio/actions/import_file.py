"""Import a file of any kind that can be read: parse it and hand it to the import of its kind."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from io import SEEK_END
from typing import Any, BinaryIO, TypeVar

from portfolio.actions.import_backlog import BacklogFile, import_backlog
from portfolio.actions.import_contributions import import_contributions
from portfolio.actions.import_okrs import import_okrs
from portfolio.actions.import_quarter import import_quarter
from portfolio.actions.import_releases import import_releases
from portfolio.actions.keep_import import SourceFile
from portfolio.connectors.contributions.parse import read_contributions
from portfolio.connectors.jira_csv.sprints import read_sprints
from portfolio.connectors.okrs.parse import read_key_results
from portfolio.connectors.quarter_sheets.parse import read_ranks, read_scores, read_taken
from portfolio.connectors.releases.parse import read_changes, read_deployments
from portfolio.connectors.trackers import open_backlog
from portfolio.domain.delivery import PRODUCTION
from portfolio.domain.errors import Refused
from portfolio.domain.imports import ImportAnswer
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store.unit import Tx

KINDS = ("jira", "releases", "okrs", "contributions", "orders", "taken", "ranks")
Progress = Callable[[int, int], None]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A file to import, with what a person said about it.

    `second` is the sprints beside a Jira export, or the changes beside the deployments.
    """

    kind: str
    source: SourceFile
    stream: BinaryIO
    second: BinaryIO | None = None
    zone: tzinfo = UTC
    as_of: date | None = None
    day_first: bool | None = None
    service: str = ""
    environment: str = PRODUCTION


def import_file(
    tx: Tx,
    by: Viewer,
    request: ImportRequest,
    *,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportAnswer:
    """Import the file, or with `dry_run` only answer what that would do.

    Raises ImportRefused with a sentence where the file as a whole cannot be read, and its kind
    DayOrMonthFirst where `day_first` must be said.
    """
    require(by, Deed.IMPORT)
    deed: Callable[..., ImportAnswer] | None = {
        "jira": _jira,
        "releases": _releases,
        "okrs": _okrs,
        "contributions": _contributions,
        **dict.fromkeys(_QUARTER, _quarter),
    }.get(request.kind)
    if deed is None:
        raise Refused(f"There is no import of the kind {request.kind!r}.")
    return deed(tx, by, request, now=now, dry_run=dry_run, progress=progress)


def _jira(
    tx: Tx,
    by: Viewer,
    request: ImportRequest,
    *,
    now: datetime,
    dry_run: bool,
    progress: Progress | None,
) -> ImportAnswer:
    zone = request.zone
    export = open_backlog(request.stream, zone=zone, day_first=request.day_first)
    sprints = list(read_sprints(request.second, zone=zone)) if request.second else []
    moment = datetime.combine(request.as_of, time(), zone) if request.as_of else None
    return import_backlog(
        tx,
        by,
        BacklogFile(export, request.source, sprints),
        now=now,
        as_of=moment,
        dry_run=dry_run,
        progress=progress,
    )


def _releases(
    tx: Tx,
    by: Viewer,
    request: ImportRequest,
    *,
    now: datetime,
    dry_run: bool,
    progress: Progress | None,
) -> ImportAnswer:
    if request.second is None:
        raise Refused("A release history needs both files: deployments.csv and changes.csv.")
    if not request.service.strip() or not request.service.isprintable():
        raise Refused("Name the service whose releases these are.")
    return import_releases(
        tx,
        by,
        request.source,
        read_deployments(request.stream, zone=request.zone),
        changes=_watched(read_changes(request.second, zone=request.zone), request.second, progress),
        service=request.service.strip(),
        environment=request.environment,
        now=now,
        dry_run=dry_run,
    )


def _okrs(
    tx: Tx,
    by: Viewer,
    request: ImportRequest,
    *,
    now: datetime,
    dry_run: bool,
    progress: Progress | None,
) -> ImportAnswer:
    rows = read_key_results(request.stream, zone=request.zone, day_first=request.day_first)
    return import_okrs(
        tx,
        by,
        request.source,
        _watched(rows, request.stream, progress),
        now=now,
        today=now.astimezone(request.zone).date(),
        dry_run=dry_run,
    )


def _contributions(
    tx: Tx,
    by: Viewer,
    request: ImportRequest,
    *,
    now: datetime,
    dry_run: bool,
    progress: Progress | None,
) -> ImportAnswer:
    rows = _watched(read_contributions(request.stream), request.stream, progress)
    return import_contributions(tx, by, request.source, rows, now=now, dry_run=dry_run)


def _quarter(
    tx: Tx,
    by: Viewer,
    request: ImportRequest,
    *,
    now: datetime,
    dry_run: bool,
    progress: Progress | None,
) -> ImportAnswer:
    rows = _watched(_QUARTER[request.kind](request.stream), request.stream, progress)
    return import_quarter(tx, by, request.kind, request.source, rows, now=now, dry_run=dry_run)


_QUARTER: dict[str, Callable[[BinaryIO], Iterator[Any]]] = {
    "orders": read_scores,
    "taken": read_taken,
    "ranks": read_ranks,
}


def _watched(rows: Iterable[Row], stream: BinaryIO, progress: Progress | None) -> Iterator[Row]:
    """Yield the rows, telling how far into the file they have come."""
    here = stream.tell()
    length = stream.seek(0, SEEK_END)
    stream.seek(here)
    for number, row in enumerate(rows):
        if progress and number % 200 == 0:
            progress(stream.tell(), length)
        yield row
