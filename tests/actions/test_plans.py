"""Planning from request to publication, with its rights, its trail and its stale ends."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.build_problem import build_problem
from portfolio.actions.cancel_job import cancel_job
from portfolio.actions.drop_lever import drop_lever
from portfolio.actions.publish_plan import publish_plan
from portfolio.actions.request_plan import request_plan
from portfolio.actions.run_plan import PutDown, Run, run_plan
from portfolio.actions.set_lever import set_lever
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.domain.jobs import JobState
from portfolio.domain.people import SYSTEM
from portfolio.domain.plans import LeverKind, PlanState
from portfolio.planning.apart import Answer, ChildFailed, Stopped
from portfolio.planning.check import violations
from portfolio.planning.limits import Limits
from portfolio.planning.plan import cut_short
from portfolio.store import jobs, plans, scenarios, trail
from portfolio.store.tables.backlog import items
from portfolio.store.tables.plans import problems
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan, put_in_force, solver


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    return make_company(store, cast)


def ask(store: Store, by: Any, company: Company, **differences: Any) -> int:
    with store.writing() as tx:
        wanted = {"now": NOW, "today": TODAY, "seconds": 2, **differences}
        return request_plan(tx, by, company.cycle, **wanted)


def state(store: Store, job_id: int) -> Any:
    with store.reading() as tx:
        return jobs.one_job(tx, job_id)


def test_the_problem_of_the_database_is_what_the_meanings_say(
    store: Store, cast: Cast, company: Company
) -> None:
    with store.reading() as tx:
        stated = build_problem(tx, company.cycle, None, today=TODAY)
    document = stated.problem.to_document()
    assert [one["id"] for one in document["sprints"]] == ["S3", "S4", "S5", "S6"]
    assert [one["id"] for one in document["teams"]] == ["falcon", "heron"]
    assert document["teams"][0]["capacity"][1:] == [10, 10, 10]
    assert document["teams"][0]["capacity"][0] < 10, "the running sprint has only days left"
    assert document["key_results"] == [
        {"id": f"kr:{company.key_result_id}", "objective": f"okr:{company.objective_id}",
         "weight": 1, "gap": 10}
    ]  # fmt: skip
    by_id = {one["id"]: one for one in document["items"]}
    assert by_id["P-1"]["teams"] == ["falcon"]
    assert by_id["P-5"]["points"] == 5 and "P-5" in stated.built.marks.estimated
    assert by_id["P-8"]["area"] == "messaging"


def test_the_problem_takes_a_constant_number_of_queries(
    store: Store, company: Company, count_queries: Any
) -> None:
    with count_queries() as seen, store.reading() as tx:
        build_problem(tx, company.cycle, None, today=TODAY)
    assert len(seen) <= 33, seen


def test_a_made_plan_keeps_every_rule_and_stands_beside_the_simpler_ones(
    store: Store, cast: Cast, company: Company
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    with store.reading() as tx:
        head = plans.one_plan(tx, plan_id)
        plan, marks = plans.full_plan(tx, plan_id)
        problem = plans.one_problem(tx, head.problem)
        placed = plans.placed(tx, plan_id)
        judged = {one.item_id: one for one in plans.judged(tx, plan_id)}
    assert violations(problem, plan) == []
    assert head.state is PlanState.DRAFT and head.name == "v1"
    assert (head.epics_in, head.epics_out) == (2, 0)
    assert head.score_before == 0
    assert head.score_after == pytest.approx(0.4)
    assert set(head.others) == {"rank", "wsjf"}
    assert len(placed) == len(plan.assignments) == 10
    assert sum(one.points for one in placed) == head.points_planned
    assert judged[company.epic_id].value == pytest.approx(0.4)
    assert set(marks["estimated"]) == {"P-5", "P-6", "P-7"}


def test_who_may_not_plan_is_refused(store: Store, cast: Cast, company: Company) -> None:
    for person in (cast.lead, cast.member, cast.executive, cast.auditor, cast.architect):
        with pytest.raises(NotAllowed):
            ask(store, person, company)


def test_an_equal_problem_is_stored_once(store: Store, cast: Cast, company: Company) -> None:
    ask(store, cast.planner, company)
    ask(store, cast.planner, company)
    with store.reading() as tx:
        assert tx.execute(select(func.count()).select_from(problems)).scalar() == 1


def test_a_scenario_that_does_not_exist_is_not_found(
    store: Store, cast: Cast, company: Company
) -> None:
    with pytest.raises(NotFound):
        ask(store, cast.planner, company, scenario="Hire five")


def test_a_cancelled_waiting_job_is_never_carried(
    store: Store, cast: Cast, company: Company
) -> None:
    job_id = ask(store, cast.planner, company)
    with store.writing() as tx:
        assert cancel_job(tx, cast.planner, job_id, now=NOW).state is JobState.CANCELLED
    assert run_plan(Run(store, job_id, "w", clock=lambda: NOW), solver=solver) is None
    with pytest.raises(Refused), store.writing() as tx:
        cancel_job(tx, cast.planner, job_id, now=NOW)


def test_a_running_job_hears_that_it_is_cancelled(
    store: Store, cast: Cast, company: Company
) -> None:
    job_id = ask(store, cast.planner, company)

    def slow(document: bytes, limits: Limits, *, progress: Any, stopped: Any) -> Answer:
        progress({"objective": 1.5, "bound": None, "gap": None, "seconds": 1.0, "step": "x"})
        assert not stopped()
        with store.writing() as tx:
            cancel_job(tx, cast.planner, job_id, now=NOW)
        reporter = stopped.__self__
        reporter.told_at -= 1
        assert stopped()
        raise Stopped

    assert run_plan(Run(store, job_id, "w", clock=lambda: NOW), solver=slow) is None
    job = state(store, job_id)
    assert job.state is JobState.CANCELLED
    assert job.progress["objective"] == 1.5


@pytest.mark.parametrize("end", [Stopped, ChildFailed])
def test_what_was_found_until_the_planning_ended_early_is_kept(
    store: Store, cast: Cast, company: Company, end: type[Stopped] | type[ChildFailed]
) -> None:
    job_id = ask(store, cast.planner, company)
    why = "stopped" if end is Stopped else "failed"

    def ending(document: bytes, limits: Limits, **rest: Any) -> Answer:
        answer = solver(document, limits, **rest)
        raise end("It ended.", Answer(cut_short(answer.plan, why)))

    run = Run(store, job_id, "w", clock=lambda: NOW)
    if end is Stopped:
        plan_id = run_plan(run, solver=ending)
    else:
        with pytest.raises(ChildFailed):
            run_plan(run, solver=ending)
    job = state(store, job_id)
    assert job.state is (JobState.CANCELLED if end is Stopped else JobState.FAILED)
    with store.reading() as tx:
        plan, _ = plans.full_plan(tx, job.result["plan_id"])
    assert (plan.cut, len(plan.assignments)) == (why, 10)
    assert end is ChildFailed or plan_id == job.result["plan_id"]


def test_a_broken_rest_of_a_planning_is_not_kept(
    store: Store, cast: Cast, company: Company
) -> None:
    job_id = ask(store, cast.planner, company)

    def lying(document: bytes, limits: Limits, **rest: Any) -> Answer:
        answer = solver(document, limits, **rest)
        raise Stopped("It ended.", Answer(replace(answer.plan, value=9.0)))

    assert run_plan(Run(store, job_id, "w", clock=lambda: NOW), solver=lying) is None
    assert state(store, job_id).state is JobState.CANCELLED


def test_a_planner_that_dies_leaves_a_clear_reason(
    store: Store, cast: Cast, company: Company
) -> None:
    job_id = ask(store, cast.planner, company)

    def dying(document: bytes, limits: Limits, **_: Any) -> Answer:
        raise ChildFailed("The planner ran out of memory.")

    with pytest.raises(ChildFailed):
        run_plan(Run(store, job_id, "w", clock=lambda: NOW), solver=dying)
    job = state(store, job_id)
    assert job.state is JobState.FAILED
    assert job.error == "The planner ran out of memory."


def test_who_stops_the_command_by_hand_cancels_its_job(
    store: Store, cast: Cast, company: Company
) -> None:
    job_id = ask(store, cast.planner, company, worker="terminal")

    def interrupted(document: bytes, limits: Limits, **_: Any) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_plan(Run(store, job_id, "terminal", clock=lambda: NOW), solver=interrupted)
    assert state(store, job_id).state is JobState.CANCELLED


def test_a_plan_that_breaks_a_rule_is_never_stored(
    store: Store, cast: Cast, company: Company
) -> None:
    def lying(document: bytes, limits: Limits, **rest: Any) -> Answer:
        answer = solver(document, limits, **rest)
        return Answer(replace(answer.plan, value=9.0, objective=9.0), answer.others)

    job_id = ask(store, cast.planner, company)
    with pytest.raises(ChildFailed, match="breaks a rule"):
        run_plan(Run(store, job_id, "w", clock=lambda: NOW), solver=lying)
    with store.reading() as tx:
        assert plans.all_plans(tx, company.cycle.id) == []


def test_a_job_that_another_worker_carries_is_left_alone_until_that_one_is_silent(
    store: Store, cast: Cast, company: Company
) -> None:
    job_id = ask(store, cast.planner, company, worker="first")
    with store.writing() as tx:
        jobs.set_job(tx, job_id, {"beat_at": NOW})
    soon, late = NOW + timedelta(seconds=5), NOW + timedelta(seconds=60)
    assert run_plan(Run(store, job_id, "second", clock=lambda: soon), solver=solver) is None
    assert run_plan(Run(store, job_id, "second", clock=lambda: late), solver=solver) is not None
    assert state(store, job_id).worker == "second"


def test_a_closing_worker_puts_its_job_down_for_another(
    store: Store, cast: Cast, company: Company
) -> None:
    job_id = ask(store, cast.planner, company)

    def stopping(document: bytes, limits: Limits, *, progress: Any, stopped: Any) -> Answer:
        assert stopped()
        raise Stopped

    run = Run(store, job_id, "w", clock=lambda: NOW, closing=lambda: True)
    with pytest.raises(PutDown):
        run_plan(run, solver=stopping)
    assert state(store, job_id).state is JobState.QUEUED


def test_a_job_whose_workers_were_lost_too_often_is_given_up(
    store: Store, cast: Cast, company: Company
) -> None:
    job_id = ask(store, cast.planner, company)
    with store.writing() as tx:
        jobs.set_job(tx, job_id, {"attempts": 5})
    assert run_plan(Run(store, job_id, "w", clock=lambda: NOW), solver=solver) is None
    job = state(store, job_id)
    assert job.state is JobState.FAILED and "5 times" in str(job.error)


def test_adopted_and_published_a_plan_is_in_force_and_the_one_before_superseded(
    store: Store, cast: Cast, company: Company
) -> None:
    first = make_plan(store, cast.planner, company)
    put_in_force(store, cast.planner, first)
    second = make_plan(store, cast.planner, company)
    put_in_force(store, cast.planner, second)
    with store.reading() as tx:
        states = {one.id: one.state for one in plans.all_plans(tx, company.cycle.id)}
        deeds = [one.deed for one in trail.entries(tx, object=f"plan:{second}")]
        baseline = plans.one_problem(tx, plans.one_plan(tx, second).problem).baseline
    assert states == {first: PlanState.SUPERSEDED, second: PlanState.PUBLISHED}
    assert deeds == ["make plan", "adopt plan", "publish plan"]
    assert len(baseline) == 10, "the plan in force is what the next one is compared with"


def test_an_area_owner_proposes_but_does_not_publish(
    store: Store, cast: Cast, company: Company
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    with store.writing() as tx:
        adopt_plan(tx, cast.area_owner, plan_id, version=1, now=NOW, today=TODAY)
    with pytest.raises(NotAllowed), store.writing() as tx:
        publish_plan(tx, cast.area_owner, plan_id, version=2, now=NOW)
    with pytest.raises(NotAllowed), store.writing() as tx:
        adopt_plan(tx, cast.lead, plan_id, version=2, now=NOW, today=TODAY)


def test_a_plan_of_another_problem_than_todays_is_stale_with_the_differences(
    store: Store, cast: Cast, company: Company
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    with store.writing() as tx:
        tx.execute(update(items).where(items.c.key == "P-1").values(points=8.0))
    with pytest.raises(Stale) as caught, store.writing() as tx:
        adopt_plan(tx, cast.planner, plan_id, version=1, now=NOW, today=TODAY)
    assert caught.value.theirs == {"items": "10; changed: P-1"}
    assert caught.value.mine == {"items": "10"}


def test_two_who_adopt_the_same_version_do_not_both_win(
    store: Store, cast: Cast, company: Company
) -> None:
    plan_id = make_plan(store, cast.planner, company)
    with pytest.raises(Stale), store.writing() as tx:
        adopt_plan(tx, cast.planner, plan_id, version=7, now=NOW, today=TODAY)


def levers(store: Store, scenario_id: int) -> list[tuple[LeverKind, int | None]]:
    with store.reading() as tx:
        return [(one.kind, one.item_id) for one in scenarios.all_levers(tx, scenario_id)]


def scenario_of(store: Store, cast: Cast, company: Company) -> int:
    plan_id = make_plan(store, cast.planner, company)
    with store.reading() as tx:
        return plans.one_plan(tx, plan_id).scenario_id


def pull(store: Store, by: Any, scenario: int, kind: LeverKind, **rest: Any) -> None:
    with store.writing() as tx:
        set_lever(tx, by, scenario, kind, now=NOW, **rest)


def test_excluded_work_leaves_the_next_plan_and_forcing_in_takes_that_back(
    store: Store, cast: Cast, company: Company
) -> None:
    scenario = scenario_of(store, cast, company)
    pull(store, cast.planner, scenario, LeverKind.EXCLUDE, item_key="E-1")
    plan_id = make_plan(store, cast.planner, company)
    with store.reading() as tx:
        assert plans.one_plan(tx, plan_id).epics_in == 1
    pull(store, cast.planner, scenario, LeverKind.FORCE_IN, item_key="E-1")
    assert levers(store, scenario) == [(LeverKind.FORCE_IN, company.epic_id)]


def test_an_area_owner_pulls_levers_in_the_own_area_alone(
    store: Store, cast: Cast, company: Company
) -> None:
    scenario = scenario_of(store, cast, company)
    pull(store, cast.area_owner, scenario, LeverKind.LOCK, item_key="E-1")
    with pytest.raises(NotAllowed):
        pull(store, cast.area_owner, scenario, LeverKind.LOCK, item_key="E-2")
    with pytest.raises(NotAllowed):
        pull(store, cast.lead, scenario, LeverKind.LOCK, item_key="E-1")
    share = {"category": "debt", "at_least": 0.1}
    with pytest.raises(NotAllowed):
        pull(store, cast.area_owner, scenario, LeverKind.SHARE, value=share)


def test_a_lever_is_dropped_once(store: Store, cast: Cast, company: Company) -> None:
    scenario = scenario_of(store, cast, company)
    pull(store, cast.planner, scenario, LeverKind.LOCK, item_key="E-1")
    with store.reading() as tx:
        lever = scenarios.all_levers(tx, scenario)[0]
    with store.writing() as tx:
        drop_lever(tx, cast.planner, scenario, lever.id, now=NOW)
    with pytest.raises(NotFound), store.writing() as tx:
        drop_lever(tx, cast.planner, scenario, lever.id, now=NOW)
    assert levers(store, scenario) == []


def test_the_stored_problem_has_the_fingerprint_of_its_bytes(
    store: Store, cast: Cast, company: Company
) -> None:
    from hashlib import sha256

    plan_id = make_plan(store, SYSTEM, company)
    with store.reading() as tx:
        head = plans.one_plan(tx, plan_id)
        raw = plans.problem_bytes(tx, head.problem)
    document: Mapping[str, Any] = json.loads(raw)
    assert sha256(raw).hexdigest() == head.problem
    assert document["name"] == "2027 Q1"
