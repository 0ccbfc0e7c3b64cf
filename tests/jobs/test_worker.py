"""The worker: a plan gets done, also when the worker is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portfolio.actions.cancel_job import cancel_job
from portfolio.actions.request_plan import request_plan
from portfolio.domain.jobs import Job, JobState
from portfolio.domain.people import SYSTEM
from portfolio.jobs.processes import is_gone
from portfolio.jobs.queue import engine_url
from portfolio.store import jobs
from portfolio.store.unit import Store
from tests.people import Cast
from tests.planned import TODAY, Company, make_company

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    return make_company(store, cast)


@pytest.fixture
def start(database_url: str) -> Iterator[Start]:
    """Return a function that starts a worker; all are ended with the test."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {**os.environ, "DATABASE_URL": database_url, "SECRET_KEY": "k" * 40}

    def worker() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "portfolio.jobs.worker", f"test-{len(started)}"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return started[-1]

    yield worker
    for one in started:
        if one.poll() is None:
            one.kill()
        one.wait()


def ask(store: Store, company: Company, seconds: float) -> int:
    with store.writing() as tx:
        return request_plan(
            tx, SYSTEM, company.cycle, now=datetime.now(UTC), today=TODAY, seconds=seconds
        )


def wait_for(store: Store, job_id: int, is_there: Callable[[Job], bool]) -> Job:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with store.reading() as tx:
            job = jobs.job_state(tx, job_id)
        if is_there(job):
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job is still {job.state}: {job}")


def slow_down(store: Store, job_id: int) -> None:
    """Give the job a problem that keeps the planner busy for all its seconds."""
    import gzip
    import hashlib
    import json

    from sqlalchemy import insert

    from portfolio.store.tables.plans import problems

    raw = json.dumps(hard_problem()).encode()
    fingerprint = hashlib.sha256(raw).hexdigest()
    with store.writing() as tx:
        values = {"fingerprint": fingerprint, "document": gzip.compress(raw)}
        tx.execute(insert(problems).values(**values, made_at=datetime.now(UTC)))
        arguments = dict(jobs.one_job(tx, job_id).arguments)
        jobs.set_job(tx, job_id, {"arguments": {**arguments, "problem": fingerprint}})


def hard_problem() -> dict[str, object]:
    from random import Random

    rng = Random(7)
    return {
        "format": "portfolio.problem/1",
        "sprints": [{"id": f"S{n}"} for n in range(1, 7)],
        "teams": [{"id": f"t{n}", "capacity": [20 + n] * 6} for n in range(8)],
        "epics": [{"id": f"E{n}", "value": rng.random()} for n in range(120)],
        "items": [
            {"id": f"P{n}", "epic": f"E{n % 120}", "points": rng.choice([1, 2, 3, 5, 8])}
            for n in range(900)
        ],
    }


@pytest.mark.slow
def test_a_plan_gets_done_after_its_worker_was_killed_in_the_middle(
    store: Store, company: Company, start: Start
) -> None:
    job_id = ask(store, company, 3)
    slow_down(store, job_id)
    first = start()
    wait_for(store, job_id, lambda job: job.state is JobState.RUNNING)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    start()
    job = wait_for(store, job_id, lambda job: job.state.is_over)
    assert job.state is JobState.DONE, job.error
    assert job.attempts == 2
    assert job.result["plan_id"]


@pytest.mark.slow
def test_a_worker_that_is_asked_to_end_puts_its_plan_down_and_the_next_takes_it_up(
    store: Store, company: Company, start: Start
) -> None:
    job_id = ask(store, company, 3)
    slow_down(store, job_id)
    first = start()
    wait_for(store, job_id, lambda job: job.state is JobState.RUNNING)
    first.terminate()
    assert first.wait(15) == 0
    start()
    assert wait_for(store, job_id, lambda job: job.state.is_over).state is JobState.DONE


@pytest.mark.slow
def test_cancelling_stops_a_running_plan_and_the_worker_takes_the_next(
    store: Store, company: Company, start: Start
) -> None:
    job_id = ask(store, company, 600)
    slow_down(store, job_id)
    next_id = ask(store, company, 1)
    start()
    wait_for(store, job_id, lambda job: job.state is JobState.RUNNING)
    with store.writing() as tx:
        cancel_job(tx, SYSTEM, job_id, now=datetime.now(UTC))
    assert wait_for(store, job_id, lambda job: job.state.is_over).state is JobState.CANCELLED
    assert wait_for(store, next_id, lambda job: job.state.is_over).state is JobState.DONE


def test_the_engine_keeps_its_books_beside_the_database() -> None:
    assert engine_url("sqlite:////x/portfolio.sqlite") == "sqlite:////x/portfolio.jobs.sqlite"
    assert engine_url("sqlite:////x/a.db") == "sqlite:////x/a.jobs.sqlite"
    assert engine_url("postgresql+psycopg://u@h/d") == "postgresql+psycopg://u@h/d"


def test_only_a_worker_of_this_machine_is_known_to_be_gone() -> None:
    import socket

    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    assert is_gone(f"w@{socket.gethostname()}/{dead.pid}")
    assert not is_gone(f"w@{socket.gethostname()}/{os.getpid()}")
    assert not is_gone(f"w@elsewhere/{dead.pid}")
    assert not is_gone("nonsense")
