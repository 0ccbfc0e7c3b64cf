"""Request a replay: a past quarter planned again with what was known then, and with hindsight."""

from datetime import UTC, date, datetime, tzinfo

from portfolio.actions.known_then import known_then
from portfolio.domain.cycles import Cycle
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.plans import checked_seconds
from portfolio.store import jobs, trail
from portfolio.store.unit import Tx

KIND = "replay"
SECONDS = 20.0


def request_replay(
    tx: Tx,
    by: Viewer,
    cycle: Cycle,
    *,
    now: datetime,
    today: date,
    zone: tzinfo = UTC,
    seconds: float = SECONDS,
    worker: str | None = None,
) -> int:
    """Return the id of the queued job; with `worker` it is that one's at once.

    Raises Refused while the quarter runs, and where nothing was there to plan.
    """
    require(by, Deed.REQUEST_PLAN)
    checked_seconds(seconds)
    known_then(tx, cycle, today=today, zone=zone)  # now, not in a job that fails in a minute
    held = {"state": "running", "worker": worker, "started_at": now} if worker else {}
    job_id = jobs.add_job(
        tx,
        {
            "kind": KIND,
            "arguments": {"cycle_id": cycle.id, "cycle": cycle.name, "seconds": seconds},
            "account_id": by.account_id,
            "asked_at": now,
            **held,
        },
    )
    after = {"cycle": cycle.name, "seconds": seconds}
    trail.record(tx, by, "request replay", f"job:{job_id}", now=now, after=after)
    return job_id
