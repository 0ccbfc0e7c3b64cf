"""`flask audit verify`: is the trail whole?"""

import json
from datetime import datetime
from pathlib import Path

import click

from portfolio.commands import opened
from portfolio.domain.errors import Refused
from portfolio.domain.trail import Entry, first_break
from portfolio.screens import trail


@click.group("audit")
def audit() -> None:
    """The trail."""


@audit.command()
@click.argument("export", required=False, type=click.Path(exists=True, path_type=Path))
def verify(export: Path | None) -> None:
    """Check the hash chain of the database, or of an EXPORT.jsonl."""
    with opened.refusals():
        count, broken = _of_file(export) if export else _of_store()
    if broken is not None:
        raise click.ClickException(
            f"The trail is broken at entry {broken.seq} ({broken.deed}, {broken.object}): "
            "it, or the one before it, was changed. Compare it with a backup."
        )
    click.echo(f"{count} entries, an unbroken chain.")


def _of_store() -> tuple[int, Entry | None]:
    with opened.ready_store().reading() as tx:
        found = trail.load(tx)
    return len(found), first_break(found)


def _of_file(path: Path) -> tuple[int, Entry | None]:
    found = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
                found.append(Entry(**{**row, "at": datetime.fromisoformat(row["at"])}))
            except (ValueError, TypeError, KeyError) as fault:
                raise Refused(f"{path}, line {number}: no entry of a trail.") from fault
    return len(found), first_break(found)


COMMANDS = (audit,)
