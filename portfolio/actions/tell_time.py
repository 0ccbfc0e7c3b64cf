"""Tell the product's time: in the demo the time of day on the day it was made."""

from datetime import date, datetime, timedelta

from portfolio.store import product
from portfolio.store.unit import Tx


def tell_time(tx: Tx, moment: datetime) -> datetime:
    """Return the moment as the product counts it."""
    made_on = product.said(tx).get("demo_made_on")
    if made_on is None:
        return moment
    return moment + timedelta(days=(date.fromisoformat(made_on) - moment.date()).days)
