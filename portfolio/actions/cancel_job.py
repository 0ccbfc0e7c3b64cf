"""Cancel a job: at once while it waits; a running one stops at its next look."""

from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.jobs import Job, JobState
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import jobs, trail
from portfolio.store.unit import Tx


def cancel_job(tx: Tx, by: Viewer, job_id: int, *, now: datetime) -> Job:
    """Return the job as it stands then; raise Refused where it is over."""
    require(by, Deed.REQUEST_PLAN)
    job = jobs.locked_job(tx, job_id)
    if job.state.is_over:
        raise Refused(f"Job {job_id} is {job.state.value} already.")
    if job.cancel_asked_at is not None:
        return job
    values: dict[str, object] = {"cancel_asked_at": now}
    if job.state is JobState.QUEUED:
        values.update(state=JobState.CANCELLED.value, finished_at=now)
    jobs.set_job(tx, job_id, values)
    trail.record(tx, by, "cancel job", f"job:{job_id}", now=now, before={"state": job.state.value})
    return jobs.job_state(tx, job_id)
