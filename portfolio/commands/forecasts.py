"""`flask forecast`: forecast a quarter from what is known today, and keep what was forecast."""

import json
import os
import socket
from datetime import UTC, datetime

import click

from portfolio.actions.request_forecast import request_forecast
from portfolio.actions.run_forecast import run_forecast
from portfolio.actions.run_plan import Run
from portfolio.commands import opened
from portfolio.domain.cycles import quarter_span
from portfolio.domain.errors import Refused
from portfolio.domain.jobs import Job
from portfolio.domain.people import SYSTEM
from portfolio.store import cycles, jobs


def _checked_cycle(context: click.Context, option: click.Parameter, name: str) -> str:
    try:
        quarter_span(name)
    except Refused as fault:
        raise click.BadParameter(str(fault)) from fault
    return name


@click.command("forecast")
@click.argument("cycle", callback=_checked_cycle)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as a JSON document.")
def forecast_command(cycle: str, as_json: bool) -> None:
    """Forecast CYCLE (such as 2027Q1) from what is known today.

    Epics, teams, areas, key results and objectives are given their bands, which are kept as they
    were made; forecasts whose day is over are closed with what came of them.
    """
    worker = f"terminal@{socket.gethostname()}/{os.getpid()}"
    store = opened.ready_store()
    zone = opened.settings().zone
    with opened.refusals():
        with store.writing() as tx:
            job_id = request_forecast(
                tx,
                SYSTEM,
                cycles.one_cycle(tx, cycle),
                now=opened.now(),
                today=opened.today(),
                worker=worker,
            )
        run_forecast(Run(store, job_id, worker, opened.now, pulse=_machine_time), zone=zone)
        with store.reading() as tx:
            job = jobs.one_job(tx, job_id)
    click.echo(json.dumps(job.result) if as_json else _said(cycle, job))


COMMANDS = (forecast_command,)


def _said(cycle: str, job: Job) -> str:
    result = job.result
    made, closed = result.get("forecasts", 0), result.get("closed", 0)
    return f"{cycle}: {made} forecasts made, {closed} closed with what came of them."


def _machine_time() -> datetime:
    return datetime.now(UTC)
