"""Forecasts are asked for, made from what is known, kept, and closed with what came of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from portfolio.actions.close_forecasts import close_forecasts
from portfolio.actions.gather_forecast_facts import gather_forecast_facts
from portfolio.actions.keep_forecasts import keep_forecasts
from portfolio.actions.put_in_force import put_in_force
from portfolio.actions.request_forecast import KIND, request_forecast
from portfolio.actions.run_forecast import run_forecast
from portfolio.actions.run_plan import Run
from portfolio.actions.tend_forecasts import tend_forecasts
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.forecasts import Forecast, Kind
from portfolio.domain.people import SYSTEM
from portfolio.measures.cycle_forecasts import cycle_forecasts
from portfolio.store import forecasts, jobs, plans
from portfolio.store.tables.backlog import items
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, make_company, make_plan

DAY = timedelta(days=1)


def test_a_published_plan_is_forecast_by_a_job_that_keeps_each_band(
    store: Store, cast: Cast
) -> None:
    company = make_company(store, cast)
    plan_id = make_plan(store, cast.planner, company)
    with store.writing() as tx:
        version = plans.one_plan(tx, plan_id).version
        put_in_force(tx, cast.planner, plan_id, version=version, now=NOW, today=TODAY)
    with store.writing() as tx:
        job = jobs.newest_of(tx, KIND, company.cycle.id)
        assert job is not None and job.account_id == cast.planner.account_id
        again = request_forecast(tx, cast.planner, company.cycle, now=NOW, today=TODAY)
        assert again == job.id  # it waits: one is enough
        assert tend_forecasts(tx, now=NOW, today=TODAY) == []
        with pytest.raises(NotAllowed):
            request_forecast(tx, cast.lead, company.cycle, now=NOW, today=TODAY)
        with pytest.raises(Refused, match="is over"):
            request_forecast(tx, SYSTEM, company.cycle, now=NOW, today=date(2027, 4, 1))
    run = Run(store, job.id, "w", lambda: NOW, pulse=lambda: NOW)
    count = run_forecast(run)
    assert run_forecast(run) is None  # it is done
    with store.reading() as tx:
        assert jobs.one_job(tx, job.id).result["forecasts"] == count
        made = forecasts.latest(tx, company.cycle.id, on=TODAY)
    assert len(made) == count
    assert {one.made_on for one in made.values()} == {TODAY}
    for one in made.values():
        assert list(one.quantiles) == sorted(one.quantiles)
    team = made[Kind.TEAM, cast.team_id]
    assert team.low >= 0 and team.high > 0
    assert made[Kind.EPIC, company.epic_id].middle_on
    assert {Kind.PRODUCT, Kind.AREA, Kind.OBJECTIVE, Kind.KEY_RESULT} <= {kind for kind, _ in made}


def test_what_came_is_written_beside_a_forecast_and_no_forecast_sees_it_before(
    store: Store, cast: Cast
) -> None:
    company = make_company(store, cast)
    cycle = company.cycle

    def foretold() -> list[Forecast]:
        with store.reading() as tx:
            return cycle_forecasts(gather_forecast_facts(tx, cycle, on=TODAY), TODAY, draws=200)

    made = foretold()
    assert made == foretold()  # the same facts, the same draws
    closed = {"category": "done", "is_delivered": True, "resolved_at": NOW + 2 * DAY}
    with store.writing() as tx:
        keep_forecasts(tx, SYSTEM, cycle, made, on=TODAY, now=NOW)
        tx.execute(
            update(items).where((items.c.id == company.epic_id) | items.c.key.like("P-%"))
            .values(**closed)
        )  # fmt: skip
    work = {Kind.TEAM, Kind.TEAM_SOON, Kind.PRODUCT}

    def told(found: list[Forecast]) -> list[Forecast]:
        return [replace(one, basis={}) for one in found if one.kind in work]

    assert told(foretold()) == told(made)  # what ends after the day changes nothing
    with store.writing() as tx:
        assert close_forecasts(tx, on=TODAY) == 0
        later = cycle.span.ends_on + 9 * DAY
        # no cycle runs any more
        assert tend_forecasts(tx, now=NOW, today=later) == []
        assert close_forecasts(tx, on=later + DAY) == 0  # closed for good
        known = forecasts.latest(tx, cycle.id, on=later)
    epic = known[Kind.EPIC, company.epic_id]
    assert epic.actual == 2.0
    assert known[Kind.TEAM, cast.team_id].actual == 12.0  # four stories of three points
    assert known[Kind.TEAM_SOON, cast.team_id].actual == 12.0
    assert known[Kind.PRODUCT, cycle.id].closed_on == later
    assert known[Kind.CYCLE, cycle.id].actual is not None  # goals a week after their day
