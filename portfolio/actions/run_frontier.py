"""Run a frontier's job: claim it, compute in a process apart, and store what came out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from portfolio.actions.run_plan import PutDown, Reporter, Run, claim, put_down
from portfolio.domain.jobs import Job, JobState
from portfolio.domain.people import SYSTEM
from portfolio.planning.apart import CutShort
from portfolio.planning.frontier_apart import frontier_apart
from portfolio.planning.reach import Frontier, asked_from_document
from portfolio.store import frontiers, jobs, plans, trail
from portfolio.store.people import viewer_of
from portfolio.store.unit import Tx

Study = Callable[..., Frontier]


def run_frontier(run: Run, *, study: Study = frontier_apart) -> int | None:
    """Carry a job to its end and return the id of its frontier; None where there is none.

    One that is cancelled keeps what is known until then. Raises PutDown where the worker is
    closing, and CutShort (after noting it) where the planner failed.
    """
    job = claim(run)
    if job is None:
        return None
    try:
        found = _study(run, job, study)
    except CutShort as fault:
        if run.closing():
            put_down(run)
            raise PutDown from None
        return _finish(run, job, None, error=str(fault))
    except Exception as fault:
        _finish(run, job, None, error=f"Something unexpected failed: {type(fault).__name__}.")
        raise
    if run.closing() and not found.complete:
        put_down(run)
        raise PutDown
    return _finish(run, job, found)


def _study(run: Run, job: Job, study: Study) -> Frontier:
    with run.store.reading() as tx:
        document = plans.problem_bytes(tx, str(job.arguments["problem"]))
        before = plans.newest_answer(tx, int(job.arguments["scenario_id"]))
    reporter = Reporter(run)
    return study(
        document,
        asked_from_document(job.arguments["asked"]),
        float(job.arguments["seconds"]),
        before=before,
        progress=reporter.hear,
        stopped=reporter.is_stopped,
    )


def _finish(run: Run, job: Job, found: Frontier | None, *, error: str = "") -> int | None:
    """End the job with what was found; return the id of the frontier that is kept."""
    now = run.clock()
    with run.store.writing() as tx:
        current = jobs.locked_job(tx, job.id)
        if current.state is not JobState.RUNNING or current.worker != run.worker:
            return None  # taken over while this worker was thought dead
        state = _state(current, error)
        ended: dict[str, Any] = {"state": state.value, "finished_at": now, "error": error or None}
        frontier_id = None
        if found is not None and found.today.value is not None:
            frontier_id = _keep(tx, current, found, now=now)
            ended["result"] = {"frontier_id": frontier_id, **_whose(current)}
        jobs.set_job(tx, job.id, ended)
        if state is JobState.FAILED:
            by = viewer_of(tx, job.account_id) if job.account_id else SYSTEM
            after = {"error": error}
            trail.record(tx, by, "frontier failed", f"job:{job.id}", now=now, after=after)
        return frontier_id


def _state(job: Job, error: str) -> JobState:
    if job.cancel_asked_at is not None:
        return JobState.CANCELLED
    return JobState.FAILED if error else JobState.DONE


def _keep(tx: Tx, job: Job, found: Frontier, *, now: datetime) -> int:
    values = {
        **_whose(job),
        "cycle_id": int(job.arguments["cycle_id"]),
        "problem": found.problem,
        "job_id": job.id,
        "marks": dict(job.arguments["marks"]),
        "seconds": found.seconds,
        "account_id": job.account_id,
        "made_at": now,
    }
    return frontiers.add_frontier(tx, found.to_bytes(), values)


def _whose(job: Job) -> Mapping[str, Any]:
    return {"scenario_id": int(job.arguments["scenario_id"])}
