"""Forecasts stay as they were made; what came of them is known from its day on only."""

from dataclasses import replace
from datetime import date, timedelta

from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.forecasts import Forecast, Kind, Record, Unit
from portfolio.domain.people import SYSTEM
from portfolio.store import forecasts
from portfolio.store.unit import Store
from tests.people import NOW

MONDAY = date(2027, 1, 4)
WEEK = timedelta(days=7)
BAND = Forecast(
    Kind.TEAM, 5, Unit.POINTS, MONDAY, date(2027, 3, 31), (10, 12, 15, 20, 25, 28, 30.5)
)


def test_forecasts_are_kept_as_made_read_as_of_a_day_and_closed_once(store: Store) -> None:
    with store.writing() as tx:
        cycle = open_cycle(tx, SYSTEM, "2027Q1", now=NOW)
        first = replace(BAND, cycle_id=cycle.id, basis={"history": 12})
        epic = replace(first, kind=Kind.EPIC, unit=Unit.DAYS, subject_id=9)
        later = replace(first, made_on=MONDAY + WEEK)
        assert forecasts.keep(tx, [first, epic, later], now=NOW) == 3
        assert forecasts.keep(tx, [], now=NOW) == 0
        again = forecasts.latest(tx, cycle.id, on=MONDAY)[Kind.TEAM, 5]
        assert replace(again, id=0, made_at=None) == first
        assert forecasts.latest(tx, cycle.id, on=MONDAY + WEEK)[Kind.TEAM, 5].made_on > MONDAY
        assert forecasts.latest(tx, cycle.id, on=MONDAY - WEEK) == {}
        assert [one.made_on for one in forecasts.made(tx, Kind.TEAM, 5)] == [MONDAY, later.made_on]
        assert forecasts.newest_day(tx, cycle.id) == later.made_on
        open_now = forecasts.open_ones(tx, on=MONDAY + WEEK)
        assert [one.kind for one in open_now] == [Kind.EPIC]  # any day may be an epic's
        over = date(2027, 4, 1)
        due = {one.id: 9.0 for one in forecasts.open_ones(tx, on=over) if one.kind is Kind.TEAM}
        assert forecasts.close(tx, due, on=over) == 2
        forecasts.close(tx, due | dict.fromkeys(due, 20.0), on=over + WEEK)  # closed for good
        forecasts.close(tx, {open_now[0].id: None}, on=over)  # dropped: nothing came of it
    with store.reading() as tx:
        assert forecasts.record(tx, Kind.TEAM, on=over) == Record(Kind.TEAM, 2, 0, 1, safe=0)
        assert forecasts.record(tx, Kind.TEAM, on=MONDAY).closed == 0
        assert forecasts.record(tx, Kind.EPIC, on=over).closed == 0
        shown = forecasts.latest(tx, cycle.id, on=MONDAY)[Kind.TEAM, 5]
        assert shown.actual is None and shown.closed_on is None  # not known on that day
        assert forecasts.latest(tx, cycle.id, on=over)[Kind.TEAM, 5].actual == 9.0
        fans = forecasts.made_in(tx, cycle.id, [Kind.TEAM], on=over)
        assert [one.actual for one in fans[Kind.TEAM, 5]] == [9.0, 9.0]
