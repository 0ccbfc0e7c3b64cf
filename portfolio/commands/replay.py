"""`flask replay`: a past quarter planned again, beside what was planned and what came."""

import os
import socket
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.request_replay import SECONDS, request_replay
from portfolio.actions.run_plan import Run
from portfolio.actions.run_replay import run_replay
from portfolio.commands import opened
from portfolio.commands.interrupts import interruptible
from portfolio.domain.cycles import quarter_span
from portfolio.domain.errors import Refused
from portfolio.domain.people import SYSTEM
from portfolio.domain.replays import Replay
from portfolio.planning.apart import ChildFailed
from portfolio.screens import replay as screen


def _checked_cycle(context: click.Context, option: click.Parameter, name: str) -> str:
    try:
        quarter_span(name)
    except Refused as fault:
        raise click.BadParameter(str(fault)) from fault
    return name


@click.command("replay")
@click.argument("cycle", callback=_checked_cycle)
@click.option("--seconds", type=click.FloatRange(2, 600), default=SECONDS, show_default=True,
              help="How long to look for the two best plans together.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the replay as a JSON document.")
def replay_command(cycle: str, seconds: float, as_json: bool) -> None:
    """Plan the past quarter CYCLE (such as 2026Q4) again and tell why what came differs.

    It is planned twice: with what was known on its first day, and with hindsight. An interrupt
    (Ctrl-C) before the second plan keeps the first.
    """
    worker = f"terminal@{socket.gethostname()}/{os.getpid()}"
    store = opened.ready_store()
    with opened.refusals():
        with store.writing() as tx:
            now = opened.now()
            found = open_cycle(tx, SYSTEM, cycle, now=now)
            job_id = request_replay(
                tx,
                SYSTEM,
                found,
                now=now,
                today=opened.today(),
                zone=opened.settings().zone,
                seconds=seconds,
                worker=worker,
            )
        with interruptible() as interrupted:
            _run(
                Run(
                    store,
                    job_id,
                    worker,
                    opened.now,
                    pulse=_machine_time,
                    interrupted=interrupted,
                    watch=_show,
                )
            )
        with store.reading() as tx:
            zone = opened.settings().zone
            shown = screen.load(tx, found, today=opened.today(), zone=zone)
    if as_json:
        click.echo(shown.found.to_bytes().decode())
    else:
        click.echo(_said(shown.found))


COMMANDS = (replay_command,)


def _run(run: Run) -> None:
    try:
        replay_id = run_replay(run, zone=opened.settings().zone)
    except ChildFailed as fault:
        raise click.ClickException(str(fault)) from fault
    finally:
        if sys.stderr.isatty():
            click.echo(err=True)
    if replay_id is None:
        raise click.ClickException("The replay was stopped before a plan was found.")


def _show(said: Mapping[str, Any]) -> None:
    """Write how far it is over the line before, where standard error is a terminal."""
    if sys.stderr.isatty():
        words = [f"{said.get('plan') or ''} {said.get('seconds') or 0:5.1f} s"]
        words += [f"gap {100 * said['gap']:.2f} %"] if said.get("gap") is not None else []
        click.echo(f"\r{'  '.join(words):<40}", err=True, nl=False)


def _said(replay: Replay) -> str:
    lines = [f"{replay.cycle} as it was known on {replay.day}; the plan made: {replay.basis}"]
    for one in replay.outcomes:
        gap = "" if one.gap is None else f", gap {100 * one.gap:.1f} %"
        work = f"{one.epics} epics, {one.items} items, {one.points:g} points{gap}"
        lines.append(f"  {one.name:<10} {one.worth:.4f}  (as it came {one.worth_real:.4f})  {work}")
    lines.append(f"  from the best plan then, {replay.steps[0].before:.4f}:")
    lines += [f"    {one.cause:<10} {one.change:+.4f} -> {one.after:.4f}" for one in replay.steps]
    if replay.guesses:
        told = ", ".join(f"{one.what} of {one.items} of {one.of}" for one in replay.guesses)
        lines.append(f"  as of today, without history: {told}")
    lines.append(f"  /replay?cycle={replay.cycle}")
    return "\n".join(lines)


def _machine_time() -> datetime:
    return datetime.now(UTC)
