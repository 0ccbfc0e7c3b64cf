"""Consistent copies of a database that is in use, and putting one back."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from portfolio.domain.errors import Refused
from portfolio.store import schema
from portfolio.store.tables.all import METADATA
from portfolio.store.unit import Store, open_store


def backup(store: Store, file: Path) -> int:
    """Write a consistent copy to a new file and return how many rows it holds."""
    if file.exists():
        raise Refused(f"{file} exists already. Choose another name; no backup is overwritten.")
    if not store.is_sqlite:
        _run("pg_dump", "--format=custom", f"--file={file}", _dsn(store))
        return count_rows(store)
    with store.reading() as tx:
        tx.connection.driver_connection.execute("VACUUM INTO ?", (str(file),))  # type: ignore[union-attr]
    os.chmod(file, 0o600)
    return _checked(file)


def restore(store: Store, file: Path) -> int:
    """Replace the database by the copy in a file; nothing is touched where the copy is unsound."""
    if not store.is_sqlite:
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--single-transaction",
            "-d",
            _dsn(store),
            str(file),
        )
        return count_rows(store)
    _checked(file)
    target = Path(str(make_url(str(store.engine.url)).database))
    store.close()
    copy = target.with_suffix(".restoring")
    shutil.copyfile(file, copy)
    with sqlite3.connect(copy) as source, sqlite3.connect(target) as into:
        source.backup(into)
    copy.unlink()
    return count_rows(store)


def faults(store: Store) -> list[str]:
    """Return what the engine finds broken in its own file."""
    if not store.is_sqlite:
        return []
    with store.reading() as tx:
        found = [str(row[0]) for row in tx.exec_driver_sql("PRAGMA integrity_check")]
        broken = len(list(tx.exec_driver_sql("PRAGMA foreign_key_check")))
    return [one for one in found if one != "ok"] + (
        [f"{broken} rows refer to rows that are gone"] if broken else []
    )


def count_rows(store: Store) -> int:
    """Return the number of rows of all tables together."""
    counts = [
        select(func.count()).select_from(table).scalar_subquery()
        for table in METADATA.sorted_tables
    ]
    with store.reading() as tx:
        return int(sum(tx.execute(select(*counts)).one()))


def _checked(file: Path) -> int:
    with file.open("rb") as opened:
        if opened.read(16) != b"SQLite format 3\0":
            raise Refused(f"{file} is no backup of this database.")
    copy = open_store(f"sqlite:///{file}")
    try:
        found = faults(copy)
        if found:
            raise Refused(f"{file} is broken: {found[0]}")
        if schema.revision_of(copy.engine) != schema.head():
            raise Refused(f"{file} stands at another schema than {schema.head()}.")
        return count_rows(copy)
    finally:
        copy.close()


def _dsn(store: Store) -> str:
    url = make_url(store.engine.url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise Refused(f"{program} is not on this machine. Install PostgreSQL's client programs.")
    done = subprocess.run(  # noqa: S603  # a fixed program, no shell
        [path, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"{program} failed: {done.stderr.strip().splitlines()[-1]}")
