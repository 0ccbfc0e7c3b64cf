"""Tending jobs: what waits is found, what lost its worker waits again, what is forsaken fails."""

from datetime import timedelta

from portfolio.actions.tend_jobs import Tended, something_waits, tend_jobs
from portfolio.domain.jobs import JobState
from portfolio.store import jobs
from portfolio.store.unit import Store
from tests.people import NOW

LONG_AGO = NOW - timedelta(minutes=10)


def add(store: Store, **values: object) -> int:
    with store.writing() as tx:
        return jobs.add_job(tx, {"kind": "plan", "arguments": {}, "asked_at": NOW, **values})


def tend(store: Store, *, lost: str = "") -> Tended:
    with store.writing() as tx:
        return tend_jobs(
            tx, "me", now=NOW, started_at=NOW, is_gone=lambda name: bool(lost) and name == lost
        )


def state(store: Store, job_id: int) -> JobState:
    with store.reading() as tx:
        return jobs.job_state(tx, job_id).state


def test_a_waiting_job_is_handed_over_once_and_again_after_a_minute(store: Store) -> None:
    job_id = add(store)
    assert [job.id for job in tend(store).waiting] == [job_id]
    assert tend(store).waiting == ()
    with store.writing() as tx:
        jobs.set_job(tx, job_id, {"submitted_at": LONG_AGO})
        assert something_waits(tx, now=NOW)
    assert [job.id for job in tend(store).waiting] == [job_id]


def test_the_jobs_of_a_silent_worker_wait_again(store: Store) -> None:
    running = {"state": "running", "worker": "other", "submitted_at": LONG_AGO, "beat_at": NOW}
    job_id = add(store, **running)
    with store.writing() as tx:
        jobs.beat(tx, "other", now=LONG_AGO, started_at=LONG_AGO)
    assert tend(store).lost == ("other",)
    assert state(store, job_id) is JobState.QUEUED
    assert tend(store).lost == ()


def test_a_worker_whose_process_is_known_to_be_gone_is_lost_at_once(store: Store) -> None:
    with store.writing() as tx:
        jobs.beat(tx, "other", now=NOW, started_at=NOW)
    assert tend(store).lost == ()
    assert tend(store, lost="other").lost == ("other",)


def test_a_command_that_was_ended_while_it_planned_has_failed(store: Store) -> None:
    ended = add(store, state="running", worker="terminal", beat_at=LONG_AGO)
    going_on = add(store, state="running", worker="terminal", beat_at=NOW)
    just_begun = add(store, state="running", worker="terminal")
    tend(store)
    assert state(store, ended) is JobState.FAILED
    assert state(store, going_on) is state(store, just_begun) is JobState.RUNNING


def test_a_running_job_that_says_nothing_for_minutes_waits_again(store: Store) -> None:
    running = {"state": "running", "worker": "me", "submitted_at": LONG_AGO}
    stuck = add(store, **running, beat_at=LONG_AGO)
    tend(store)
    assert state(store, stuck) is JobState.QUEUED


def test_a_retired_worker_counts_as_lost_at_once(store: Store) -> None:
    with store.writing() as tx:
        jobs.beat(tx, "other", now=NOW, started_at=NOW)
        jobs.retire(tx, "other")
    assert tend(store).lost == ("other",)
