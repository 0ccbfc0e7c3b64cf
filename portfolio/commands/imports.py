"""`flask import`: backlogs, release histories, key results and contributions from files."""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from portfolio.actions.import_backlog import BacklogFile, import_backlog
from portfolio.actions.import_contributions import import_contributions
from portfolio.actions.import_okrs import import_okrs
from portfolio.actions.import_releases import import_releases
from portfolio.actions.keep_import import SourceFile
from portfolio.commands import opened
from portfolio.connectors.contributions.parse import read_contributions
from portfolio.connectors.jira_csv.parse import open_export
from portfolio.connectors.jira_csv.sprints import read_sprints
from portfolio.connectors.okrs.parse import read_key_results
from portfolio.connectors.releases.parse import files_in, read_changes, read_deployments
from portfolio.domain.delivery import PRODUCTION
from portfolio.domain.imports import ImportAnswer
from portfolio.domain.people import SYSTEM

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
Row = TypeVar("Row")
MOST_SHOWN = 20  # refused rows in the table for people; --json has all


@click.group("import")
def import_() -> None:
    """Bring in what other tools know. A file may be gzipped; twice the same changes nothing."""


def _answering(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the two options that every import has."""
    dry_run = click.option("--dry-run", is_flag=True, help="Show what would happen, keep nothing.")
    as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document.")
    return dry_run(as_json(command))


def _day_or_month(command: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option(
        "--day-first/--month-first",
        default=None,
        help="How to read dates such as 03/04/2026, where the file alone cannot tell.",
    )
    return option(command)


@import_.command("jira")
@click.argument("file", type=FILE)
@click.option("--sprints", type=FILE, help="id,name,state,startDate,endDate,... of the sprints.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Take the file as at that day.")
@_day_or_month
@_answering
def jira(
    file: Path,
    sprints: Path | None,
    as_of: datetime | None,
    day_first: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import a Jira CSV export as the backlog."""
    zone = opened.settings().zone
    with opened.refusals(), file.open("rb") as stream:
        export = open_export(stream, zone=zone, day_first=day_first)
        backlog = BacklogFile(export, _source(file), _sprints(sprints))
        with _bar(not as_json) as progress, opened.store().writing() as tx:
            answer = import_backlog(
                tx,
                SYSTEM,
                backlog,
                now=opened.now(),
                as_of=as_of.replace(tzinfo=zone) if as_of else None,
                dry_run=dry_run,
                progress=progress,
            )
    _tell(answer, dry_run=dry_run, as_json=as_json)


@import_.command("releases")
@click.argument("folder", type=FOLDER)
@click.option("--service", required=True, help="The service whose releases these are.")
@click.option("--environment", default=PRODUCTION, show_default=True, help="Where they went.")
@_answering
def releases(folder: Path, service: str, environment: str, dry_run: bool, as_json: bool) -> None:
    """Import a release history: deployments.csv and changes.csv (or .gz) of a folder."""
    zone = opened.settings().zone
    with opened.refusals(), ExitStack() as open_files:
        paths = files_in(folder)
        told, made = (open_files.enter_context(path.open("rb")) for path in paths)
        with _bar(not as_json) as progress, opened.store().writing() as tx:
            answer = import_releases(
                tx,
                SYSTEM,
                SourceFile(folder.name, digest_of(*paths)),
                read_deployments(told, zone=zone),
                _watched(read_changes(made, zone=zone), made, progress),
                service=service,
                environment=environment,
                now=opened.now(),
                dry_run=dry_run,
            )
    _tell(answer, dry_run=dry_run, as_json=as_json)


@import_.command("okrs")
@click.argument("file", type=FILE)
@_day_or_month
@_answering
def okrs(file: Path, day_first: bool | None, dry_run: bool, as_json: bool) -> None:
    """Import objectives and key results with their check-ins."""
    zone = opened.settings().zone
    with opened.refusals(), file.open("rb") as stream:
        rows = read_key_results(stream, zone=zone, day_first=day_first)
        with _bar(not as_json) as progress, opened.store().writing() as tx:
            answer = import_okrs(
                tx,
                SYSTEM,
                _source(file),
                _watched(rows, stream, progress),
                now=opened.now(),
                today=opened.today(),
                dry_run=dry_run,
            )
    _tell(answer, dry_run=dry_run, as_json=as_json)


@import_.command("contributions")
@click.argument("file", type=FILE)
@_answering
def contributions(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import what each epic is expected to move of a key result."""
    with opened.refusals(), file.open("rb") as stream:
        rows = read_contributions(stream)
        with _bar(not as_json) as progress, opened.store().writing() as tx:
            answer = import_contributions(
                tx,
                SYSTEM,
                _source(file),
                _watched(rows, stream, progress),
                now=opened.now(),
                dry_run=dry_run,
            )
    _tell(answer, dry_run=dry_run, as_json=as_json)


def _source(path: Path) -> SourceFile:
    return SourceFile(path.name, digest_of(path))


def _watched(
    rows: Iterable[Row], stream: BinaryIO, progress: Callable[[int, int], None] | None
) -> Iterator[Row]:
    """Yield the rows, showing how far into the file they have come."""
    length = os.fstat(stream.fileno()).st_size
    for number, row in enumerate(rows):
        if progress and number % 200 == 0:
            progress(stream.tell(), length)
        yield row


def _sprints(path: Path | None) -> list[Any]:
    if path is None:
        return []
    with path.open("rb") as stream:
        return list(read_sprints(stream, zone=opened.settings().zone))


def digest_of(*paths: Path) -> str:
    """Return the SHA-256 of files, one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while part := stream.read(1024 * 1024):
                digest.update(part)
    return digest.hexdigest()


@contextmanager
def _bar(wanted: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that draws a progress bar on a terminal; None where nobody looks."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=100, label="Importing", file=sys.stderr) as bar:
        yield lambda done, total: bar.update(max(0, int(100 * done / max(total, 1)) - bar.pos))


def _tell(answer: ImportAnswer, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False))
        return
    told = answer.as_json()
    for name in ("read", "added", "changed", "unchanged", "left_out"):
        click.echo(f"{name.replace('_', ' '):12}{told[name]:>10,}")
    click.echo(f"{'refused':12}{len(answer.refused):>10,}")
    for problem in answer.refused[:MOST_SHOWN]:
        click.echo(f"  line {problem.line}, {problem.key or 'no key'}: {problem.why}")
    if len(answer.refused) > MOST_SHOWN:
        click.echo(f"  and {len(answer.refused) - MOST_SHOWN:,} more; --json lists them all.")
    for name, fact in answer.facts.items():
        click.echo(f"{name.replace('_', ' '):22}{_shown(fact)}")
    for warning in answer.warnings:
        click.echo(f"Note: {warning}")
    kept = "Nothing was kept: this was a dry run." if dry_run else "Done."
    click.echo(f"{kept} {answer.seconds:.1f} s")


def _shown(fact: Any) -> str:
    if not isinstance(fact, dict):
        return f"{fact:,}"
    return ", ".join(
        f"{name} {value['all']:,} ({value['inside']:,} inside)"
        if isinstance(value, dict)
        else f"{name} {value:,}"
        for name, value in fact.items()
    )


COMMANDS = (import_,)
