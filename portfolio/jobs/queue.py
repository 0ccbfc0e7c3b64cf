"""The durable queue on DBOS: register, submit, status, progress, cancel; and recovery."""

import re
from collections.abc import Callable
from typing import Any

from portfolio.domain.jobs import Job

NAME = "portfolio"
QUEUE = "jobs"
POLL_SECONDS = 0.5

Carry = Callable[[int], object]


def engine_url(database_url: str) -> str:
    """Return where the engine keeps its books: beside a SQLite file, else the same server."""
    if database_url.startswith("sqlite:///"):
        return re.sub(r"(\.sqlite|\.db)?$", ".jobs.sqlite", database_url, count=1)
    return database_url


class DurableQueue:
    """The engine of one worker process; only this file knows DBOS.

    Requests and progress are rows of the product's own database, which the carried functions
    write; the engine carries the work, once, and carries on after a crash.
    """

    def __init__(self, database_url: str, *, worker: str, version: str) -> None:
        self._config: Any = {
            "name": NAME,
            "system_database_url": engine_url(database_url),
            "executor_id": worker,
            "application_version": version,  # recovery stays within one version of the schema
            "log_level": "ERROR",
            "enable_otlp": False,
        }
        self._carry: dict[str, Carry] = {}
        self._workflow: Any = None

    def register(self, kind: str, carry: Carry) -> None:
        """Name the function that carries jobs of a kind; call it before open()."""
        self._carry[kind] = carry

    def open(self) -> None:
        """Start the engine; what this worker's name left unfinished is carried on."""
        from dbos import DBOS

        DBOS(config=self._config)
        carry = self._carry

        @DBOS.workflow(name="carry")
        def workflow(kind: str, job_id: int) -> None:
            DBOS.run_step({"name": kind}, lambda: _nothing(carry[kind](job_id)))

        self._workflow = workflow
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=1, polling_interval_sec=POLL_SECONDS)

    def submit(self, job: Job) -> None:
        """Hand over a job under its row's id; a second time it changes nothing."""
        from dbos import DBOS, SetWorkflowID

        with SetWorkflowID(_name(job)):
            DBOS.enqueue_workflow(QUEUE, self._workflow, job.kind, job.id)

    def status(self, job: Job) -> str | None:
        """Return the engine's own word about a job, None where it doesn't know it."""
        from dbos import DBOS

        found = DBOS.get_workflow_status(_name(job))
        return None if found is None else str(found.status)

    def progress(self, job: Job) -> list[str]:
        """Return the steps of a job that the engine has on its books as finished."""
        from dbos import DBOS

        return [str(step["function_name"]) for step in DBOS.list_workflow_steps(_name(job))]

    def cancel(self, job: Job) -> None:
        """Start a waiting job no more; a running step goes on until it looks at its row."""
        from dbos import DBOS

        DBOS.cancel_workflow(_name(job))

    def recover(self, lost: str) -> None:
        """Carry on what a lost worker left unfinished."""
        from dbos import DBOS

        DBOS._recover_pending_workflows([lost])

    def close(self) -> None:
        """Stop the engine; running steps are not waited for."""
        from dbos import DBOS

        DBOS.destroy(destroy_registry=True)


def _name(job: Job) -> str:
    return f"job-{job.id}-{job.attempts}" if job.attempts else f"job-{job.id}"


def _nothing(result: object) -> None:
    """Drop a result: plans are kept in the product's database, not in the engine's."""
