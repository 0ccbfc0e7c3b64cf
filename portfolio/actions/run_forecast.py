"""Run a forecast's job: close what is over, forecast from what is known, keep what was made."""

from datetime import UTC, tzinfo

from portfolio.actions.close_forecasts import close_forecasts
from portfolio.actions.gather_forecast_facts import gather_forecast_facts
from portfolio.actions.keep_forecasts import keep_forecasts
from portfolio.actions.run_plan import Run, claim
from portfolio.domain.forecasts import Forecast
from portfolio.domain.jobs import Job, JobState
from portfolio.domain.people import SYSTEM
from portfolio.measures.cycle_forecasts import cycle_forecasts
from portfolio.store import cycles, jobs
from portfolio.store.people import viewer_of
from portfolio.store.unit import Store


def run_forecast(run: Run, *, zone: tzinfo = UTC) -> int | None:
    """Carry a job to its end and return how many forecasts were kept; None where it is not ours.

    They are computed outside of any transaction.
    """
    job = claim(run)
    if job is None:
        return None
    try:
        return _finish(run, job, _made(run.store, run, job, zone), zone)
    except Exception as fault:
        with run.store.writing() as tx:
            what = f"Something unexpected failed: {type(fault).__name__}."
            ended = {"state": JobState.FAILED.value, "finished_at": run.clock(), "error": what}
            jobs.set_job(tx, job.id, ended)
        raise


def _made(store: Store, run: Run, job: Job, zone: tzinfo) -> list[Forecast]:
    today = run.clock().astimezone(zone).date()
    with store.reading() as tx:
        cycle = cycles.cycle_by_id(tx, int(job.arguments["cycle_id"]))
        facts = gather_forecast_facts(tx, cycle, on=today, zone=zone)
    return cycle_forecasts(facts, today)


def _finish(run: Run, job: Job, made: list[Forecast], zone: tzinfo) -> int | None:
    now = run.clock()
    today = now.astimezone(zone).date()
    with run.store.writing() as tx:
        current = jobs.locked_job(tx, job.id)
        if current.state is not JobState.RUNNING or current.worker != run.worker:
            return None  # taken over while this worker was thought dead
        by = viewer_of(tx, job.account_id) if job.account_id else SYSTEM
        cycle = cycles.cycle_by_id(tx, int(job.arguments["cycle_id"]))
        closed = close_forecasts(tx, on=today, zone=zone)
        count = keep_forecasts(tx, by, cycle, made, on=today, now=now) if made else 0
        result = {"forecasts": count, "closed": closed, "cycle": cycle.name}
        ended = {"state": JobState.DONE.value, "finished_at": now, "result": result}
        jobs.set_job(tx, job.id, ended)
        return count
