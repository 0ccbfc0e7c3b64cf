"""`flask solve`, `check` and `frontier` work on documents of problems; no database needed."""

import gzip
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from portfolio.commands.interrupts import interruptible, running_for
from portfolio.planning.check import violations
from portfolio.planning.faults import DocumentRefused
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan, plan_from_bytes
from portfolio.planning.problem import problem_from_bytes
from portfolio.planning.reach import Asked, Frontier

METHODS = ("optimize", "greedy", "wsjf", "rank")
EXIT_STATUS = {"optimal": 0, "feasible": 0, "infeasible": 3, "unknown": 4}
FAILED, UNREADABLE = 1, 2
Read = TypeVar("Read")
_GZIP = b"\x1f\x8b"


@click.command("solve")
@click.argument("problem", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=30.0,
              show_default=True, help="Wall-clock limit.")  # fmt: skip
@click.option("--effort", type=click.IntRange(1, 100),
              help="About so many seconds of work, counted without a clock.")  # fmt: skip
@click.option("--method", type=click.Choice(METHODS), default="optimize", show_default=True,
              help="How to plan.")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the plan there instead of to standard output.")  # fmt: skip
@click.option("--explain", is_flag=True, help="Say why each epic is left out.")
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
def solve_command(
    problem: Path,
    *,
    seconds: float,
    effort: int | None,
    method: str,
    output: Path | None,
    explain: bool,
    quiet: bool,
) -> None:
    """Plan the PROBLEM document and print the plan (both JSON; the problem may be gzipped).

    An interrupt (Ctrl-C) ends the search; the best plan found until then is printed.

    Ends with 0 for a plan, 2 where the problem can't be read, 3 where no plan can keep every
    rule, 4 where none was found in the time, 1 for anything else that failed.
    """
    began = time.monotonic() - running_for()
    read = _read(problem, problem_from_bytes)
    with interruptible() as cancelled:
        with _plan_alone_on_stdout():
            from portfolio.planning.solve import solve

            left = max(0.1, seconds - (time.monotonic() - began))
            try:
                plan = solve(
                    read,
                    Limits(left, effort),
                    method=method,
                    explain=explain,
                    progress=None if quiet else _Progress().show,
                    cancelled=cancelled,
                )
            except MemoryError:
                _fail("There is not enough memory to plan this problem.", FAILED)
        _write(plan, output)
    if plan.cut and not quiet:
        click.echo(plan.warnings[-1], err=True)
    sys.exit(EXIT_STATUS[plan.status])


@click.command("check")
@click.argument("problem", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("plan", type=click.Path(dir_okay=False, path_type=Path))
def check_command(problem: Path, plan: Path) -> None:
    """Check that PLAN keeps every rule of PROBLEM and that its figures are right.

    Ends with 0, or with 1 and one line for each violation: rule, ids, what was found and what
    was allowed; with 2 where a document can't be read.
    """
    found = violations(_read(problem, problem_from_bytes), _read(plan, plan_from_bytes))
    for one in found:
        click.echo(str(one))
    sys.exit(1 if found else 0)


@click.command("frontier")
@click.argument("problem", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60.0,
              show_default=True, help="Wall-clock limit for all of it.")  # fmt: skip
@click.option("--person", type=click.FloatRange(min=0, min_open=True),
              help="Points a sprint of one more person; tries one in each team.")  # fmt: skip
@click.option("--moves", is_flag=True, help="Try each team in each other area.")
@click.option("--switching", type=click.FloatRange(0, 1), default=0.2, show_default=True,
              help="What a moved team loses of its first two sprints.")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Write it there instead of to standard output.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
def frontier_command(
    problem: Path,
    *,
    seconds: float,
    person: float | None,
    moves: bool,
    switching: float,
    output: Path | None,
    quiet: bool,
) -> None:
    """Print what 70 to 130 % of the capacity of PROBLEM would bring, and what else would (JSON).

    Every figure comes with its proven limit. An interrupt (Ctrl-C) prints what is known by then.
    Ends with 0, with 2 where the problem can't be read, 3 where today's capacity has no plan that
    keeps every rule, 4 where none was found in the time.
    """
    read = _read(problem, problem_from_bytes)
    people = tuple((team.id, person) for team in read.teams) if person else ()
    asked = Asked(people=people, moves=moves, switching=switching)
    with interruptible() as cancelled:
        with _plan_alone_on_stdout():
            from portfolio.planning.frontier import frontier

            told = None if quiet else _tell_step
            found = frontier(read, asked, seconds, progress=told, cancelled=cancelled)
        _write(found, output)
    sys.exit(EXIT_STATUS[found.today.status])


def _tell_step(done: int, of: int, seconds: float, step: str) -> None:
    click.echo(f"{seconds:6.1f} s  {done} of {of}  ({step})", err=True)


class _Progress:
    """Shows how far the search is, one line that is written over on a terminal."""

    def __init__(self) -> None:
        self._over = sys.stderr.isatty()

    def show(self, *news: Any) -> None:
        """Write one line of progress to standard error."""
        objective, bound, gap, seconds, step = news
        best = "no plan yet" if objective is None else f"best {objective:.6g}"
        most = "" if bound is None else f", bound {bound:.6g}"
        open_gap = "" if gap is None else f", gap {100 * gap:.3f} %"
        line = f"{seconds:6.1f} s  {best}{most}{open_gap}  ({step})"
        click.echo(f"\r{line:<78}" if self._over else line, err=True, nl=not self._over)


def _read(path: Path, parse: Callable[[bytes], Read]) -> Read:
    try:
        return parse(_bytes_of(path))
    except OSError as error:
        _fail(f"{path}: {error.strerror or error}", UNREADABLE)
    except (EOFError, zlib.error) as error:
        _fail(f"{path}: the gzipped file is damaged ({error})", UNREADABLE)
    except DocumentRefused as refused:
        for fault in refused.faults:
            click.echo(_printable(str(fault)), err=True)
        sys.exit(UNREADABLE)


def _bytes_of(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw.startswith(_GZIP) else raw


def _fail(message: str, status: int) -> NoReturn:
    click.echo(_printable(message), err=True)
    sys.exit(status)


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", " ")


def _write(plan: Plan | Frontier, output: Path | None) -> None:
    raw = plan.to_bytes() + b"\n"
    if output is None:
        click.echo(raw, nl=False)
        return
    try:
        _write_whole(output, raw)
    except OSError as error:
        _fail(f"{output}: {error.strerror or error}", FAILED)


def _write_whole(output: Path, raw: bytes) -> None:
    """Write a file so that nobody ever sees half of it; a pipe or device is written as it is."""
    target = output.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(raw)
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(raw)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _plan_alone_on_stdout() -> Iterator[None]:
    """Keep what the solvers print away from standard output: only the plan goes there."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


COMMANDS = (solve_command, check_command, frontier_command)
