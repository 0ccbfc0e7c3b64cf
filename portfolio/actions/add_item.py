"""Add one item to the backlog."""

from datetime import datetime

from portfolio.actions.add_items import add_items
from portfolio.domain.backlog import NewItem
from portfolio.domain.people import Viewer
from portfolio.store.unit import Tx


def add_item(tx: Tx, by: Viewer, new: NewItem, *, now: datetime) -> str:
    """Add the item behind all others and return its key."""
    return next(iter(add_items(tx, by, [new], now=now)))
