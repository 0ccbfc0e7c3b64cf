"""The company that the browser looks at: the demo's, made on the tests' day."""

from portfolio.settings import Settings
from portfolio.store.unit import Store
from seed import demo
from tests.people import NOW


def fill(store: Store, settings: Settings) -> None:
    """Migrate the database and make the demo company in it."""
    demo.make(store, settings, today=NOW.date())
