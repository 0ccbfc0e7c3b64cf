"""Jobs: the newest of them, and one with how far it is."""

from dataclasses import dataclass

from portfolio.domain.jobs import Job, JobState
from portfolio.store import jobs
from portfolio.store.unit import Tx

NEWEST = 100


@dataclass(frozen=True, slots=True)
class JobScreen:
    """A job, and how many wait before it."""

    job: Job
    ahead: int

    @property
    def share(self) -> float:
        """How much of its time a running plan has used, 0 to 1."""
        seconds = float(self.job.arguments.get("seconds") or 0)
        passed = float(self.job.progress.get("seconds") or 0)
        return min(1.0, passed / seconds) if seconds else 0.0


def load(tx: Tx, job_id: int) -> JobScreen:
    """Read one job; raise NotFound."""
    job = jobs.one_job(tx, job_id)
    ahead = 0
    if job.state is JobState.QUEUED:
        ahead = sum(1 for one in jobs.open_jobs(tx) if one.id < job.id)
    return JobScreen(job, ahead)


def newest(tx: Tx) -> list[Job]:
    """Read the newest jobs."""
    return jobs.newest_jobs(tx, limit=NEWEST)
