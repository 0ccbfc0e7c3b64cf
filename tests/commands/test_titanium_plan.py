"""The public backlog of the Titanium SDK: imported, planned and shown."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.domain.people import Viewer
from tests.people import Cast


@pytest.mark.slow
def test_titanium_is_imported_planned_and_shown(
    app: Flask,
    real_data: Path,
    tmp_path: Path,
    cast: Cast,
    sign_in: Callable[[FlaskClient, Viewer], FlaskClient],
) -> None:
    runner, folder = app.test_cli_runner(), real_data / "titanium"
    with app.app_context():
        imported = runner.invoke(
            args=["import", "jira", str(folder / "jira-export.csv.gz"),
                  "--sprints", str(folder / "sprints.csv"), "--as-of", "2015-01-05"]
        )  # fmt: skip
        assert imported.exit_code == 0, imported.output
        problem = runner.invoke(args=["problem", "2015Q1"])
        planned = runner.invoke(args=["plan", "2015Q1", "--seconds", "10", "--json"])
        assert planned.exit_code == 0, planned.output
    plan = json.loads(planned.stdout)
    page = sign_in(app.test_client(), cast.planner).get(f"/plans/{plan['plan_id']}")
    assert page.status_code == 200
    (tmp_path / "problem.json").write_bytes(problem.stdout_bytes)
    (tmp_path / "plan.json").write_text(planned.stdout)
    with app.app_context():
        words = ["check", str(tmp_path / "problem.json"), str(tmp_path / "plan.json")]
        checked = runner.invoke(args=words)
    assert checked.exit_code == 0, checked.output
    document = json.loads(problem.stdout_bytes)
    starts = [one["starts_on"] for one in document["sprints"]]
    assert starts[0] == "2015-01-05" and len(starts) == 6
    assert plan["value"] >= plan["others"]["rank"]["value"]
    assert plan["value"] >= plan["others"]["wsjf"]["value"]
