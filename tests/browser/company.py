"""The company that the browser looks at."""

from portfolio.store import schema
from portfolio.store.unit import Store
from tests.people import make_cast


def fill(store: Store) -> None:
    """Migrate the database and put the people of the tests into it."""
    schema.upgrade(store.engine)
    make_cast(store)
