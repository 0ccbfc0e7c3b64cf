"""The commands `solve` and `check`, in a process of their own where that matters."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portfolio.commands.planning import check_command, solve_command

PROBLEM: dict[str, Any] = {
    "format": "portfolio.problem/1",
    "sprints": [{"id": "S1"}, {"id": "S2"}],
    "teams": [{"id": "falcon", "capacity": [5, 3]}],
    "epics": [{"id": "E1", "value": 3}, {"id": "E2", "value": 2}],
    "items": [
        {"id": "P-1", "epic": "E1", "points": 5},
        {"id": "P-2", "epic": "E2", "points": 3},
        {"id": "P-3", "points": 8, "value": 1},
    ],
}


def written(folder: Path, document: object, name: str = "problem.json") -> str:
    path = folder / name
    path.write_text(json.dumps(document))
    return str(path)


def run(*words: str) -> Result:
    command = {"solve": solve_command, "check": check_command}[words[0]]
    return CliRunner().invoke(command, words[1:])


def test_a_plan_goes_to_standard_output_and_nothing_else_does(tmp_path: Path) -> None:
    script = (
        "import sys; from portfolio.commands.planning import solve_command; "
        "solve_command(sys.argv[1:])"
    )
    words = [sys.executable, "-c", script, written(tmp_path, PROBLEM), "--seconds", "5"]
    done = subprocess.run(words, capture_output=True, check=False)
    plan = json.loads(done.stdout)
    assert (done.returncode, plan["status"], plan["objective"]) == (0, "optimal", 5)


def test_check_passes_what_solve_wrote(tmp_path: Path) -> None:
    problem, plan = written(tmp_path, PROBLEM), str(tmp_path / "plan.json")
    solved = run("solve", problem, "--seconds", "5", "--output", plan, "--quiet")
    assert (solved.exit_code, solved.stdout, solved.stderr) == (0, "", "")
    assert run("check", problem, plan).exit_code == 0


def test_check_prints_one_line_a_violation(tmp_path: Path) -> None:
    problem, plan = written(tmp_path, PROBLEM), tmp_path / "plan.json"
    run("solve", problem, "--seconds", "5", "--output", str(plan), "--quiet")
    document = json.loads(plan.read_text())
    document["assignments"][1]["sprint"] = "S1"
    plan.write_text(json.dumps(document))
    checked = run("check", problem, str(plan))
    assert checked.exit_code == 1
    assert "capacity: falcon, S1: 8 points, allowed: 5" in checked.stdout.splitlines()


def test_a_gzipped_problem_is_read_and_hashed_as_it_was(tmp_path: Path) -> None:
    packed = tmp_path / "problem.json.gz"
    packed.write_bytes(gzip.compress(json.dumps(PROBLEM).encode()))
    plain = run("solve", written(tmp_path, PROBLEM), "--method", "rank", "--quiet")
    zipped = run("solve", str(packed), "--method", "rank", "--quiet")
    assert json.loads(plain.stdout)["problem"] == json.loads(zipped.stdout)["problem"]


@pytest.mark.parametrize("method", ["rank", "wsjf", "greedy"])
def test_every_method_gives_a_plan(tmp_path: Path, method: str) -> None:
    done = run("solve", written(tmp_path, PROBLEM), "--method", method, "--quiet")
    plan = json.loads(done.stdout)
    assert (done.exit_code, plan["status"], plan["method"]) == (0, "feasible", method)


def test_a_problem_that_cannot_hold_ends_with_three_and_says_why(tmp_path: Path) -> None:
    problem = json.loads(json.dumps(PROBLEM))
    problem["items"][2]["mandatory"] = True
    done = run("solve", written(tmp_path, problem), "--quiet")
    plan = json.loads(done.stdout)
    assert (done.exit_code, plan["status"], plan["objective"]) == (3, "infeasible", None)
    assert plan["conflicts"][0]["ids"] == ["P-3"]
    assert {"team": "falcon", "sprint": "S1", "points": 3} in plan["repairs"][0]["adds"]


def test_faults_are_listed_one_a_line_and_end_with_two(tmp_path: Path) -> None:
    problem = json.loads(json.dumps(PROBLEM))
    problem["items"][0]["poinst"] = 3
    problem["teams"][0]["capacity"] = [1]
    done = run("solve", written(tmp_path, problem))
    assert (done.exit_code, done.stdout) == (2, "")
    assert sorted(line.split(":")[0] for line in done.stderr.splitlines()) == [
        "items[0].poinst",
        "teams[0].capacity",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["solve", "missing.json"],
        ["solve", "PROBLEM", "--seconds", "0"],
        ["solve", "PROBLEM", "--seconds", "soon"],
        ["solve", "PROBLEM", "--effort", "101"],
        ["solve", "PROBLEM", "--method", "best"],
        ["solve"],
        ["check", "PROBLEM", "missing.json"],
        ["check", "PROBLEM", "PROBLEM"],
    ],
)
def test_wrong_words_and_unreadable_files_end_with_two(tmp_path: Path, words: list[str]) -> None:
    path = written(tmp_path, PROBLEM)
    done = run(*[path if word == "PROBLEM" else word for word in words])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr


@pytest.mark.parametrize("raw", [b"\xff\xd8\xff\xe0 a photograph", b"\x1f\x8b damaged", b""])
def test_what_is_no_problem_ends_with_two(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(raw)
    done = run("solve", str(path))
    assert (done.exit_code, done.stdout) == (2, "")


def test_a_plan_that_cannot_be_written_ends_with_one(tmp_path: Path) -> None:
    output = str(tmp_path / "nowhere" / "plan.json")
    done = run("solve", written(tmp_path, PROBLEM), "--output", output, "--quiet")
    assert done.exit_code == 1


def test_the_same_effort_gives_the_same_plan(tmp_path: Path) -> None:
    words = ["solve", written(tmp_path, PROBLEM), "--effort", "1", "--quiet"]
    one, other = (json.loads(run(*words).stdout) for _ in range(2))
    assert {**one, "seconds": 0} == {**other, "seconds": 0}


def test_the_commands_load_no_solver_before_they_run() -> None:
    script = (
        "import sys, portfolio.commands.planning; "
        "sys.exit(any(name.startswith('ortools') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
