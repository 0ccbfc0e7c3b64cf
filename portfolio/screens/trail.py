"""The whole trail, for the one who checks it."""

from portfolio.domain.trail import Entry
from portfolio.store import trail
from portfolio.store.unit import Tx


def load(tx: Tx) -> list[Entry]:
    """Return every entry, in order."""
    return list(trail.entries(tx))
