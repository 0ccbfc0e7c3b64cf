"""Scenarios from copy to deletion, adopting on another day, and a frontier from request to row."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.cancel_job import cancel_job
from portfolio.actions.copy_scenario import copy_scenario
from portfolio.actions.delete_scenario import delete_scenario
from portfolio.actions.edit_scenario import edit_scenario
from portfolio.actions.request_frontier import request_frontier
from portfolio.actions.restore_scenario import restore_scenario
from portfolio.actions.run_frontier import run_frontier
from portfolio.actions.run_plan import PutDown, Run
from portfolio.actions.set_lever import set_lever
from portfolio.domain.errors import NotAllowed, NotFound, Outdated, Refused, Stale
from portfolio.domain.jobs import JobState
from portfolio.domain.plans import LeverKind, PlanState, Scenario
from portfolio.planning.apart import Stopped
from portfolio.planning.reach import CapacityPoint, Frontier, Gain, Hire, Reach
from portfolio.store import frontiers, jobs, plans, scenarios
from portfolio.store.tables.backlog import items
from portfolio.store.tables.okrs import check_ins
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan, put_in_force


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    return make_company(store, cast)


@pytest.fixture
def plan_id(store: Store, cast: Cast, company: Company) -> int:
    return make_plan(store, cast.planner, company)


@pytest.fixture
def base(store: Store, company: Company, plan_id: int) -> Scenario:
    with store.reading() as tx:
        return scenarios.all_scenarios(tx, company.cycle.id)[0]


def copied(store: Store, cast: Cast, base: Scenario, name: str = "Scenario") -> Scenario:
    with store.writing() as tx:
        return copy_scenario(tx, cast.planner, base.id, name=name, now=NOW)


def test_a_copy_has_the_levers_and_a_free_name(store: Store, cast: Cast, base: Scenario) -> None:
    with store.writing() as tx:
        set_lever(tx, cast.planner, base.id, LeverKind.EXCLUDE, now=NOW, item_key="E-2")
    one, other = copied(store, cast, base), copied(store, cast, base)
    with store.reading() as tx:
        levers = scenarios.all_levers(tx, other.id)
    assert (one.name, other.name, other.copied_from) == ("Scenario", "Scenario 2", base.id)
    assert [lever.kind for lever in levers] == [LeverKind.EXCLUDE]


def test_the_own_scenario_keeps_to_the_facts_and_a_copy_may_suppose(
    store: Store, cast: Cast, base: Scenario
) -> None:
    more = {"team_id": cast.team_id, "percent": 10}
    with pytest.raises(Refused), store.writing() as tx:
        set_lever(tx, cast.planner, base.id, LeverKind.CAPACITY, now=NOW, value=more)
    copy = copied(store, cast, base)
    for percent in (10, 20):
        with store.writing() as tx:
            value = {**more, "percent": percent}
            set_lever(tx, cast.planner, copy.id, LeverKind.CAPACITY, now=NOW, value=value)
    with store.reading() as tx:
        levers = scenarios.all_levers(tx, copy.id)
        changed_at = scenarios.one_scenario(tx, copy.id).changed_at
    assert [lever.value["percent"] for lever in levers] == [20], "the newer of two holds"
    assert changed_at == NOW


def test_a_lever_about_something_of_nowhere_is_not_found(
    store: Store, cast: Cast, base: Scenario
) -> None:
    copy = copied(store, cast, base)
    for kind, value in (
        (LeverKind.CAPACITY, {"team_id": 999, "percent": 5}),
        (LeverKind.CAPACITY, {"percent": 5, "from": 999}),
        (LeverKind.MOVE, {"team_id": cast.team_id, "area_id": 999}),
        (LeverKind.WEIGHT, {"objective_id": 999, "factor": 2}),
    ):
        with pytest.raises(NotFound), store.writing() as tx:
            set_lever(tx, cast.planner, copy.id, kind, now=NOW, value=value)


def test_an_area_owner_supposes_in_the_own_area_alone(
    store: Store, cast: Cast, base: Scenario
) -> None:
    copy = copied(store, cast, base)
    own = {"team_id": cast.team_id, "count": 1}
    with store.writing() as tx:
        set_lever(tx, cast.area_owner, copy.id, LeverKind.PERSON, now=NOW, value=own)
    for kind, value in (
        (LeverKind.PERSON, {"team_id": cast.other_team_id, "count": 1}),
        (LeverKind.CAPACITY, {"percent": 5}),
    ):
        with pytest.raises(NotAllowed), store.writing() as tx:
            set_lever(tx, cast.area_owner, copy.id, kind, now=NOW, value=value)


def test_a_scenario_is_renamed_against_the_version_that_was_shown(
    store: Store, cast: Cast, base: Scenario
) -> None:
    copy = copied(store, cast, base)
    with store.writing() as tx:
        saved = edit_scenario(
            tx, cast.planner, copy.id, version=1, now=NOW, name="Hire", stability=0.5
        )
    assert (saved.name, saved.stability, saved.changed_at) == ("Hire", 0.5, NOW)
    with pytest.raises(Stale), store.writing() as tx:
        edit_scenario(tx, cast.planner, copy.id, version=1, now=NOW, name="Fire")
    with pytest.raises(Refused), store.writing() as tx:
        edit_scenario(tx, cast.planner, copy.id, version=2, now=NOW, name=base.name)


def test_a_deleted_scenario_is_brought_back_and_its_name_can_be_given_again(
    store: Store, cast: Cast, base: Scenario, company: Company
) -> None:
    copy = copied(store, cast, base, "Hire")
    with store.writing() as tx:
        delete_scenario(tx, cast.planner, copy.id, version=1, now=NOW)
    other = copied(store, cast, base)
    with store.writing() as tx:
        edit_scenario(tx, cast.planner, other.id, version=1, now=NOW, name="Hire")
    with store.writing() as tx:
        back = restore_scenario(tx, cast.planner, copy.id, now=NOW)
    assert back.name == f"Hire ({copy.id})"
    with store.reading() as tx:
        names = [one.name for one in scenarios.all_scenarios(tx, company.cycle.id)]
    assert names == [base.name, back.name, "Hire"]


def test_what_is_in_force_and_the_own_scenario_cannot_be_deleted(
    store: Store, cast: Cast, base: Scenario
) -> None:
    with pytest.raises(Refused), store.writing() as tx:
        delete_scenario(tx, cast.planner, base.id, version=1, now=NOW)


def test_a_plan_of_yesterday_is_adopted_where_only_the_day_has_passed(
    store: Store, cast: Cast, plan_id: int
) -> None:
    with store.writing() as tx:
        later = TODAY + timedelta(days=2)
        plan = adopt_plan(tx, cast.planner, plan_id, version=1, now=NOW, today=later)
    assert plan.state is PlanState.PROPOSED


def test_a_sprint_that_ended_since_makes_a_plan_outdated(
    store: Store, cast: Cast, plan_id: int
) -> None:
    with pytest.raises(Outdated) as caught, store.writing() as tx:
        adopt_plan(tx, cast.planner, plan_id, version=1, now=NOW, today=date(2027, 2, 17))
    assert caught.value.theirs == {"sprints": "3; gone: S3"}
    assert caught.value.plan_id == plan_id


def test_a_change_of_facts_and_a_check_in_since_make_it_outdated(
    store: Store, cast: Cast, company: Company, plan_id: int
) -> None:
    later = TODAY + timedelta(days=1)
    said = {"key_result_id": company.key_result_id, "on": later, "value": 5.0, "made_at": NOW}
    with store.writing() as tx:
        tx.execute(check_ins.insert().values(**said))
    with pytest.raises(Outdated) as caught, store.writing() as tx:
        adopt_plan(tx, cast.planner, plan_id, version=1, now=NOW, today=later)
    assert set(caught.value.theirs) == {"key_results"}
    with store.writing() as tx:
        tx.execute(update(items).where(items.c.key == "P-1").values(points=1.0))
    with pytest.raises(Outdated) as caught, store.writing() as tx:
        adopt_plan(tx, cast.planner, plan_id, version=1, now=NOW, today=later)
    assert caught.value.theirs["items"] == "10; changed: P-1"


def test_whatever_a_scenario_does_the_plan_in_force_stays(
    store: Store, cast: Cast, base: Scenario, plan_id: int, company: Company
) -> None:
    put_in_force(store, cast.planner, plan_id)
    with store.reading() as tx:
        before = plans.in_force(tx, company.cycle.id), plans.placed(tx, plan_id)
    copy = copied(store, cast, base)
    with store.writing() as tx:
        value = {"percent": -50}
        set_lever(tx, cast.planner, copy.id, LeverKind.CAPACITY, now=NOW, value=value)
        delete_scenario(tx, cast.planner, copy.id, version=1, now=NOW)
    with store.reading() as tx:
        assert (plans.in_force(tx, company.cycle.id), plans.placed(tx, plan_id)) == before


def frontier(problem: str, *, is_complete: bool = True) -> Frontier:
    reach = Reach("optimal", 0.4, 0.41, 0.02, 0.39)
    return Frontier(
        problem,
        today=reach,
        points=(CapacityPoint(100.0, 80.0, reach),),
        hires=(Hire("falcon", 1.5, reach, Gain(0.01, 0.0, 0.02, ("E-2",), ())),),
        complete=is_complete,
        solver="test",
    )


def asked(store: Store, cast: Cast, base: Scenario) -> int:
    with store.writing() as tx:
        return request_frontier(tx, cast.planner, base.id, now=NOW, today=TODAY, seconds=5)


def run_of(store: Store, job_id: int, **more: Any) -> Run:
    return Run(store, job_id, "test", clock=lambda: NOW, **more)


def test_a_frontier_is_asked_for_carried_and_kept(store: Store, cast: Cast, base: Scenario) -> None:
    job_id = asked(store, cast, base)
    seen = {}

    def study(document: bytes, what: Any, seconds: float, **more: Any) -> Frontier:
        seen.update(what=what, before=more["before"])
        return frontier(job(store, job_id).arguments["problem"])

    kept_id = run_frontier(run_of(store, job_id), study=study)
    with store.reading() as tx:
        kept = frontiers.newest_frontier(tx, base.id)
    assert kept is not None and kept.id == kept_id
    assert kept.marks["asked_on"] == TODAY.isoformat()
    assert {team for team, _ in seen["what"].people} == {"falcon", "heron"}
    assert seen["before"] is not None, "it starts from the scenario's newest plan"
    done = job(store, job_id)
    assert (done.state, done.result["scenario_id"]) == (JobState.DONE, base.id)


def job(store: Store, job_id: int) -> Any:
    with store.reading() as tx:
        return jobs.one_job(tx, job_id)


def test_a_stopped_frontier_keeps_what_is_known(store: Store, cast: Cast, base: Scenario) -> None:
    job_id = asked(store, cast, base)

    def study(*given: Any, **more: Any) -> Frontier:
        with store.writing() as tx:
            cancel_job(tx, cast.planner, job_id, now=NOW)
        return frontier(job(store, job_id).arguments["problem"], is_complete=False)

    assert run_frontier(run_of(store, job_id), study=study) is not None
    assert job(store, job_id).state is JobState.CANCELLED


def test_a_frontier_is_put_down_by_a_closing_worker_and_waits(
    store: Store, cast: Cast, base: Scenario
) -> None:
    job_id = asked(store, cast, base)

    def study(*given: Any, **more: Any) -> Frontier:
        raise Stopped("It was stopped.")

    with pytest.raises(PutDown):
        run_frontier(run_of(store, job_id, closing=lambda: True), study=study)
    assert job(store, job_id).state is JobState.QUEUED
    assert run_frontier(run_of(store, job_id), study=study) is None
    assert (job(store, job_id).state, job(store, job_id).error) == (
        JobState.FAILED, "It was stopped.",
    )  # fmt: skip
