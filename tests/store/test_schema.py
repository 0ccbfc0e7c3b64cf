"""The schema goes up, down and up again on both engines."""

from sqlalchemy import inspect

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
