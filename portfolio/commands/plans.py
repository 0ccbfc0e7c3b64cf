"""`flask plan` and `flask problem`: plan a cycle from the database, or print its problem."""

import json
import os
import socket
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from portfolio.actions.build_problem import build_problem
from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.request_plan import request_plan
from portfolio.actions.run_plan import Run, run_plan
from portfolio.commands import opened
from portfolio.commands.interrupts import interruptible
from portfolio.domain.cycles import quarter_span
from portfolio.domain.errors import Refused
from portfolio.domain.people import SYSTEM
from portfolio.domain.plans import PlanHead
from portfolio.planning.apart import ChildFailed
from portfolio.screens import plan_answer

EXIT_STATUS = {"optimal": 0, "feasible": 0, "infeasible": 3, "unknown": 4}


def _checked_cycle(context: click.Context, option: click.Parameter, name: str) -> str:
    try:
        quarter_span(name)
    except Refused as fault:
        raise click.BadParameter(str(fault)) from fault
    return name


_cycle = click.argument("cycle", callback=_checked_cycle)
_scenario = click.option("--scenario", help="The scenario's name; the cycle's own if left out.")


@click.command("plan")
@_cycle
@_scenario
@click.option("--seconds", type=click.FloatRange(1, 600), default=30.0, show_default=True,
              help="How long to look for a better plan.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the plan as a JSON document.")
def plan_command(cycle: str, scenario: str | None, seconds: float, as_json: bool) -> None:
    """Plan CYCLE (such as 2027Q1) from the database: build, solve, check, store.

    An interrupt (Ctrl-C) ends the search and keeps the best plan found until then.

    Ends with 0 for a plan, 3 where no plan can keep every rule, 4 where none was found in the
    time, 2 for wrong words, 1 for anything else that failed.
    """
    worker = f"terminal@{socket.gethostname()}/{os.getpid()}"
    store = opened.ready_store()
    with opened.refusals():
        with store.writing() as tx:
            now = opened.now()
            job_id = request_plan(
                tx,
                SYSTEM,
                open_cycle(tx, SYSTEM, cycle, now=now),
                now=now,
                today=opened.today(),
                zone=opened.settings().zone,
                scenario=scenario,
                seconds=seconds,
                worker=worker,
            )
        with interruptible() as interrupted:
            plan_id = _run(
                Run(
                    store,
                    job_id,
                    worker,
                    opened.now,
                    pulse=_machine_time,
                    interrupted=interrupted,
                    watch=_Line().show,
                )
            )
        with store.reading() as tx:
            answer = plan_answer.load(tx, plan_id)
    if interrupted():
        click.echo("Stopped; this is the best plan found until then.", err=True)
    click.echo(json.dumps(answer.document, ensure_ascii=False) if as_json else _said(answer.head))
    sys.exit(EXIT_STATUS[answer.head.status])


@click.command("problem")
@_cycle
@_scenario
def problem_command(cycle: str, scenario: str | None) -> None:
    """Print the planning problem of CYCLE as `flask plan` would solve it."""
    store = opened.ready_store()
    with opened.refusals(), store.writing() as tx:
        found = open_cycle(tx, SYSTEM, cycle, now=opened.now())
        chosen = plan_answer.scenario(tx, found, scenario)
        stated = build_problem(tx, found, chosen, today=opened.today(), zone=opened.settings().zone)
    for warning in stated.built.marks.warnings:
        click.echo(warning, err=True)
    # Not a byte more: the plan names the problem by the hash of these bytes.
    sys.stdout.buffer.write(stated.problem.to_bytes())
    sys.stdout.buffer.flush()


COMMANDS = (plan_command, problem_command)


class _Line:
    """Shows how far the search is, on one line of a terminal."""

    def show(self, said: Mapping[str, Any]) -> None:
        """Write the line over where standard error is a terminal."""
        if not sys.stderr.isatty():
            return
        best, bound, gap = (said.get(name) for name in ("objective", "bound", "gap"))
        words = [f"{said.get('seconds') or 0:6.1f} s"]
        words += [f"best {best:.4g}"] if best is not None else ["no plan yet"]
        words += [f"bound {bound:.4g}"] if bound is not None else []
        words += [f"gap {100 * gap:.2f} %"] if gap is not None else []
        click.echo(f"\r{'  '.join(words):<78}", err=True, nl=False)


def _run(run: Run) -> int:
    try:
        plan_id = run_plan(run)
    except ChildFailed as fault:
        raise click.ClickException(str(fault)) from fault
    finally:
        if sys.stderr.isatty():
            click.echo(err=True)
    if plan_id is None:
        raise click.ClickException("The planning was stopped before a plan was found.")
    return plan_id


def _said(plan: PlanHead) -> str:
    lines = [f"Plan {plan.name}: {plan.status}, made in {plan.seconds:.1f} s"]
    if plan.has_answer:
        asked = plan.epics_in + plan.epics_out
        lines.append(f"  {plan.epics_in} of {asked} epics fit; {plan.points_planned:g} points")
    if plan.score_after is not None and plan.score_before is not None:
        lines.append(f"  expected score {plan.score_before:.3f} -> {plan.score_after:.3f}")
    if plan.gap is not None:
        lines.append(f"  proven gap {100 * plan.gap:.2f} % of the bound")
    for name, words in (("rank", "by rank"), ("wsjf", "by WSJF")):
        other = plan.others.get(name, {})
        if plan.value is not None and other.get("value") is not None:
            lost = plan.value - other["value"]
            lines.append(f"  the plan {words} is worth {other['value']:.4f}, {lost:.4f} less")
    lines.append(f"  /plans/{plan.id}")
    return "\n".join(lines)


def _machine_time() -> datetime:
    return datetime.now(UTC)
