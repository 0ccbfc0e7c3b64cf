"""`flask backtest` needs no database, answers people and programs, and refuses in a sentence."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portfolio.commands.backtest import backtest_command

FIGURES = {"forecasts", "cover80", "cover50", "safe85", "width80", "mdape", "winkler80"}
ROWS = "".join(f"falcon,{week},{(week * 7) % 5}\n" for week in range(30))


def run(*words: str) -> Result:
    return CliRunner().invoke(backtest_command, [*words, "--window", "6", "--horizon", "4"])


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "weeks.csv.gz"
    path.write_bytes(gzip.compress(f"\ufeffseries,period,done\n{ROWS}".encode()))
    return str(path)


def test_a_program_gets_every_figure(file: str, tmp_path: Path) -> None:
    out = tmp_path / "forecasts.csv"
    result = run(file, "--json", "--out", str(out))
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert set(found) == FIGURES | {"by_series", "naive"}
    assert set(found["naive"]) == FIGURES
    assert found["forecasts"] == 21
    with out.open(newline="") as written:
        rows = list(csv.DictReader(written))
    assert list(rows[0]) == ["series", "period", "p10", "p15", "p25", "p50", "p75", "p90"]
    assert [row["period"] for row in rows] == [str(week) for week in range(5, 26)]


def test_a_person_gets_a_table(file: str) -> None:
    assert "80 % band held" in run(file).stdout


def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    for text, said in (
        (b"series,period,done\nfalcon,1,x\n", "line 2: done must be a number"),
        (b"series,period,done\nfalcon,1,1\n", "No series has 6 periods before"),
        (b"series,period,done\nfalc\xf3n,1,1\n", "no UTF-8 text"),
        (gzip.compress(ROWS.encode())[:40], "cut short"),
    ):
        wrong.write_bytes(text)
        result = run(str(wrong))
        assert result.exit_code == 1
        assert said in result.stderr
