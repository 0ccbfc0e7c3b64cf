"""`flask import`: backlogs, release histories, key results and contributions from files."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from portfolio.actions.import_file import ImportRequest, import_file
from portfolio.actions.keep_import import SourceFile
from portfolio.commands import opened
from portfolio.connectors.releases.parse import files_in
from portfolio.domain.delivery import PRODUCTION
from portfolio.domain.imports import DayOrMonthFirst, ImportAnswer, ImportRefused
from portfolio.domain.people import SYSTEM

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
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
    """Import a backlog: Jira, Linear, Azure DevOps, GitHub Projects or Shortcut (CSV)."""
    options = {"as_of": as_of.date() if as_of else None, "day_first": day_first}
    _import("jira", file, sprints, options, dry_run=dry_run, as_json=as_json)


@import_.command("releases")
@click.argument("folder", type=FOLDER)
@click.option("--service", required=True, help="The service whose releases these are.")
@click.option("--environment", default=PRODUCTION, show_default=True, help="Where they went.")
@_answering
def releases(folder: Path, service: str, environment: str, dry_run: bool, as_json: bool) -> None:
    """Import a release history: deployments.csv and changes.csv (or .gz) of a folder."""
    options = {"service": service, "environment": environment}
    with opened.refusals():
        first, second = files_in(folder)
    _import("releases", first, second, options, dry_run=dry_run, as_json=as_json)


@import_.command("okrs")
@click.argument("file", type=FILE)
@_day_or_month
@_answering
def okrs(file: Path, day_first: bool | None, dry_run: bool, as_json: bool) -> None:
    """Import objectives and key results with their check-ins."""
    _import("okrs", file, None, {"day_first": day_first}, dry_run=dry_run, as_json=as_json)


@import_.command("contributions")
@click.argument("file", type=FILE)
@_answering
def contributions(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import what each epic is expected to move of a key result."""
    _import("contributions", file, None, {}, dry_run=dry_run, as_json=as_json)


def _import(
    kind: str,
    file: Path,
    second: Path | None,
    options: dict[str, Any],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    store = opened.ready_store()
    with _sentences(file), ExitStack() as files:
        request = ImportRequest(
            kind=kind,
            source=SourceFile(file.name, digest_of(file, *([second] if second else []))),
            stream=files.enter_context(file.open("rb")),
            second=files.enter_context(second.open("rb")) if second else None,
            zone=opened.settings().zone,
        )
        now = opened.now()
        with _bar(not as_json) as progress, store.writing() as tx:
            answer = import_file(
                tx,
                SYSTEM,
                replace(request, **options),
                now=now,
                dry_run=dry_run,
                progress=progress,
            )
    _tell(answer, dry_run=dry_run, as_json=as_json)


def digest_of(*paths: Path) -> str:
    """Return the SHA-256 of files, one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while part := stream.read(1024 * 1024):
                digest.update(part)
    return digest.hexdigest()


@contextmanager
def _sentences(file: Path) -> Iterator[None]:
    """Turn a refusal into one sentence with the file's name and what to do."""
    with opened.refusals():
        try:
            yield
        except DayOrMonthFirst as fault:
            raise ImportRefused(
                f"{file.name}: {fault} Add --day-first or --month-first."
            ) from fault
        except ImportRefused as fault:
            raise ImportRefused(f"{file.name}: {fault}") from fault
        except OSError as fault:
            raise ImportRefused(f"{file.name} cannot be read: {fault.strerror}.") from fault


@contextmanager
def _bar(wanted: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that draws a progress bar on a terminal; None where nobody looks."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=100, label="Importing", file=sys.stderr) as bar:
        yield lambda done, total: bar.update(max(0, int(100 * done / max(total, 1)) - bar.pos))


def _tell(answer: ImportAnswer, *, dry_run: bool, as_json: bool) -> None:
    told = answer.as_json()
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
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
