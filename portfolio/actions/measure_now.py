"""Measure one key result now, because somebody asks."""

from datetime import date, datetime

from portfolio.actions.measure_sources import Measuring, measure_sources
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes
from portfolio.store.unit import Tx


def measure_now(tx: Tx, by: Viewer, key_result_id: int, *, now: datetime, today: date) -> Measuring:
    """Read the source of a key result at once; who may check it in may ask."""
    require(by, Deed.CHECK_IN, okr_scopes.of_key_result(tx, key_result_id))
    return measure_sources(tx, now=now, today=today, ids=[key_result_id])
