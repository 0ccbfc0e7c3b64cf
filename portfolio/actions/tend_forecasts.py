"""Tend the forecasts: close those whose day is over, and ask for the week's of running cycles."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from portfolio.actions.close_forecasts import close_forecasts, is_any_due
from portfolio.actions.request_forecast import KIND, request_forecast
from portfolio.domain.cycles import Cycle
from portfolio.domain.people import SYSTEM
from portfolio.store import cycles, forecasts, jobs
from portfolio.store.unit import Tx


def tend_forecasts(tx: Tx, *, now: datetime, today: date, zone: tzinfo = UTC) -> list[int]:
    """Close what is over, and queue the week's forecasts of each running cycle that has none yet.

    Returns the jobs. One that was asked for in this week, and failed, is not asked for again until
    the next. What is over is closed here too, as no cycle may run any more that has it done.
    """
    if is_any_due(tx, on=today):
        close_forecasts(tx, on=today, zone=zone)
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
