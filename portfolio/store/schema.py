"""The schema's version: bring a database up to date, take it back, compare it."""

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


def _run(engine: Engine, deed: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as tx:
        config.attributes["connection"] = tx
        getattr(command, deed)(config, revision)
