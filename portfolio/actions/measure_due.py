"""Measure when it is time to: every day, and soon after the backlog or the deliveries changed."""

from datetime import date, datetime, timedelta

from portfolio.actions.measure_sources import Measuring, measure_sources
from portfolio.store import product, trail
from portfolio.store.unit import Store

AT = "sources_read_at"
ON = "sources_read_on"
SEQ = "sources_read_seq"
WAIT = timedelta(minutes=2)  # several imports in a row are read once
DIRTY = (
    *("add items", "edit item", "link items", "unlink items", "record progress", "import jira"),
    *("record deployment", "record deployments", "record incident", "record incidents"),
    *("import releases", "mark without impact", "add service", "move service", "edit team"),
    *("move team", "end team", "remove filter", "check in", "correct check-in", "push values"),
    "import values",
)


def measure_due(store: Store, *, now: datetime, today: date) -> Measuring | None:
    """Measure every source where a day has begun, or something they read has changed.

    Looks first without writing: the trail says whether anything was done that they could read.
    """
    with store.reading() as tx:
        said = product.said(tx)
        newest = trail.newest_of(tx, DIRTY, after_seq=int(said.get(SEQ, "0")))
    is_new_day = said.get(ON) != today.isoformat()
    read_at = datetime.fromisoformat(said[AT]) if AT in said else None
    waited = read_at is None or now - read_at >= WAIT or now < read_at
    if not (is_new_day or (newest is not None and waited)):
        return None
    with store.writing() as tx:
        product.say(tx, AT, now.isoformat())
        product.say(tx, ON, today.isoformat())
        if newest is not None:
            product.say(tx, SEQ, str(newest))
        return measure_sources(tx, now=now, today=today)
