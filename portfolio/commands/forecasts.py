"""`flask forecast`: forecast a quarter from what is known today, and keep what was forecast."""

import json
import os
import socket
from datetime import UTC, datetime

import click

from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.request_forecast import request_forecast
from portfolio.actions.run_forecast import run_forecast
from portfolio.actions.run_plan import Run
from portfolio.commands import opened
from portfolio.domain.cycles import quarter_span
from portfolio.domain.errors import Refused
from portfolio.domain.people import SYSTEM


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
            now = opened.now()
            found = open_cycle(tx, SYSTEM, cycle, now=now)
            job_id = request_forecast(
                tx, SYSTEM, found, now=now, today=opened.today(), worker=worker
            )
        made = run_forecast(Run(store, job_id, worker, opened.now, pulse=_machine_time), zone=zone)
    if as_json:
        click.echo(json.dumps({"cycle": cycle, "forecasts": made or 0}))
    else:
        click.echo(f"{cycle}: {made or 0} forecasts made.")


COMMANDS = (forecast_command,)


def _machine_time() -> datetime:
    return datetime.now(UTC)
