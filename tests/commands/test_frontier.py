"""`flask frontier`: a document in, a document out, and an exit status that says how it went."""

import json
from pathlib import Path

from click.testing import CliRunner

from portfolio.commands.planning import frontier_command
from portfolio.planning.reach import frontier_from_bytes

PROBLEM = {
    "format": "portfolio.problem/1",
    "sprints": [{"id": "S1"}],
    "teams": [
        {"id": "A", "area": "a", "capacity": [10]},
        {"id": "B", "area": "b", "capacity": [4]},
    ],
    "items": [{"id": f"P-{n}", "points": 4, "area": "a", "value": 1} for n in range(5)],
}


def written(folder: Path, **differences: object) -> str:
    path = folder / "problem.json"
    path.write_text(json.dumps({**PROBLEM, **differences}), encoding="utf-8")
    return str(path)


def test_the_frontier_of_a_file_goes_to_a_file(tmp_path: Path) -> None:
    output = tmp_path / "frontier.json"
    words = [written(tmp_path), "--person", "4", "--moves", "--output", str(output)]
    done = CliRunner().invoke(frontier_command, words)
    assert done.exit_code == 0, done.output
    found = frontier_from_bytes(output.read_bytes())
    assert found.complete
    assert found.today.value == 2
    assert {one.percent: one.reach.value for one in found.points}[130.0] == 3
    assert {one.team: one.gain.found for one in found.hires} == {"A": 1, "B": 0}
    assert len(found.moves) == 2


def test_what_is_no_problem_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(frontier_command, [written(tmp_path, teams=[]), "--quiet"])
    assert done.exit_code == 2


def test_wishes_that_no_plan_can_keep_end_with_3(tmp_path: Path) -> None:
    items = [{"id": "P-1", "points": 40, "area": "a", "mandatory": True}]
    output = str(tmp_path / "frontier.json")
    words = [written(tmp_path, items=items), "--quiet", "--output", output]
    assert CliRunner().invoke(frontier_command, words).exit_code == 3
