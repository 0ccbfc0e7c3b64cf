"""The tables in the code and the database that the migrations make are the same."""

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from portfolio.store import schema
from portfolio.store.unit import Store


def test_the_migrated_database_has_the_tables_of_the_code(store: Store) -> None:
    assert schema.differences(store.engine) == []


def test_the_head_file_names_the_one_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.head()]


def test_the_migrations_go_down_to_nothing_and_up_again(store: Store) -> None:
    schema.downgrade(store.engine, "base")
    assert set(inspect(store.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(store.engine)
    assert schema.revision_of(store.engine) == schema.head()
    assert schema.differences(store.engine) == []
