"""`flask backtest`: how well the forecasts would have held on a history; no database needed."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from portfolio.commands.opened import refusals
from portfolio.measures.backtest import Outcome, backtest, figures
from portfolio.measures.forecast import QUANTILES
from portfolio.measures.histories import histories_of

WRITTEN = (0.1, 0.15, 0.25, 0.5, 0.75, 0.9)
ROWS = (
    ("cover80", "80 % band held"),
    ("cover50", "50 % band held"),
    ("safe85", "at least the 85 % figure delivered"),
    ("width80", "width of the 80 % band / delivered"),
    ("mdape", "median error of the middle"),
    ("winkler80", "interval score (lower is better)"),
)
_GZIP = b"\x1f\x8b"


@click.command("backtest")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--window", type=click.IntRange(1, 1000), required=True,
              help="Periods that must be known before a forecast.")  # fmt: skip
@click.option("--horizon", type=click.IntRange(1, 1000), required=True,
              help="Periods whose total is forecast.")  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="Write every forecast there, as CSV.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def backtest_command(
    file: Path, *, window: int, horizon: int, out: Path | None, as_json: bool
) -> None:
    """Forecast the next periods after each period of FILE, and compare with what came.

    FILE is a CSV of series,period,done (it may be gzipped): what each series delivered in each
    period. Each forecast knows only what was known then. Beside it stands what the usual
    simulation, a bootstrap of the last periods, would have said.
    """
    with refusals():
        with _lines(file) as lines:
            histories = histories_of(lines)
        outcomes = backtest(histories, window, horizon)
    if out is not None:
        _write(out, outcomes)
    found = figures(outcomes)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    _table(found, window, horizon)


COMMANDS = (backtest_command,)


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[str]]:
    """Open a file, gzipped or not; what is no UTF-8 text is refused in a sentence."""
    with file.open("rb") as probe:
        is_gzipped = probe.read(2) == _GZIP
    raw: Any = gzip.open(file, "rb") if is_gzipped else file.open("rb")  # noqa: SIM115
    try:
        with io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            yield text
    except UnicodeDecodeError as fault:
        raise click.ClickException(
            f"{file.name} is no UTF-8 text (byte {fault.start}). Save it as CSV UTF-8."
        ) from fault
    except (EOFError, gzip.BadGzipFile) as fault:
        raise click.ClickException(f"{file.name} is gzipped and cut short: {fault}") from fault


def _write(out: Path, outcomes: list[Outcome]) -> None:
    places = [QUANTILES.index(one) for one in WRITTEN]
    part = out.with_name(out.name + ".part")
    try:
        with part.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["series", "period", *(f"p{100 * one:.0f}" for one in WRITTEN)])
            for one in outcomes:
                bands = [f"{one.forecast.quantiles[place]:.6g}" for place in places]
                writer.writerow([one.forecast.series, one.forecast.period, *bands])
        part.replace(out)
    except OSError as fault:
        raise click.ClickException(f"{out} can't be written: {fault.strerror}.") from fault


def _table(found: dict[str, Any], window: int, horizon: int) -> None:
    series = len(found["by_series"])
    click.echo(
        f"{found['forecasts']} forecasts of {series} series: {window} periods known, the next "
        f"{horizon} forecast."
    )
    click.echo(f"{'':38} {'this':>8} {'naive':>8}")
    for key, words in ROWS:
        click.echo(f"{words:38} {_figure(found[key]):>8} {_figure(found['naive'][key]):>8}")


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
