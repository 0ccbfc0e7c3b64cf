"""Request the forecasts of a cycle: queue the job that makes them."""

from datetime import date, datetime

from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import jobs, trail
from portfolio.store.unit import Tx

KIND = "forecast"


def request_forecast(
    tx: Tx,
    by: Viewer,
    cycle: Cycle,
    *,
    now: datetime,
    today: date,
    worker: str | None = None,
) -> int:
    """Return the id of the queued job; one that still waits for this cycle is enough.

    With `worker` it is a new one, and that one's at once. Raises Refused where the cycle
    is over: what is known needs no forecast.
    """
    require(by, Deed.REQUEST_PLAN)
    if today > cycle.span.ends_on:
        raise Refused(f"{cycle.label} is over: there is nothing left to forecast.")
    newest = None if worker else jobs.newest_of(tx, KIND, cycle.id)
    if newest is not None and not newest.state.is_over:
        return newest.id
    held = {"state": "running", "worker": worker, "started_at": now} if worker else {}
    job_id = jobs.add_job(
        tx,
        {
            "kind": KIND,
            "arguments": {"cycle_id": cycle.id, "cycle": cycle.name},
            "account_id": by.account_id,
            "asked_at": now,
            **held,
        },
    )
    trail.record(tx, by, "request forecasts", f"job:{job_id}", now=now, after={"cycle": cycle.name})
    return job_id
