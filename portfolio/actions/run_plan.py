"""Run a plan's job: claim it, solve in a process apart, check, and store what came out."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portfolio.actions.keep_plan import keep_plan
from portfolio.domain.errors import PortfolioError
from portfolio.domain.jobs import Job, JobState
from portfolio.domain.people import SYSTEM
from portfolio.planning.apart import Answer, ChildFailed, Stopped, solve_apart
from portfolio.planning.check import violations
from portfolio.planning.limits import Limits
from portfolio.planning.problem import problem_from_bytes
from portfolio.store import jobs, plans, trail
from portfolio.store.people import viewer_of
from portfolio.store.unit import Store

SILENT = timedelta(seconds=15)  # a running job that says nothing for so long has lost its worker
REPORT_SECONDS = 0.5
MOST_ATTEMPTS = 5

Clock = Callable[[], datetime]
Solver = Callable[..., Answer]


class PutDown(Exception):
    """The worker is closing: the job is not over and waits for another one."""


@dataclass(frozen=True, slots=True)
class Run:
    """Who carries which job, and how it learns the time and that it shall put the job down.

    `clock` is the product's time, which people read (in the demo the day it was made); `pulse`
    is the machine's, by which workers judge whether others are alive. Where `interrupted`
    answers True the planning stops and what was found is kept.
    """

    store: Store
    job_id: int
    worker: str
    clock: Clock
    pulse: Clock | None = None
    closing: Callable[[], bool] = lambda: False
    interrupted: Callable[[], bool] = lambda: False
    watch: Callable[[Mapping[str, Any]], None] | None = None

    def beat(self) -> datetime:
        """Return the machine's time."""
        return (self.pulse or self.clock)()


def run_plan(run: Run, *, solver: Solver = solve_apart) -> int | None:
    """Carry a job to its end and return the id of its plan; None where there is none.

    A job that is over, or that another worker is carrying, is left alone. One that is cancelled,
    or whose planner dies, keeps the best plan found until then. Raises PutDown where the worker
    is closing, and ChildFailed (after noting it) where the planner failed.
    """
    job = claim(run)
    if job is None:
        return None
    with run.store.reading() as tx:
        document = plans.problem_bytes(tx, str(job.arguments["problem"]))
    try:
        return _finish(run, job, _checked(document, _solve(run, job, document, solver)))
    except Stopped as stop:
        if run.closing():
            put_down(run)
            raise PutDown from None
        return _finish(run, job, _sound(document, stop.best), JobState.CANCELLED)
    except KeyboardInterrupt:
        _finish(run, job, None, JobState.CANCELLED)
        raise
    except ChildFailed as fault:
        _finish(run, job, _sound(document, fault.best), JobState.FAILED, error=str(fault))
        raise
    except PortfolioError as fault:
        _finish(run, job, None, JobState.FAILED, error=str(fault))
        raise
    except Exception as fault:
        what = f"Something unexpected failed: {type(fault).__name__}."
        _finish(run, job, None, JobState.FAILED, error=what)
        raise


def _checked(document: bytes, answer: Answer) -> Answer:
    broken = violations(problem_from_bytes(document), answer.plan)
    if broken:
        raise ChildFailed(f"The plan breaks a rule and is not kept: {broken[0]}")
    return answer


def _sound(document: bytes, answer: Answer | None) -> Answer | None:
    """Return what was found until then where it keeps every rule."""
    if answer is None or violations(problem_from_bytes(document), answer.plan):
        return None
    return answer


def claim(run: Run) -> Job | None:
    """Return the job, which is this worker's from now on; None where it is not to be carried."""
    now = run.clock()
    with run.store.writing() as tx:
        job = jobs.locked_job(tx, run.job_id)
        if job.state.is_over:
            return None
        if job.cancel_asked_at is not None:
            jobs.set_job(tx, job.id, {"state": JobState.CANCELLED.value, "finished_at": now})
            return None
        if job.state is JobState.RUNNING and job.worker != run.worker and _is_alive(run, job):
            return None
        if job.attempts >= MOST_ATTEMPTS:
            jobs.set_job(tx, job.id, _given_up(job, now))
            return None
        claimed = {
            "state": JobState.RUNNING.value,
            "worker": run.worker,
            "started_at": job.started_at or now,
            "beat_at": run.beat(),
            "attempts": job.attempts + 1,
            "progress": {"step": "starting"},
        }
        jobs.set_job(tx, job.id, claimed)
        return job


def _is_alive(run: Run, job: Job) -> bool:
    return job.beat_at is not None and run.beat() - job.beat_at < SILENT


def _given_up(job: Job, now: datetime) -> dict[str, Any]:
    return {
        "state": JobState.FAILED.value,
        "finished_at": now,
        "error": f"The worker was lost {job.attempts} times while planning; it is not tried again.",
    }


def _solve(run: Run, job: Job, document: bytes, solver: Solver) -> Answer:
    limits = Limits(float(job.arguments["seconds"]))
    reporter = Reporter(run)
    with run.store.reading() as tx:
        before = plans.newest_answer(tx, int(job.arguments["scenario_id"]))
    hint = {"hint": before} if before is not None else {}
    return solver(document, limits, progress=reporter.hear, stopped=reporter.is_stopped, **hint)


class Reporter:
    """Passes progress on to the job's row, at most twice a second, and hears whether to stop."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.said: Mapping[str, Any] = {"step": "starting"}
        self.told_at = 0.0
        self.goes_on = True

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take note of progress."""
        self.said = said
        if self.run.watch is not None:
            self.run.watch(said)

    def is_stopped(self) -> bool:
        """Report, beat, and tell whether the job was cancelled or is being put down."""
        if self.run.closing() or self.run.interrupted():
            return True
        if time.monotonic() - self.told_at >= REPORT_SECONDS:
            self.told_at = time.monotonic()
            with suppress(Exception):  # a database that is locked now must not end the planning
                self._report()
        return not self.goes_on

    def _report(self) -> None:
        run = self.run
        with run.store.writing() as tx:
            self.goes_on = jobs.report(
                tx, run.job_id, run.worker, now=run.beat(), progress=self.said
            )


def _finish(
    run: Run,
    job: Job,
    answer: Answer | None,
    state: JobState = JobState.DONE,
    *,
    error: str | None = None,
) -> int | None:
    """End the job in that state with what was found; return the id of the plan that is kept."""
    now = run.clock()
    with run.store.writing() as tx:
        current = jobs.locked_job(tx, job.id)
        if current.state is not JobState.RUNNING or current.worker != run.worker:
            return None  # cancelled, or taken over while this worker was thought dead
        ended: dict[str, Any] = {"state": state.value, "finished_at": now, "error": error}
        plan_id = None
        if answer is not None:
            plan_id = keep_plan(tx, current, answer, now=now)
            ended["result"] = {"plan_id": plan_id, "status": answer.plan.status}
        jobs.set_job(tx, job.id, ended)
        if state is JobState.FAILED:
            by = viewer_of(tx, job.account_id) if job.account_id else SYSTEM
            trail.record(tx, by, "plan failed", f"job:{job.id}", now=now, after={"error": error})
        return plan_id


def put_down(run: Run) -> None:
    """Let the job wait for another worker."""
    with run.store.writing() as tx:
        job = jobs.locked_job(tx, run.job_id)
        if job.state is JobState.RUNNING and job.worker == run.worker:
            waiting = {"state": JobState.QUEUED.value, "worker": None, "attempts": 0}
            jobs.set_job(tx, run.job_id, waiting)
