"""The schema goes up, down and up again on both engines."""

from sqlalchemy import inspect, text

from portfolio.store import schema
from portfolio.store.unit import Store


def test_migrations_go_up_down_and_up(store: Store) -> None:
    assert schema.revision_of(store.engine) == schema.head()
    schema.downgrade(store.engine, "base")
    assert set(inspect(store.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(store.engine)
    assert schema.differences(store.engine) == []


def test_an_upgrade_of_what_is_up_to_date_does_nothing(store: Store) -> None:
    schema.upgrade(store.engine)
    assert schema.revision_of(store.engine) == schema.head()


def test_a_database_left_in_the_middle_of_a_migration_is_thrown_away(store: Store) -> None:
    with store.writing() as tx:
        tx.execute(text("DROP TABLE inbox_events"))  # as a cut downgrade leaves it
    schema.throw_away(store.engine)
    assert inspect(store.engine).get_table_names() == []
    schema.upgrade(store.engine)
    assert schema.differences(store.engine) == []
