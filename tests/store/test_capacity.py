"""Capacity facts out of the database."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portfolio.actions.add_absences import add_absences
from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.capacity import capacities
from portfolio.domain.cycles import Cycle
from portfolio.domain.demand import Demand, demand_by_area, demand_by_team
from portfolio.domain.people import SYSTEM
from portfolio.domain.team_capacity import Source
from portfolio.store import capacity, demand, estimates, rows, teams
from portfolio.store.tables.backlog import items
from portfolio.store.unit import Store, Tx
from tests.people import NOW, Cast
from tests.squad import deliver, make_squad, wish

TODAY = NOW.date()


def test_people_holidays_and_deliveries_make_the_capacity(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.reading() as tx:
        found = capacities(capacity.facts(tx, squad.cycle, today=TODAY))[cast.team_id]
    first = found.sprints[0]
    assert found.source is Source.OWN
    assert (first.days, first.holidays) == (15, 1.5)  # Epiphany in Zagreb and Madrid
    assert first.focused == pytest.approx(13.5 * 0.7)
    assert len(found.learned) == 6
    assert [one.points for one in found.learned] == [7] * 6


def test_the_queries_do_not_grow_with_people_and_teams(
    store: Store, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    squad = make_squad(store, cast)
    with store.reading() as tx, count_queries() as few:
        capacity.facts(tx, squad.cycle, today=TODAY)
    with store.writing() as tx:
        for number in range(20):
            team_id = teams.add_team(tx, {"slug": f"t{number}", "name": f"T{number}"})
            deliver(tx, team_id, date(2027, 1, 15), points=3.0)
        days = (date(2027, 1, 18), date(2027, 1, 19), 1.0)
        add_absences(tx, SYSTEM, [(squad.ana, *days)] * 50, now=NOW)
    with store.reading() as tx, count_queries() as many:
        capacity.facts(tx, squad.cycle, today=TODAY)
    assert len(few) == len(many) <= 16


def test_sub_tasks_of_a_known_parent_and_epics_are_not_counted_as_delivered(
    store: Store, cast: Cast
) -> None:
    with store.writing() as tx:
        cycle = _opened(tx)
        deliver(tx, cast.team_id, date(2026, 12, 20), points=5.0)
        deliver(tx, cast.team_id, date(2026, 12, 20), points=2.0, level="subtask")
        deliver(tx, cast.team_id, date(2026, 12, 20), points=50.0, level="epic")
        rows.add(
            tx,
            items,
            {
                "key": "S-1",
                "level": "subtask",
                "type": "Sub-task",
                "title": "Part",
                "parent_id": 1,
                "team_id": cast.team_id,
                "category": "done",
                "is_delivered": True,
                "points": 9.0,
                "rank": 99,
                "resolved_at": NOW.replace(year=2026, month=12, day=20),
            },
        )
    with store.reading() as tx:
        found = capacities(capacity.facts(tx, cycle, today=TODAY))[cast.team_id]
    assert found.source is Source.HISTORY
    assert found.learned[-1].points == 7
    assert found.learned[-1].items == 2


def test_the_day_of_a_delivery_is_that_of_the_team_s_time_zone(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        cycle = _opened(tx)
        deliver(tx, cast.team_id, date(2026, 12, 31), points=5.0)  # noon in UTC
    with store.reading() as tx:
        here = capacity.facts(tx, cycle, today=TODAY)
        there = capacity.facts(tx, cycle, today=TODAY, zone=ZoneInfo("Pacific/Kiritimati"))
    assert here.delivered[0].on == date(2026, 12, 31)
    assert there.delivered[0].on == date(2027, 1, 1)
    assert capacities(there)[cast.team_id].source is Source.NOTHING


def test_what_is_delivered_today_is_not_known_yet(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        cycle = _opened(tx)
        deliver(tx, cast.team_id, TODAY, points=5.0)
    with store.reading() as tx:
        facts = capacity.facts(tx, cycle, today=TODAY)
        assert facts.delivered == ()
        assert facts.median_points == 1.0


def test_demand_counts_open_work_by_team_and_area_with_its_reference_class(
    store: Store, cast: Cast
) -> None:
    with store.writing() as tx:
        for _ in range(3):
            deliver(tx, cast.team_id, date(2026, 12, 20), points=4.0)
        wish(tx, cast.team_id, points=2.0)
        wish(tx, cast.team_id, points=None)
        wish(tx, None, points=1.0, area_id=cast.other_area_id)
    with store.reading() as tx:
        works = demand.open_work(tx)
        classes = estimates.classes_until(tx, TODAY)
    assert demand_by_team(works, classes) == {
        cast.team_id: Demand(2, 6.0, 1),
        None: Demand(1, 1.0, 0),
    }
    assert demand_by_area(works, classes) == {
        cast.area_id: Demand(2, 6.0, 1),
        cast.other_area_id: Demand(1, 1.0, 0),
    }


def _opened(tx: Tx) -> Cycle:
    return open_cycle(tx, SYSTEM, "2027Q1", now=NOW)
