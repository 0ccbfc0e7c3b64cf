"""The schema's version: bring a database up to date, take it back, compare it."""

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text

MIGRATIONS = Path(__file__).with_name("migrations")
HEAD_FILE = MIGRATIONS / "head"


def head() -> str:
    """Return the newest revision, as the committed head file names it."""
    return HEAD_FILE.read_text().strip()


def revision_of(engine: Engine) -> str | None:
    """Return the revision that the database stands at, or None for an empty one."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as tx:
        return tx.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`; nothing is done where it is there already."""
    if revision == "head" and revision_of(engine) == head():
        return
    _run(engine, "upgrade", revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision`."""
    _run(engine, "downgrade", revision)


def throw_away(engine: Engine) -> None:
    """Empty the database, at whatever revision it stands, even in the middle of one.

    A downgrade needs every migration to have been run to its end; what is thrown away
    need not keep that promise.
    """
    names = inspect(engine).get_table_names()
    if engine.dialect.name == "sqlite":
        _drop_unguarded(engine, names)
        return
    with engine.begin() as tx:
        for name in names:
            tx.execute(text(f"DROP TABLE {tx.dialect.identifier_preparer.quote(name)} CASCADE"))
        tx.execute(text("DROP FUNCTION IF EXISTS trail_is_append_only()"))


def differences(engine: Engine) -> list[Any]:
    """Return what the tables in the code have otherwise than the database."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from portfolio.store.tables.all import METADATA

    def is_here(thing: Any, *rest: object) -> bool:
        return bool(thing.info.get("only", engine.dialect.name) == engine.dialect.name)

    with engine.connect() as tx:
        context = MigrationContext.configure(tx, opts={"include_object": is_here})
        return list(compare_metadata(context, METADATA))


def _drop_unguarded(engine: Engine, names: list[str]) -> None:
    # With foreign keys on, SQLite looks for the rows that point at each row of a dropped table,
    # and the switch does nothing inside a transaction.
    quote = engine.dialect.identifier_preparer.quote
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        for name in names:
            cursor.execute(f"DROP TABLE {quote(name)}")
        cursor.execute("PRAGMA foreign_keys=ON")


def _run(engine: Engine, deed: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as tx:
        config.attributes["connection"] = tx
        getattr(command, deed)(config, revision)
