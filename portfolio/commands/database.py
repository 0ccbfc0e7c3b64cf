"""`flask db`: upgrade, downgrade, check, backup, restore."""

from pathlib import Path

import click

from portfolio.commands import opened
from portfolio.store import backup as copies
from portfolio.store import schema


@click.group("db")
def db() -> None:
    """The database: its schema, backups."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema up to date."""
    engine = opened.store().engine
    schema.upgrade(engine, revision)
    click.echo(f"The database stands at schema {schema.revision_of(engine)}.")


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back to REVISION (`base` empties the database)."""
    engine = opened.store().engine
    schema.downgrade(engine, revision)
    click.echo(f"The database stands at schema {schema.revision_of(engine) or 'base'}.")


@db.command()
def check() -> None:
    """Say whether the schema is the program's, and whether the file is sound."""
    store = opened.store()
    at = schema.revision_of(store.engine)
    if at != schema.head():
        raise click.ClickException(
            f"The database stands at schema {at}, this program needs {schema.head()}. "
            "Run: flask db upgrade"
        )
    faults = [str(one) for one in schema.differences(store.engine)] + copies.faults(store)
    if faults:
        raise click.ClickException("; ".join(faults))
    click.echo(f"The database is sound and stands at schema {at}.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write a consistent copy to FILE while the database is in use."""
    with opened.refusals():
        rows = copies.backup(opened.store(), file)
    click.echo(f"{file}: {rows} rows in {file.stat().st_size} bytes.")


@db.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.confirmation_option(prompt="This replaces everything in the database. Go on?")
def restore(file: Path) -> None:
    """Put the copy in FILE back, after checking it."""
    with opened.refusals():
        rows = copies.restore(opened.store(), file)
    click.echo(f"Restored {rows} rows from {file}.")


COMMANDS = (db,)
