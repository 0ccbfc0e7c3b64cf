"""`flask import` in a process of its own: the JSON, the sentences, the seconds, the memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.exports import jira_csv, story

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from app import main
try:
    main()
finally:
    # Not ru_maxrss: that is inherited from the parent, and the suite's process is large.
    peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(peak[0], file=sys.stderr)
"""


def flask(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {"DATABASE_URL": url, "SECRET_KEY": "k" * 40, "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, "import", *words],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )


def answer(url: str, *words: str) -> dict[str, Any]:
    done = flask(url, *words, "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    told["memory"] = int(done.stderr.split()[-1]) / 1024
    return told


def test_the_answer_is_one_document_with_the_keys_that_programs_rely_on(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(jira_csv(story("AB-1"), ("Pay", "AB-2", "2", "Story", "To Do", "x", "")))
    told = answer(sqlite_url, "jira", str(file))
    assert list(told)[:9] == [
        "read", "added", "changed", "unchanged", "left_out", "refused", "warnings", "seconds",
        "facts",
    ]  # fmt: skip
    assert told["refused"][0]["line"] == 3
    assert (told["read"], told["added"]) == (2, 1)


def test_an_empty_database_is_made_first(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(jira_csv(story("AB-1")))
    assert answer(f"sqlite:///{tmp_path}/new.sqlite", "jira", str(file))["added"] == 1


def test_a_dry_run_says_so_and_keeps_nothing(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(jira_csv(story("AB-1")))
    done = flask(sqlite_url, "jira", str(file), "--dry-run")
    assert "Nothing was kept: this was a dry run." in done.stdout
    assert answer(sqlite_url, "jira", str(file))["added"] == 1


def test_a_refusal_is_one_sentence_on_standard_error(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "holiday.csv"
    file.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(200))
    done = flask(sqlite_url, "jira", str(file), "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == (
        "Error: holiday.csv: This is no CSV file but a photograph (JPEG)."
    )


def test_day_and_month_are_asked_for_by_an_option(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(jira_csv(("Pay", "AB-1", "1", "Story", "To Do", "03/04/2026", "")))
    done = flask(sqlite_url, "jira", str(file))
    assert done.returncode == 1
    assert "Add --day-first or --month-first." in done.stderr
    assert answer(sqlite_url, "jira", str(file), "--day-first")["added"] == 1


def test_wrong_words_end_with_status_2(sqlite_url: str, tmp_path: Path) -> None:
    assert flask(sqlite_url, "jira", str(tmp_path / "missing.csv")).returncode == 2
    assert flask(sqlite_url, "releases", str(tmp_path)).returncode == 2


def test_titanium_stays_within_200_mb(database_url: str, real_data: Path) -> None:
    words = (
        "jira",
        str(real_data / "titanium" / "jira-export.csv.gz"),
        "--sprints",
        str(real_data / "titanium" / "sprints.csv"),
    )
    first = answer(database_url, *words)
    assert (first["added"], first["refused"]) == (7125, [])
    assert first["memory"] <= 200
    again = answer(database_url, *words)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 7125)


@pytest.mark.parametrize("kept", [0.5, 0.93])
def test_a_file_cut_in_half_leaves_nothing(
    sqlite_url: str, real_data: Path, tmp_path: Path, kept: float
) -> None:
    whole = (real_data / "titanium" / "jira-export.csv.gz").read_bytes()
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(whole[: int(len(whole) * kept)])
    done = flask(sqlite_url, "jira", str(cut))
    assert done.returncode == 1
    assert "cut off" in done.stderr
    small = tmp_path / "export.csv"
    small.write_bytes(jira_csv(story("AB-1")))
    assert answer(sqlite_url, "jira", str(small))["added"] == 1
