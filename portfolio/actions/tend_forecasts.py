"""Tend the forecasts: each Monday those of the running cycles are asked for."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from portfolio.actions.request_forecast import KIND, request_forecast
from portfolio.domain.cycles import Cycle
from portfolio.domain.people import SYSTEM
from portfolio.store import cycles, forecasts, jobs
from portfolio.store.unit import Tx


def tend_forecasts(tx: Tx, *, now: datetime, today: date, zone: tzinfo = UTC) -> list[int]:
    """Queue the week's forecasts of each running cycle that has none yet; return the jobs.

    One that was asked for in this week, and failed, is not asked for again until the next.
    """
    monday = today - timedelta(days=today.weekday())
    running = [one for one in cycles.all_cycles(tx) if one.span.has(today) and not one.is_closed]
    return [
        request_forecast(tx, SYSTEM, cycle, now=now, today=today)
        for cycle in running
        if not _is_made(tx, cycle, monday, zone)
    ]


def _is_made(tx: Tx, cycle: Cycle, monday: date, zone: tzinfo) -> bool:
    newest = forecasts.newest_day(tx, cycle.id)
    if newest is not None and newest >= monday:
        return True
    asked = jobs.newest_of(tx, KIND, cycle.id)
    since = datetime.combine(monday, time(), zone)
    return asked is not None and (not asked.state.is_over or asked.asked_at >= since)
